"""The public programme for other websites: as JSON, in a frame, and as an HTML element."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from bot.domain.series import Occurrence
from bot.usecases.programme.public_programme import PublicProgramme, PublicSeries
from bot.web.answers import Made, ShortMemory, fresh
from bot.web.assets import static
from bot.web.pages import PageMaker
from bot.web.server import policy

_JSON: Final = "application/json; charset=utf-8"
_SCRIPT: Final = "text/javascript; charset=utf-8"


def routes(
    programme: PublicProgramme, pages: PageMaker, memory: ShortMemory, *, embed_from: Sequence[str]
) -> Sequence[web.RouteDef]:
    """`/api/v1/programme.json` and its description, `/embed/{slug}`, `/ankerplatz-programme.js`.

    `embed_from` are the origins (RFC 6454) of the websites whose pages may use them.
    """

    async def all_of_it(_request: web.Request) -> Made:
        now = pages.clock.now()
        all_ = await programme.all(now=now)
        told = {
            "title": pages.site.title,
            "url": pages.site.address("/"),
            "calendar": pages.site.address("/calendar.ics"),
            "series": [_series(one, pages, now) for one in all_],
        }
        return Made(body=json.dumps(told).encode(), content_type=_JSON)

    async def framed(request: web.Request) -> Made:
        one = await programme.one(request.match_info["slug"], now=pages.clock.now())
        if one is None:
            raise web.HTTPNotFound
        made = pages.show(request, "embed", one=one)
        return replace(
            made, headers={**made.headers, "Content-Security-Policy": policy(embed_from)}
        )

    shared = _shared_with(frozenset(embed_from))
    return [
        web.get("/api/v1/programme.json", shared(memory.serving(all_of_it))),
        web.get("/api/v1/openapi.json", shared(_file("openapi.json", _JSON))),
        web.get(r"/embed/{slug:[^/.]+}", memory.serving(framed)),
        web.get("/ankerplatz-programme.js", _file("element.js", _SCRIPT)),
    ]


def _series(one: PublicSeries, pages: PageMaker, now: datetime) -> dict[str, object]:
    seen, page = pages.seen(one), f"/s/{one.slug}"
    return {
        "slug": one.slug,
        "title": one.series.title,
        "url": pages.site.address(page),
        "calendar": pages.site.address(f"{page}.ics"),
        "join": pages.doors.link(one, now),
        "timezone": one.series.recurrence.timezone,
        "live": {"state": seen.liveness, "count": seen.count},
        "dates": [_date(date) for date in one.ahead],
    }


def _date(date: Occurrence) -> dict[str, str]:
    """With a title only where it is called otherwise than the series."""
    status = "cancelled" if date.is_off else "moved" if date.is_moved else "planned"
    return {"starts_at": _instant(date.starts_at), "ends_at": _instant(date.ends_at)} | {
        "status": status,
        **({"title": date.own_title} if date.own_title else {}),
    }


def _instant(moment: datetime) -> str:
    """RFC 3339, in UTC."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _file(name: str, content_type: str) -> Handler:
    made = Made(body=static(name), content_type=content_type)

    async def show(request: web.Request) -> web.StreamResponse:
        return fresh(request, made)

    return show


def _shared_with(origins: frozenset[str]) -> Callable[[Handler], Handler]:
    """Let scripts of pages there read the answer (the CORS protocol of the Fetch standard)."""

    def shared(handler: Handler) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            given, origin = await handler(request), request.headers.get(hdrs.ORIGIN)
            given.headers[hdrs.VARY] = hdrs.ORIGIN
            if origin in origins:
                given.headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = origin
            return given

        return answer

    return shared
