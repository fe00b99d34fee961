"""Open the door to a call: choose a room, remember it, and announce it as a card."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.chat import ChatAddress, DeliveryKey, PersonId
from bot.domain.conference import Card, ConferenceRoom
from bot.domain.series import Occurrence
from bot.domain.shaping import CallTime, RoomKind
from bot.usecases.ports.conferences import ConferenceServer
from bot.usecases.ports.shaping import RoomLinks
from bot.usecases.ports.store import Work
from bot.usecases.rooms.own_rooms import note_room


@dataclass(frozen=True, slots=True)
class NewRoom:
    """The wish for a new room, named after its topic if there is one."""

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
    links: RoomLinks

    def room_for(self, wish: NewRoom | FixedRoom, kind: RoomKind = RoomKind.OPEN) -> ConferenceRoom:
        """Raises `UserError` when the server could not have a room of that name."""
        match wish:
            case NewRoom(topic):
                room = self.server.room(self.draw_name(topic), topic=topic, fixed=False)
            case FixedRoom(name):
                room = self.server.room(name, topic=None, fixed=True)
        return self.links.shaped(room, kind)

    def invitation(self, room: ConferenceRoom, when: CallTime) -> ConferenceRoom:
        """The room with the link that a chat is to read for a call at that time."""
        return replace(room, link=self.links.for_guests(room, when))

    def invitation_now(self, room: ConferenceRoom, now: datetime) -> ConferenceRoom:
        """The same for a call that runs."""
        return self.invitation(room, CallTime.from_now(now))

    def invitation_to(self, date: Occurrence) -> Occurrence:
        """The date with the link that whoever is told of it is to read."""
        room = self.invitation(date.series.room, CallTime(date.starts_at, date.ends_at))
        return replace(date, series=replace(date.series, room=room))

    async def __call__(
        self,
        work: Work,
        *,
        room: ConferenceRoom,
        chat: ChatAddress,
        key: DeliveryKey,
        now: datetime,
        when: CallTime | None = None,
        by: PersonId | None = None,
        kind: RoomKind | None = None,
    ) -> ConferenceRoom:
        """Remember that `chat` announced `room` at `now` in the line with that key.

        Returns the room as it is announced, with a link for a call at the time `when`, else from
        now on. The card keeps that link, so that an edit says the same as the line did.
        """
        await work.rooms.use(chat, room, now=now)
        await note_room(work, chat, room, by=by, kind=kind, opened=True, now=now)
        shown = self.invitation(room, when or CallTime.from_now(now))
        await work.cards.save(Card(key=key, chat=chat, room=shown, posted_at=now))
        return shown
