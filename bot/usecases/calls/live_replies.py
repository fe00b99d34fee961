"""What the bot says about calls unasked, and the card, which first answers a command."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.conference import ConferenceRoom
from bot.domain.live_card import AS_POSTED, Face
from bot.domain.preparation import AgendaPoint
from bot.domain.series import Host, Occurrence
from bot.domain.shaping import RoomKind
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomOpened(Reply):
    """The card of a room, with what it says of the call.

    It always says what kind of room it is; for a date also who leads it and what is on the agenda.
    `lobby`: a closed room has one. `whispered`: the moderator's link was sent in private.
    """

    room: ConferenceRoom
    face: Face = AS_POSTED
    kind: RoomKind = RoomKind.OPEN
    lobby: bool = False
    whispered: bool = False
    host: Host | None = None
    points: tuple[AgendaPoint, ...] = ()

    @property
    def link(self) -> str:
        return self.room.link

    @property
    def unnamed(self) -> "RoomOpened | None":
        if not self.face.occupants:
            return None
        return replace(self, face=replace(self.face, occupants=None))


@dataclass(frozen=True, slots=True, kw_only=True)
class WishFulfilled(Reply):
    """To one person who asked for it: `count` are in the call, None where nobody can count them."""

    room: ConferenceRoom
    count: int | None

    @property
    def link(self) -> str:
        return self.room.link


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSilent(Reply):
    """Shortly before a date: the Jitsi server did not answer at `tried_at`."""

    date: Occurrence
    tried_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerBack(Reply):
    """In place of that: it answers again."""

    date: Occurrence


@dataclass(frozen=True, slots=True)
class CallsRunning(Reply):
    """Shown with the presence of the account; no words at all for none."""

    count: int
