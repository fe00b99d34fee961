"""Answer who is in a call, as far as the chat wants to know and the server can tell."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.domain.attendance import Attendance, shown
from bot.domain.chat import ChatAddress
from bot.domain.conference import ConferenceRoom
from bot.domain.language import fold
from bot.domain.settings import Presence
from bot.errors import UserError
from bot.usecases.ports.conferences import ConferenceServer
from bot.usecases.ports.store import Store


@dataclass(frozen=True, slots=True)
class WhoIsIn:
    """Looks outside the transaction: a Jitsi server may take seconds to answer.

    `saw` is told everything that was seen, so that the room's cards show it too. `call_in` is
    `ChatNetwork.call_in` of a chat's account.
    """

    store: Store
    server: ConferenceServer
    saw: Callable[[ConferenceRoom, Attendance], None]
    call_in: Callable[[ChatAddress], Awaitable[Attendance | None]]

    async def in_chat(self, chat: ChatAddress, presence: Presence) -> Attendance | None:
        """Who is in the call that the chat holds itself, without Jitsi; None where none runs."""
        attendance = await self.call_in(chat)
        return attendance and shown(attendance, presence)

    async def room_meant(self, chat: ChatAddress, name: str | None) -> ConferenceRoom | None:
        """The chat's own room of that topic or name, else the server's; without a name the latest.

        None when no name was given and the chat has had no room yet. Raises `UserError` for a
        name that no room can have.
        """
        async with self.store.begin() as work:
            recent = await work.rooms.recent(chat)
        if name is None:
            return recent[0] if recent else None
        for room in recent:
            if fold(name) in (fold(room.topic or ""), fold(room.name)):
                return room
        asked = self.server.room(name, topic=None, fixed=True)
        return next((room for room in recent if room.node == asked.node), asked)

    async def __call__(self, room: ConferenceRoom, presence: Presence) -> Attendance:
        """Names are asked for only where the chat shows them.

        Raises `UserError` for a room that wants no bot to look.
        """
        if room.wants_no_bot:
            raise UserError("room_wants_no_bot", {"name": room.title})
        attendance = await self.server.attendance(room, names=presence is Presence.NAMES)
        self.saw(room, attendance)
        return shown(attendance, presence)
