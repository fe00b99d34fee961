"""A moderator with a browser in front of the dashboard of a chat, and what the chat reads."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlsplit

import aiohttp
import pytest

from bot.conferences.jitsi.links.room_links import JitsiLinks
from bot.domain.chat import ChatAddress, ChatRole, PersonId
from bot.domain.language import ENGLISH
from bot.usecases.chats.dashboard import Visits
from bot.web import assets, doors, manage
from bot.web.manage.desk import DashboardDesk
from bot.web.pages import PageMaker
from bot.web.server import WebServer
from bot.web.site import Site
from tests.unit.commands.conftest import World
from tests.unit.web.conftest import WORDING

ORIGIN = "https://anker.example.org"
ADA = PersonId("@ada:example.org")
FIELD = re.compile(r'name="(\w+)" value="([^"]*)"')


@dataclass(slots=True)
class Page:
    """What a browser got."""

    status: int
    text: str
    headers: Mapping[str, str]

    def hidden(self, name: str) -> str:
        """A field of a form that nobody sees."""
        return next(value for found, value in FIELD.findall(self.text) if found == name)


@dataclass(slots=True, kw_only=True)
class Browser:
    """Follows links and sends forms as a browser does; `cookies` are its own."""

    http: aiohttp.ClientSession
    cookies: dict[str, str] = field(default_factory=dict[str, str])
    language: str = "en"

    async def get(self, path: str) -> Page:
        return await self._ask("GET", path, {})

    async def post(
        self, path: str, form: Mapping[str, str], *, origin: str | None = ORIGIN
    ) -> Page:
        headers = {} if origin is None else {"Origin": origin}
        return await self._ask("POST", path, headers, form)

    async def send(self, page: Page, path: str, **filled_in: str) -> Page:
        """The form of that page; what is not filled in is empty, as with nothing chosen."""
        hidden = {name: page.hidden(name) for name in ("token", "form")}
        if 'name="revision"' in page.text:
            hidden["revision"] = page.hidden("revision")
        return await self.post(path, hidden | filled_in)

    async def _ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        form: Mapping[str, str] | None = None,
    ) -> Page:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Accept": "text/html", "Accept-Language": self.language, **headers}
        async with self.http.request(
            method,
            path,
            data=form,
            headers=sent | ({"Cookie": cookie} if cookie else {}),
            allow_redirects=False,
        ) as answer:
            self.cookies |= {name: one.value for name, one in answer.cookies.items()}
            return Page(answer.status, await answer.text(), answer.headers)


@dataclass(slots=True, kw_only=True)
class Office:
    """The website of a bot. `roles` is what its network says of people in chats."""

    world: World
    http: aiohttp.ClientSession
    visits: Visits
    roles: dict[tuple[str, PersonId], ChatRole]

    async def link(self, chat: str = "club", by: PersonId = ADA) -> str:
        """The path of a fresh link into that chat."""
        self.roles.setdefault((chat, by), ChatRole.MODERATOR)
        line = self.world.line("!dashboard", chat=chat, by=by, role=ChatRole.MODERATOR)
        await self.world.hand_in(line)
        _, whisper = await self.world.out()
        address = next(word for word in whisper.outgoing.text.split() if "/enter/" in word)
        return urlsplit(address).path

    async def visit(self, chat: str = "club", by: PersonId = ADA) -> Browser:
        """Somebody who has entered."""
        browser = Browser(http=self.http)
        answer = await browser.post(await self.link(chat, by), {})
        assert answer.status == HTTPStatus.SEE_OTHER
        return browser

    async def told(self) -> list[str]:
        """What the chats read since."""
        return [one.outgoing.text for one in await self.world.out()]


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with World().at_work() as world:
        yield world


@pytest.fixture
def public_url() -> str:
    return ORIGIN


@pytest.fixture
async def office(world: World, public_url: str) -> AsyncIterator[Office]:
    roles: dict[tuple[str, PersonId], ChatRole] = {}

    async def role_of(chat: ChatAddress, person: PersonId) -> ChatRole | None:
        return roles.get((chat.chat, person))

    site = Site(title="Hafenverein", public_url=public_url, language=ENGLISH)
    pages = PageMaker(
        site=site,
        assets=assets.assets(site),
        wording=WORDING,
        live=None,
        clock=world.clock,
        doors=doors.Doors(links=JitsiLinks(), site=site),
        read=lambda: None,
    )
    dashboard = world.dashboard
    assert dashboard
    visits = Visits(
        store=world.store,
        clock=world.clock,
        draw_secret=dashboard.draw_secret,
        role_of=role_of,
    )
    desk = DashboardDesk(
        store=world.store,
        clock=world.clock,
        house=world.house,
        herald=world.herald,
        visits=visits,
        told=world.poked.append,
    )
    server = WebServer(
        host="127.0.0.1",
        port=0,
        base=site.base,
        routes=[*assets.routes(pages.assets), *manage.routes(pages, desk)],
        explain=pages.explain,
    )
    async with asyncio.timeout(60):
        task = asyncio.create_task(server.run())
        try:
            address = await server.wait_ready()
            assert address
            jar = aiohttp.DummyCookieJar()
            async with aiohttp.ClientSession(base_url=address, cookie_jar=jar) as http:
                yield Office(world=world, http=http, visits=visits, roles=roles)
        finally:
            task.cancel()
            await asyncio.wait([task])
