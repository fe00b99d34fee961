"""One call of five people on a real Prosody, as every source sees it.

The modules that Jitsi adds to Prosody are stood in for by small ones that answer as the real ones
were seen to; those take their place where ANKERPLATZ_JITSI_PLUGINS names their folders.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slixmpp import JID
from yarl import URL

from bot.conferences.jitsi.discovery.report import Level
from bot.conferences.jitsi.server import JitsiServer
from bot.conferences.jitsi.settings import JitsiSettings
from bot.demo.guests.xmpp import XmppGuest
from bot.demo.servers.prosody import Prosody
from bot.domain.attendance import Attendance, Liveness
from bot.domain.conference import ConferenceRoom
from bot.domain.settings import Presence
from bot.web.jitsi_events import routes
from tests.integration.jitsi.conftest import JITSI_DOMAIN, JITSI_MUC, MODULES, OpenServer, look
from tests.unit.commands.conftest import World

pytestmark = pytest.mark.integration

HIDDEN = f"recorder.{JITSI_DOMAIN}"
LOBBY = f"lobby.{JITSI_DOMAIN}"
CONTRIB = Path(__file__).parents[3] / "contrib" / "prosody"
SECRET = "how the server and the bot know each other"
PASSWORD = "of accounts"
PLUGINS = os.environ.get("ANKERPLATZ_JITSI_PLUGINS", str(MODULES / "standins"))

DOMAINS = f"""
VirtualHost "{JITSI_DOMAIN}"
    authentication = "anonymous"
    modules_enabled = {{ "muc_size"; "muc_census" }}
VirtualHost "{HIDDEN}"
Component "focus.{JITSI_DOMAIN}" "muc"
Component "{LOBBY}" "muc"
Component "{JITSI_MUC}" "muc"
    modules_enabled = {{ "ankerplatz_events" }}
    ankerplatz_url = "EVENTS/own/jitsi/events/ankerplatz"
    ankerplatz_secret = "{SECRET}"
    muc_room_default_persistent = false
    muc_room_default_public_jids = true
Component "esync.{JITSI_DOMAIN}" "event_sync_component"
    muc_component = "{JITSI_MUC}"
    breakout_component = "breakout.{JITSI_DOMAIN}"
    api_prefix = "EVENTS/sync/jitsi"
    api_headers = {{ ["Authorization"] = "Bearer {SECRET}" }}
"""


class PostingProsody(Prosody):
    """With Jitsi's modules, and the project's own; both post below `events`."""

    def __init__(self, folder: Path, events: str) -> None:
        super().__init__(folder)
        self._events = events

    def _configuration(self) -> str:
        paths = "; ".join(f'"{folder}"' for folder in (*PLUGINS.split(":"), CONTRIB))
        domains = DOMAINS.replace("EVENTS", self._events)
        base = f'plugin_paths = {{ {paths} }}\nmuc_mapper_domain_base = "{JITSI_DOMAIN}"\n'
        return f"{base}{super()._configuration()}{domains}"


@dataclass
class Call:
    """The script: who is in, as the room must be seen to have it."""

    room: str
    c2s: tuple[str, int]
    closing: AsyncExitStack
    people: dict[str, XmppGuest] = field(default_factory=dict)
    machines: dict[str, XmppGuest] = field(default_factory=dict)
    shy: dict[str, XmppGuest] = field(default_factory=dict)
    """People whose name says that they do not want to be seen."""
    nicks: dict[str, str] = field(default_factory=dict)

    async def join(self, name: str, nick: str, *, jid: str = JITSI_DOMAIN) -> None:
        guest = XmppGuest(jid, PASSWORD if "@" in jid else "")
        self.closing.push_async_callback(guest.close)
        await guest.connect(*self.c2s)
        await guest.join(self.room, nick, shown_as=name)
        self.nicks[name] = nick
        (self.machines if "@" in jid or nick == "focus" else self.people)[name] = guest

    async def knock(self) -> None:
        """Somebody waits in the lobby, which is a MUC of its own."""
        knocker = XmppGuest(JITSI_DOMAIN)
        self.closing.push_async_callback(knocker.close)
        await knocker.connect(*self.c2s)
        await knocker.join(self.room.replace(JITSI_MUC, LOBBY), "3ad717e0", shown_as="Knocker")

    def rename(self, name: str, new: str) -> None:
        guest = self.people.pop(name, None) or self.shy.pop(name)
        (self.shy if "no-bot" in new.lower() else self.people)[new] = guest
        self.nicks[new] = self.nicks[name]
        guest._client.send_presence(pto=f"{guest.chat}/{self.nicks[new]}", pnick=new)

    async def leave(self, name: str) -> None:
        await (self.people.pop(name, None) or self.machines.pop(name)).close()

    def drop(self, name: str) -> None:
        self.people.pop(name)._client.abort()

    @property
    def names(self) -> list[str]:
        return sorted(self.people, key=str.casefold)

    @property
    def seats(self) -> int:
        """How many people there are, for those who do not learn their names."""
        return len(self.people) + len(self.shy)

    @property
    def has_recorder(self) -> bool:
        return "Recorder" in self.machines


Expected = Callable[[Call, Attendance], bool]


def by_name(call: Call, seen: Attendance) -> bool:
    told = [occupant.name for occupant in seen.occupants or ()]
    return alive(call, seen) and seen.count == len(call.people) and told == call.names


def counted(call: Call, seen: Attendance) -> bool:
    return alive(call, seen) and seen.count == call.seats


def counted_with_recorder(call: Call, seen: Attendance) -> bool:
    return seen.count == call.seats + call.has_recorder


def counted_from_two(call: Call, seen: Attendance) -> bool:
    """One seat may be the focus alone or somebody alone."""
    seats = call.seats + call.has_recorder
    if seats <= 1 and "Focus" in call.machines:
        return seen.liveness is Liveness.LIVE and seen.count is None
    return seen.count == seats


def alive(call: Call, seen: Attendance) -> bool:
    return seen.liveness is (Liveness.LIVE if call.people else Liveness.EMPTY)


@dataclass
class Watch:
    """One server that has one source only."""

    server: JitsiServer
    source: str
    expected: Expected

    async def sees(self, call: Call) -> None:
        seen = None
        try:
            async with asyncio.timeout(15):
                while True:
                    seen = await look(self.server, "Grüne Runde", names=True)
                    if self.expected(call, seen):
                        break
                    await asyncio.sleep(0.02)
        except TimeoutError:
            pytest.fail(f"{self.source} sees {seen}, and there are {call.names}")
        assert seen.source.startswith(self.source)
        assert seen.seen_at <= datetime.now(UTC)


SETTINGS = JitsiSettings(
    url="http://127.0.0.1:9",  # nobody is there: all that is needed is given
    bot_name="Ankerplatz",
    xmpp_websocket=None,
    xmpp_domain=JITSI_DOMAIN,
    muc_domain=JITSI_MUC,
)


def event_target(sync: JitsiServer, own: JitsiServer) -> web.Application:
    """Where Prosody posts to: below `sync` and `own`, each to a server of its own."""
    app = web.Application()
    for prefix, server in (("/sync", sync), ("/own", own)):
        below = web.Application()
        below.add_routes(routes(server.events, secret=SECRET))
        app.add_subapp(prefix, below)
    return app


@asynccontextmanager
async def passing_on(inner: str, path: str) -> AsyncIterator[str]:
    """A proxy that lets only one path through to Prosody's HTTP port."""
    async with aiohttp.ClientSession() as http:

        async def ask(request: web.Request) -> web.Response:
            url = URL(f"{inner}{request.raw_path}", encoded=True)
            async with http.get(url, headers={"Host": request.host}) as answer:
                return web.Response(status=answer.status, body=await answer.read())

        app = web.Application()
        app.router.add_get(path, ask)
        async with TestServer(app) as server:
            yield f"http://127.0.0.1:{server.port}"


@asynccontextmanager
async def running(*servers: JitsiServer) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(server.run()) for server in servers]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


@asynccontextmanager
async def jicofo(call: Call) -> AsyncIterator[str]:
    """Answers as Jicofo does, by the script."""

    def member(guest: XmppGuest) -> dict[str, object]:
        return {"jid": guest._client.boundjid.full, "is_jibri": False, "role": "PARTICIPANT"}

    async def conference(request: web.Request) -> web.Response:
        if request.match_info["room"] != call.room or not call.machines:
            return web.json_response({})
        members = {
            name: member(guest)
            for name, guest in (call.people | call.shy | call.machines).items()
            if name != "Focus"
        }
        return web.json_response({"name": call.room, "chat_room": {"members": members}})

    async def conferences(_: web.Request) -> web.Response:
        return web.json_response([call.room])

    app = web.Application()
    app.router.add_get("/debug/conference/{room}", conference)
    app.router.add_get("/debug/conferences", conferences)
    async with TestServer(app) as server:
        yield f"http://127.0.0.1:{server.port}"


async def play(call: Call, see: Callable[[], Awaitable[None]]) -> None:
    """Five people, a focus, a recorder and a knocker; `see` is called after each step."""
    await call.join("Focus", "focus")
    await see()
    for number, name in enumerate(["Jürgen", "Ada", "Bob", "Cem", "Dörte"], start=1):
        await call.join(name, f"2{number}ad717e")
        await see()
    await call.join("Recorder", "recorder8", jid=f"recorder@{HIDDEN}")
    call.rename("Bob", "Bobby")
    await call.knock()
    await see()
    call.rename("Dörte", "Dörte (no-bot)")
    await see()
    call.rename("Dörte (no-bot)", "Dörte")
    await see()
    call.drop("Cem")
    await see()
    await call.leave("Recorder")
    await call.join("Cem", "99ad717e")
    await see()
    for name in ("Ada", "Bobby", "Dörte", "Jürgen"):
        await call.leave(name)
        await see()
    call.drop("Cem")
    await see()
    await call.leave("Focus")
    await see()


@dataclass
class Stage:
    """A Prosody that posts to two servers, which know nothing else: `sync` and `own`."""

    prosody: Prosody
    call: Call
    sync: JitsiServer
    own: JitsiServer

    async def play(self, *watches: Watch) -> None:
        pushed = (Watch(self.sync, "events", counted), Watch(self.own, "events", by_name))

        async def see() -> None:
            for watch in (*pushed, *watches):
                await watch.sees(self.call)

        await play(self.call, see)


@pytest.fixture
async def stage(tmp_path: Path, open_server: OpenServer) -> AsyncIterator[Stage]:
    sync, own = (open_server(replace(SETTINGS, hears_events=True)) for _ in range(2))
    async with AsyncExitStack() as closing:
        target = await closing.enter_async_context(TestServer(event_target(sync, own)))
        prosody = PostingProsody(tmp_path, f"http://127.0.0.1:{target.port}")
        for account in ("recorder", "bot"):
            prosody.add_account(f"{account}@{HIDDEN}", PASSWORD)
        prosody.start()
        # in a thread, so that what it still begins to post is taken before the target is gone
        closing.push_async_callback(asyncio.to_thread, prosody.stop)
        await closing.enter_async_context(running(sync, own))
        call = Call(f"gr%c3%bcne%20runde@{JITSI_MUC}", prosody.c2s, closing)
        yield Stage(prosody, call, sync, own)


async def test_five_people_are_seen_rightly_by_every_source(
    stage: Stage, open_server: OpenServer
) -> None:
    inner = f"http://127.0.0.1:{stage.prosody.ports.http}"
    c2s = replace(SETTINGS, xmpp_host=stage.prosody.c2s)

    def watch(settings: JitsiSettings, source: str, expected: Expected) -> Watch:
        return Watch(open_server(settings), source, expected)

    async with (
        jicofo(stage.call) as rest,
        passing_on(inner, "/room-size") as sizes,
        passing_on(inner, "/room-census") as census,
    ):
        await stage.play(
            watch(replace(SETTINGS, prosody_http=inner), "muc_size", by_name),
            watch(replace(SETTINGS, prosody_http=sizes), "muc_size", counted_from_two),
            watch(replace(SETTINGS, prosody_http=census), "muc_census", counted_with_recorder),
            watch(replace(SETTINGS, jicofo_rest=rest), "jicofo", counted),
            watch(c2s, "xmpp-disco", counted_with_recorder),
            watch(replace(c2s, enter_calls=True), "xmpp-", by_name),
        )


async def test_an_account_that_is_not_shown_sees_them_and_is_no_part_of_it(
    stage: Stage, open_server: OpenServer
) -> None:
    account = {"xmpp_user": f"bot@{HIDDEN}", "xmpp_password": PASSWORD}
    settings = replace(SETTINGS, xmpp_host=stage.prosody.c2s, **account)
    inner = f"http://127.0.0.1:{stage.prosody.ports.http}"
    server = open_server(settings)
    news: list[str] = []
    server.on_news(news.append)
    await stage.play(
        Watch(server, "hidden-account", by_name),
        Watch(open_server(replace(settings, prosody_http=inner)), "muc_size", by_name),
    )
    assert set(news) == {"gr%c3%bcne%20runde"}
    async with aiohttp.ClientSession() as http:
        headers = {"Host": JITSI_DOMAIN}
        async with http.get(f"{inner}/room-census", headers=headers) as census:
            assert (await census.json(content_type=None))["room_census"] in ([], {})
    assert server.describe().level is Level.NAMES


async def test_a_call_that_put_the_account_out_is_not_entered_again(
    stage: Stage, open_server: OpenServer
) -> None:
    call = stage.call
    await call.join("Focus", "focus")
    await call.join("Ada", "11ad717e")
    account = {"xmpp_user": f"bot@{HIDDEN}", "xmpp_password": PASSWORD}
    server = open_server(replace(SETTINGS, xmpp_host=stage.prosody.c2s, **account))
    hidden = Watch(server, "hidden-account", by_name)
    await hidden.sees(call)
    news = asyncio.Event()
    server.on_news(lambda _node: news.set())
    muc = call.machines["Focus"]._client.plugin["xep_0045"]
    nicks = set(muc.get_roster(JID(call.room)))
    (nick,) = nicks - {"focus", "11ad717e"}
    await muc.set_role(JID(call.room), nick, "none")
    async with asyncio.timeout(15):
        await news.wait()
    for _ in range(3):
        seen = await look(server, "Grüne Runde", names=True)
        assert (seen.source, seen.count) == ("xmpp-disco", 1)
    await call.leave("Ada")
    await hidden.sees(call)
    await call.join("Bob", "22ad717e")
    await hidden.sees(call)


async def test_an_account_that_the_server_does_not_take_is_named(
    stage: Stage, open_server: OpenServer
) -> None:
    account = {"xmpp_user": f"bot@{HIDDEN}", "xmpp_password": "not this"}
    server = open_server(replace(SETTINGS, xmpp_host=stage.prosody.c2s, **account))
    assert (await look(server)).liveness is Liveness.EMPTY
    assert "hidden-account: the XMPP server does not take the account" in server.describe().step


ROOM = "Grüne Runde"


@asynccontextmanager
async def chat_about(server: JitsiServer, asked: list[bool]) -> AsyncIterator[World]:
    """Where people ask; `asked` gets whether names were wanted, for each time that it looks."""
    look_there = server.attendance

    async def attendance(room: ConferenceRoom, *, names: bool) -> Attendance:
        asked.append(names)
        return await look_there(room, names=names)

    server.attendance = attendance
    world = World()
    world.server = server
    world.clock.time = datetime.now(UTC)
    world.restart()
    task = asyncio.create_task(world.dispatcher.run())
    try:
        yield world
    finally:
        server.attendance = look_there
        task.cancel()
        await asyncio.wait([task])


async def told(world: World, level: Presence) -> str:
    """All that a chat of that level is told of the call, on the card as well."""
    await world.moderate(f"!presence {level}")
    lines = (f"!who {ROOM}", f"!meet in {ROOM}", "!who", "!sessions")
    said = [await world.ask(line) for line in lines]
    await world.lookout.settle()
    said += [line.outgoing.text + (line.outgoing.html or "") for line in await world.out()]
    return "\n".join(said)


async def test_every_source_is_told_of_as_the_chat_chose_and_asked_for_no_more(
    stage: Stage, open_server: OpenServer
) -> None:
    inner = f"http://127.0.0.1:{stage.prosody.ports.http}"
    c2s = replace(SETTINGS, xmpp_host=stage.prosody.c2s)
    account = {"xmpp_user": f"bot@{HIDDEN}", "xmpp_password": PASSWORD}
    await stage.call.join("Focus", "focus")
    for number, name in enumerate(("Jorinde", "Joringel"), start=1):
        await stage.call.join(name, f"2{number}ad717e")
    async with (
        jicofo(stage.call) as rest,
        passing_on(inner, "/room-size") as sizes,
        passing_on(inner, "/room-census") as census,
    ):
        watches = [
            Watch(open_server(settings), source, expected)
            for settings, source, expected in (
                (replace(SETTINGS, prosody_http=inner), "muc_size", by_name),
                (replace(SETTINGS, prosody_http=sizes), "muc_size", counted),
                (replace(SETTINGS, prosody_http=census), "muc_census", counted),
                (replace(SETTINGS, jicofo_rest=rest), "jicofo", counted),
                (c2s, "xmpp-disco", counted),
                (replace(c2s, enter_calls=True), "xmpp-", by_name),
                (replace(c2s, **account), "hidden-account", by_name),
            )
        ]
        watches += [Watch(stage.sync, "events", counted), Watch(stage.own, "events", by_name)]
        for watch in watches:
            await watch.sees(stage.call)
            for level in Presence:
                await is_told(watch, stage.call.names, level)


async def is_told(watch: Watch, names: list[str], level: Presence) -> None:
    asked: list[bool] = []
    async with chat_about(watch.server, asked) as world:
        said = await told(world, level)
        shows = f"{watch.source} at {level}:\n{said}"
        has_names = level is Presence.NAMES and watch.expected is by_name
        assert any(name in said for name in names) is has_names, shows
        if not has_names:
            assert ("2 people" in said) is level.shows_count, shows
        assert (asked == []) is (level is Presence.OFF), shows
        assert (True in asked) is (level is Presence.NAMES), shows
        kept = repr(world.store._tables)
        assert [name for name in names if name in kept] == [], shows
