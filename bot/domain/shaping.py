"""How a conference room is meant to be on the server, and whom it belongs to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Self

from bot.domain.chat import ChatAddress, PersonId

OPEN_END: Final = timedelta(hours=3)
"""How long a call may take that nobody planned."""


@dataclass(frozen=True, slots=True)
class CallTime:
    """From when until when a call is meant to be; aware, UTC."""

    starts_at: datetime
    ends_at: datetime

    @classmethod
    def from_now(cls, now: datetime) -> Self:
        """Of a call that nobody planned."""
        return cls(now, now + OPEN_END)


class Policy(StrEnum):
    """What holds for a room of which the bot knows nothing, or while it cannot look."""

    OPEN = "open"
    CLOSED = "closed"


class RoomKind(StrEnum):
    """What people want to do in a room, and so how it is to be when they enter."""

    OPEN = "open"
    """As the server has it: whoever has the link walks in."""
    CLOSED = "closed"
    """For a few: a name that nobody guesses, a lobby where the server has one."""
    TEACHING = "teaching"
    """One speaks, all others enter muted."""


SHAPED: Final = (RoomKind.CLOSED, RoomKind.TEACHING)
"""Those that somebody has to ask for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedRoom:
    """A room as one chat has it, known by chat and node.

    Several chats may have the same room; it belongs to the one that had it first (`made_at`).
    `opened_at` is when it was last announced there as open now, None where it was only planned.
    `lobby` and `password` are what its next call is to begin with. Instants are aware, UTC.
    """

    chat: ChatAddress
    node: str
    kind: RoomKind
    made_by: PersonId | None
    made_at: datetime
    used_at: datetime
    opened_at: datetime | None = None
    lobby: bool = False
    password: str | None = None

    @property
    def wants_lobby(self) -> bool:
        return self.lobby or self.kind is RoomKind.CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class DialIn:
    """How to enter a call by telephone."""

    numbers: tuple[str, ...]
    pin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """The server was allowed to hold a call, from `starts_at` up to `ends_at` (aware, UTC).

    `name` is what the server called the room, to the letter. `id` names the reservation towards it.
    """

    id: str
    name: str
    node: str
    starts_at: datetime
    ends_at: datetime
    lobby: bool = False
    password: str | None = None
