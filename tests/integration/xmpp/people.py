"""People on XMPP as the tests need them: bare slixmpp, with the powers of a room's owner."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from xml.etree.ElementTree import Element, fromstring

from slixmpp import JID, ClientXMPP, Message, Presence

from bot.demo.servers.prosody import Prosody

PATIENCE = 10.0


class Human(ClientXMPP):
    """Somebody with a client. `heard` is every message stanza with a body, live or delayed."""

    def __init__(self, jid: str, password: str) -> None:
        super().__init__(jid, password, {"feature_mechanisms": {"unencrypted_scram": True}})
        self.enable_plaintext = True
        self.enable_starttls = self.enable_direct_tls = False
        for plugin in ("xep_0030", "xep_0045", "xep_0199"):
            self.register_plugin(plugin)
        self.heard: list[Message] = []
        self.seen: list[Presence] = []
        self._news = asyncio.Condition()
        self._loop_tasks: set[asyncio.Task[None]] = set()
        self.add_event_handler("message", self._on_message)
        self.add_event_handler("presence", self._on_presence)
        self.add_event_handler("groupchat_presence", self._on_presence)

    async def come(self, server: Prosody) -> None:
        started = asyncio.get_running_loop().create_future()
        self.add_event_handler("stream_negotiated", started.set_result, disposable=True)
        self.connect(*server.c2s)
        async with asyncio.timeout(PATIENCE):
            await started
        self.send_presence()

    async def go(self) -> None:
        await self.disconnect(wait=1.0)
        self._run_out_filters.cancel()

    async def enter(self, room: str, nick: str) -> None:
        muc = self.plugin["xep_0045"]
        await muc.join_muc_wait(JID(room), nick, maxstanzas=0, timeout=PATIENCE)

    def say(self, room: str, text: str, *, extra: str = "", kind: str = "groupchat") -> str:
        """Say it in a room, or with kind "chat" to somebody. `extra` is further XML."""
        message = self.make_message(mto=JID(room), mbody=text, mtype=kind)
        if extra:
            message.append(fromstring(extra))
        message.send()
        return message["id"]

    async def set_affiliation(self, room: str, jid: str, affiliation: str) -> None:
        await self.plugin["xep_0045"].set_affiliation(JID(room), affiliation, jid=JID(jid))

    async def set_role(self, room: str, nick: str, role: str) -> None:
        await self.plugin["xep_0045"].set_role(JID(room), nick, role)

    async def kick(self, room: str, nick: str) -> None:
        await self.set_role(room, nick, "none")

    async def configure(self, room: str, **values: str) -> None:
        """Change `muc#roomconfig_...` fields."""
        muc = self.plugin["xep_0045"]
        form = await muc.get_room_config(JID(room))
        for name, value in values.items():
            form.set_values({f"muc#roomconfig_{name}": value})
        form["type"] = "submit"
        await muc.set_room_config(JID(room), form)

    async def destroy(self, room: str) -> None:
        await self.plugin["xep_0045"].destroy(JID(room))

    async def hears(self, wanted: Callable[[Message], bool], *, times: int = 1) -> Message:
        """The line that is wanted, once it was heard so many times."""
        await self.until(lambda: len(self.lines(wanted)) >= times)
        return self.lines(wanted)[-1]

    def lines(self, wanted: Callable[[Message], bool]) -> list[Message]:
        return [line for line in self.heard if wanted(line)]

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(holds)

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()

    def _on_message(self, message: Message) -> None:
        self.heard.append(message)
        self._spread()

    def _on_presence(self, presence: Presence) -> None:
        self.seen.append(presence)
        self._spread()

    def _spread(self) -> None:
        task = asyncio.get_running_loop().create_task(self._tell())
        self._loop_tasks.add(task)
        task.add_done_callback(self._loop_tasks.discard)


@asynccontextmanager
async def human(server: Prosody, jid: str) -> AsyncIterator[Human]:
    """Somebody who is online inside the block."""
    server.add_account(jid, "secret")
    somebody = Human(jid, "secret")
    await somebody.come(server)
    try:
        yield somebody
    finally:
        await somebody.go()


def saying(text: str) -> Callable[[Message], bool]:
    """Lines with that text."""
    return lambda message: message["body"] == text


def child(message: Message, name: str) -> Element | None:
    return message.xml.find(name)
