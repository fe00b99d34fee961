"""Being in all group chats from the start on, whatever the server keeps of them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import repeat
from xml.etree.ElementTree import Element

import pytest

from bot.errors import AnkerplatzError
from bot.networks import retrying
from bot.networks.xmpp.queries.portrait import Portrait
from bot.networks.xmpp.settings import Patience, XmppSettings
from bot.networks.xmpp.stanzas.elements import (
    BOOKMARKS,
    DISCO_INFO,
    MAM,
    PUBSUB,
    SID,
    element,
    namespace,
)
from bot.networks.xmpp.stream_session import StreamSession
from bot.networks.xmpp.transport.errors import RefusedForGoodError, RefusedForNowError
from tests.unit.networks.xmpp.conftest import StillClock
from tests.unit.networks.xmpp.doors import MemoryDoor
from tests.unit.networks.xmpp.stanzas import BOT, ROOM, message, presence

BOOKMARKED = "bookmarked@conference.example.org"
NEW = "new@conference.example.org"
BROKEN = RefusedForNowError("internal-server-error")


class Server:
    """Rooms that let in whoever comes, and bookmarks; with `trouble` it says that to all of them.

    What is in `silent` does not answer who wants to come in, what is in `closed` refuses.
    """

    def __init__(self) -> None:
        self.session: StreamSession | None = None
        self.trouble: AnkerplatzError | None = None
        self.kept = [BOOKMARKED]
        self.tries = 0
        self.silent: set[str] = set()
        self.closed: set[str] = set()
        self.inside: set[str] = set()
        self.answers = asyncio.Event()  # questions about bookmarks
        self.answers.set()

    async def ask(self, payload: Element, *, to: str | None = None, kind: str = "get") -> Element:
        if payload.tag == f"{DISCO_INFO}query":
            if to in self.closed:
                raise RefusedForGoodError("item-not-found")
            known = (MAM, SID) if to == BOT else ()
            features = (element(f"{DISCO_INFO}feature", var=namespace(one)) for one in known)
            return element("iq", element(f"{DISCO_INFO}query", *features))
        if payload.tag == f"{MAM}query":
            return element("iq", element(f"{MAM}fin", complete="true"))
        self.tries += 1
        await self.answers.wait()
        if self.trouble is not None:
            raise self.trouble
        if kind == "set":
            if (gone := payload.find(f"{PUBSUB}retract/{PUBSUB}item")) is not None:
                self.kept.remove(gone.get("id", ""))
            else:
                self.kept += [item.get("id", "") for item in payload.iter(f"{PUBSUB}item")]
            return element("iq")
        conference = element(f"{BOOKMARKS}conference", autojoin="true")
        items = (element(f"{PUBSUB}item", conference, id=room) for room in self.kept)
        return element("iq", element(f"{PUBSUB}pubsub", element(f"{PUBSUB}items", *items)))

    def appear(self, *_content: Element, to: str | None = None, kind: str = "available") -> None:
        room = (to or "").partition("/")[0]
        if to is None or kind != "available" or room in self.silent:
            return
        assert self.session is not None
        self.inside.add(room)
        own = "<x xmlns='http://jabber.org/protocol/muc#user'><status code='110'/></x>"
        asyncio.get_running_loop().call_soon(self.session.on_presence, presence(own, sender=to))

    async def ping(self, _to: str | None = None) -> None:
        """Everybody is there."""

    def give_up(self) -> None:
        """Nobody waits."""

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not holds():  # noqa: ASYNC110 -- rooms and bookmarks, by turns
                await asyncio.sleep(0)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "pauses", lambda *_: repeat(0))


@asynccontextmanager
async def online(server: Server, door: MemoryDoor, *rooms: str) -> AsyncIterator[asyncio.Event]:
    settings = XmppSettings(
        jid=BOT,
        password="secret",
        nick="Anker",
        rooms=rooms,
        allow=frozenset({"example.org"}),
        admins=frozenset(),
    )
    session = server.session = StreamSession(
        settings=settings.prepared(),
        patience=Patience(first_pause=0, longest_pause=0),
        clock=StillClock(),
        stream=server,  # type: ignore[arg-type] -- as much of it as is used
        door=door,
        portrait=Portrait("Anker"),
    )
    ready = asyncio.Event()
    living = asyncio.create_task(session.live(ready))
    try:
        yield ready
    finally:
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)


async def until_ready(ready: asyncio.Event) -> None:
    async with asyncio.timeout(10):
        await ready.wait()


def invite(server: Server, room: str) -> None:
    assert server.session is not None
    asked = (
        f"<x xmlns='jabber:x:conference' jid='{room}'/>"
        f"<stanza-id xmlns='urn:xmpp:sid:0' by='{BOT}' id='archived {room}'/>"
    )
    server.session.on_message(message(None, asked, sender="anna@example.org", type="normal"))


def ban(server: Server, room: str) -> None:
    assert server.session is not None
    banned = (
        "<x xmlns='http://jabber.org/protocol/muc#user'>"
        "<status code='110'/><status code='301'/></x>"
    )
    server.session.on_presence(presence(banned, sender=f"{room}/Anker", type="unavailable"))


async def test_the_rooms_of_the_settings_are_entered_while_the_server_keeps_no_bookmarks():
    server, door = Server(), MemoryDoor()
    server.trouble = BROKEN
    async with online(server, door, ROOM) as ready:
        await until_ready(ready)
        assert server.inside == {ROOM}
        await server.until(lambda: server.tries > 10)
        server.trouble = None
        await server.until(lambda: server.inside == {ROOM, BOOKMARKED})


async def test_an_invitation_is_followed_while_rooms_are_being_entered():
    server, door = Server(), MemoryDoor()
    full = {f"room{number}@conference.example.org" for number in range(12)}
    server.silent = full
    async with online(server, door, *full):
        await server.until(lambda: server.tries > 0)
        invite(server, NEW)
        await server.until(lambda: NEW in server.inside)
        await server.until(lambda: NEW in server.kept)


async def test_an_invitation_is_followed_although_it_cannot_be_kept():
    server, door = Server(), MemoryDoor()
    async with online(server, door, ROOM) as ready:
        await until_ready(ready)
        server.trouble = BROKEN
        invite(server, NEW)
        await server.until(lambda: NEW in server.inside)
        assert f"mam:{BOT}" not in door.positions  # so the archive shows it again after a crash
        server.trouble = None
        await server.until(lambda: NEW in server.kept)
        await server.until(lambda: door.positions.get(f"mam:{BOT}") == f"archived {NEW}")


async def test_a_line_that_follows_an_invitation_does_not_lose_it():
    server, door = Server(), MemoryDoor()
    async with online(server, door, ROOM) as ready:
        await until_ready(ready)
        server.trouble = BROKEN
        invite(server, NEW)
        name = f"<stanza-id xmlns='urn:xmpp:sid:0' by='{BOT}' id='later'/>"
        assert server.session is not None
        server.session.on_message(message("!who", name, sender="anna@example.org", type="chat"))
        await door.line("!who")
        assert f"mam:{BOT}" not in door.positions


async def test_a_lost_room_is_told_although_its_bookmark_cannot_be_taken_away():
    server, door = Server(), MemoryDoor()
    server.closed = {BOOKMARKED}
    async with online(server, door, ROOM) as ready:
        await until_ready(ready)
        server.trouble = BROKEN
        invite(server, NEW)
        await server.until(lambda: NEW in server.inside)
        ban(server, NEW)
        await door.until(lambda: [chat.chat for chat in door.left] == [NEW])


async def test_a_room_that_the_bot_was_invited_to_anew_is_not_told_as_lost():
    server, door = Server(), MemoryDoor()
    async with online(server, door, ROOM) as ready:
        await until_ready(ready)
        invite(server, NEW)
        await server.until(lambda: server.kept.count(NEW) == 1)
        server.answers.clear()
        ban(server, NEW)
        await server.until(lambda: server.tries == 3)  # to take its bookmark away
        invite(server, NEW)
        await door.until(lambda: [chat.chat for chat in door.came].count(NEW) == 2)
        server.answers.set()
        await server.until(lambda: server.tries == 4)
        await asyncio.sleep(0.01)
        assert door.left == []
        assert server.kept.count(NEW) == 1
