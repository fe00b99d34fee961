"""How a page is made: the template, what all pages know, and the words of the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final

from aiohttp import hdrs, web

from bot.domain.language import Language
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.live import LiveRooms
from bot.usecases.programme.public_programme import PublicSeries
from bot.web.answers import Made
from bot.web.assets import Asset
from bot.web.doors import Doors
from bot.web.presence import Glimpse, glimpse
from bot.web.reader import reader_of
from bot.web.refusals import plainly
from bot.web.site import Site
from bot.web.wording import NATIVE_NAMES, PageWording

_HTML: Final = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Badge:
    """Whether somebody is there, and the words for it; none where there is nothing to say."""

    state: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMaker:
    """What all pages have in common. Without `live`, nothing is known of any call.

    `read` hears that somebody is shown what is known.
    """

    site: Site
    assets: Mapping[str, Asset]
    wording: PageWording
    live: LiveRooms | None
    clock: Clock
    doors: Doors
    read: Callable[[], None]

    def show(self, request: web.Request, template: str, **values: object) -> Made:
        """A page."""
        return Made(
            body=self._made(request, template, now=self.clock.now(), values=values),
            content_type=_HTML,
            headers={hdrs.VARY: hdrs.ACCEPT_LANGUAGE},
        )

    def explain(self, request: web.Request, status: HTTPStatus, why: str) -> web.Response:
        """A refusal: as a page for people, in one line for programs."""
        if "text/html" not in request.headers.get(hdrs.ACCEPT, ""):
            return plainly(request, status, why)
        values = {"status": status.value, "why": status.phrase}
        page = self._made(request, "refusal", now=self.clock.now(), values=values)
        return web.Response(body=page, status=status, headers={hdrs.CONTENT_TYPE: _HTML})

    def badge(self, one: PublicSeries, language: Language) -> Badge:
        """What is to be seen of a series just now."""
        seen = self.seen(one)
        text = self.wording.page("live", language, state=seen.liveness, count=seen.count)
        return Badge(seen.liveness, text.decode().strip())

    def seen(self, one: PublicSeries) -> Glimpse:
        """The same without words."""
        self.read()
        return glimpse(one, self.live)

    def _made(
        self, request: web.Request, template: str, *, now: datetime, values: Mapping[str, object]
    ) -> bytes:
        reader = reader_of(request, otherwise=self.site.language)

        def link(path: str, **more: str) -> str:
            return self.site.link(path, {**reader.chosen, **more})

        def here(lang: str) -> str:
            """This very page in another language."""
            path = request.rel_url.raw_path.removeprefix(self.site.base)
            return self.site.link(path, {**reader.chosen, "lang": lang})

        def live(one: PublicSeries) -> Badge:
            return self.badge(one, reader.language)

        def door(one: PublicSeries) -> str:
            return self.doors.link(one, now)

        def app(one: PublicSeries) -> str:
            return self.doors.app(one, now)

        return self.wording.page(
            template,
            reader.language,
            site=self.site,
            reader=reader,
            now=now,
            native_names=NATIVE_NAMES,
            link=link,
            here=here,
            address=self.site.address,
            asset=self._asset,
            live=live,
            door=door,
            app=app,
            stream=link("/live") if self.live is not None else None,
            **values,
        )

    def _asset(self, name: str) -> str:
        return self.site.link(f"/assets/{name}", {"v": self.assets[name].version})
