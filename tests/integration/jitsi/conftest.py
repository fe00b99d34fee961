"""A Jitsi-like server: a Prosody with Jitsi's domains, and a web server with a config.js."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.conferences.jitsi.server import JitsiServer
from bot.conferences.jitsi.settings import JitsiSettings
from bot.demo.guests.xmpp import XmppGuest
from bot.demo.servers.prosody import MEET_DOMAIN, MEET_MUC, Prosody
from bot.domain.attendance import Attendance

JITSI_DOMAIN = "jitsi.example"
"""Where every room has a focus."""
JITSI_MUC = "conference.jitsi.example"
HIDDEN_MUC = "hidden.jitsi.example"
"""The same, with live rooms hidden from outsiders, as Jitsi's configuration does by default."""

MODULES = Path(__file__).parents[2] / "data" / "jitsi" / "prosody"
ALL_DOMAINS = f'plugin_paths = {{ "{MODULES}" }}\n'
JITSI_DOMAINS = f"""
VirtualHost "{JITSI_DOMAIN}"
    authentication = "anonymous"
Component "focus.{JITSI_DOMAIN}" "muc"
Component "{JITSI_MUC}" "muc"
    muc_room_default_persistent = false
    muc_room_default_public_jids = true
Component "{HIDDEN_MUC}" "muc"
    modules_enabled = {{ "hide_live_rooms" }}
    muc_room_default_persistent = false
    muc_room_default_public_jids = true
"""


class WallClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class JitsiProsody(Prosody):
    """The trial's Prosody, and beside its Jitsi-like domain one with a focus and hidden rooms."""

    def _configuration(self) -> str:
        return ALL_DOMAINS + super()._configuration() + JITSI_DOMAINS


class Settings(Protocol):
    """Settings for the rooms of one domain, over the transport that the test is run with."""

    def __call__(self, muc_domain: str = MEET_MUC, *, prosody: Prosody) -> JitsiSettings: ...


class OpenServer(Protocol):
    """A server as the bot sees it; its connection is closed with the test."""

    def __call__(self, settings: JitsiSettings) -> JitsiServer: ...


class Enter(Protocol):
    """A participant takes a seat in a room and keeps it until `leave` or the test's end."""

    def __call__(
        self, room: str, nick: str, *, shown_as: str | None = None, domain: str = MEET_DOMAIN
    ) -> Awaitable[XmppGuest]: ...


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Serve(Protocol):
    """Starts a web server with these paths; returns its address on 127.0.0.1."""

    def __call__(self, paths: dict[str, Handler]) -> Awaitable[str]: ...


class Trap:
    """Listens under another name of this machine, where nobody has any business."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.contacts = 0

    def contacted(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.contacts += 1
        writer.close()


def text(body: str) -> Handler:
    """Answers with it."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=body)

    return answer


def config_js(websocket: str) -> str:
    return f"""
        var subdir = ''; var subdomain = '';
        var config = {{ hosts: {{ domain: '{JITSI_DOMAIN}', muc: '{JITSI_MUC}' }} }};
        config.websocket = '{websocket}';
    """


def at(url: str) -> JitsiSettings:
    """The settings of an operator who says nothing else."""
    return JitsiSettings(url=url, bot_name="Ankerplatz")


async def look(server: JitsiServer, name: str = "Team", *, names: bool = False) -> Attendance:
    """The promise is an answer in five seconds, whatever happens."""
    async with asyncio.timeout(6):
        return await server.attendance(server.room(name, topic=None, fixed=True), names=names)


@pytest.fixture(scope="module")
def jitsi_prosody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prosody]:
    with JitsiProsody(tmp_path_factory.mktemp("prosody")) as server:
        yield server


@pytest.fixture(params=["c2s", "websocket"])
def settings(request: pytest.FixtureRequest) -> Settings:
    def make(muc_domain: str = MEET_MUC, *, prosody: Prosody) -> JitsiSettings:
        plain = request.param == "c2s"
        return JitsiSettings(
            url="http://127.0.0.1:9",  # nobody is there: all that is needed is given
            bot_name="Ankerplatz",
            xmpp_host=prosody.c2s if plain else None,
            # under another name than the web server's: what the operator gives is trusted
            xmpp_websocket=None if plain else prosody.websocket.replace("127.0.0.1", "localhost"),
            xmpp_domain=MEET_DOMAIN if muc_domain == MEET_MUC else JITSI_DOMAIN,
            muc_domain=muc_domain,
            enter_calls=True,
        )

    return make


@pytest.fixture
async def open_server() -> AsyncIterator[OpenServer]:
    async with AsyncExitStack() as closing:

        def open_one(settings: JitsiSettings) -> JitsiServer:
            server = JitsiServer(settings, WallClock())
            closing.push_async_callback(server.close)
            return server

        yield open_one


@pytest.fixture
async def enter(jitsi_prosody: Prosody) -> AsyncIterator[Enter]:
    async with AsyncExitStack() as closing:

        async def take_seat(
            room: str, nick: str, *, shown_as: str | None = None, domain: str = MEET_DOMAIN
        ) -> XmppGuest:
            guest = XmppGuest(domain)
            closing.push_async_callback(guest.close)
            await guest.connect(*jitsi_prosody.c2s)
            await guest.join(room, nick, shown_as=shown_as)
            return guest

        yield take_seat


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    async with AsyncExitStack() as closing:

        async def start(paths: dict[str, Handler]) -> str:
            app = web.Application()
            for path, handler in paths.items():
                app.router.add_get(path, handler)
            server = await closing.enter_async_context(TestServer(app))
            return f"http://127.0.0.1:{server.port}"

        yield start


@pytest.fixture
async def trap() -> AsyncIterator[Trap]:
    trap = Trap(0)
    listening = await asyncio.start_server(trap.contacted, "127.0.0.1", 0)
    trap.port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield trap
