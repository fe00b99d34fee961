"""Open the door to a call: choose a room, remember it, and announce it as a card."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.chat import ChatAddress, DeliveryKey
from bot.domain.conference import Card, ConferenceRoom
from bot.usecases.ports import ConferenceServer, Work


@dataclass(frozen=True, slots=True)
class NewRoom:
    """The wish for a room of one's own, called by its topic if there is one."""

    topic: str | None = None


@dataclass(frozen=True, slots=True)
class FixedRoom:
    """The wish for the room of that name, which others may know too."""

    name: str


@dataclass(frozen=True, slots=True)
class StartConference:
    """`draw_name` makes a name that nobody can guess out of a topic."""

    server: ConferenceServer
    draw_name: Callable[[str | None], str]

    def room_for(self, wish: NewRoom | FixedRoom) -> ConferenceRoom:
        """Raises `UserError` when the server could not have a room of that name."""
        match wish:
            case NewRoom(topic):
                return self.server.room(self.draw_name(topic), topic=topic, fixed=False)
            case FixedRoom(name):
                return self.server.room(name, topic=None, fixed=True)

    async def __call__(
        self,
        work: Work,
        *,
        room: ConferenceRoom,
        chat: ChatAddress,
        key: DeliveryKey,
        now: datetime,
    ) -> None:
        """Remember that `chat` announced `room` at `now` in the line with that key."""
        await work.rooms.use(chat, room, now=now)
        await work.cards.save(Card(key=key, chat=chat, room=room, posted_at=now))
