"""Who is in a call: one snapshot with its age and source, and what of it a chat may show."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.settings import Presence


class Liveness(StrEnum):
    """Whether a call runs. UNKNOWN is an answer of its own and never means that nobody is there."""

    LIVE = "live"
    EMPTY = "empty"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Occupant:
    """One person in a call. `name` is as they typed it, empty when they typed none."""

    name: str


@dataclass(frozen=True, slots=True)
class Sight:
    """The most that a conference server lets the bot see, OFF for nothing.

    `is_pushed`: the server reports changes by itself.
    """

    presence: Presence
    is_pushed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """A snapshot of one conference room.

    `count` and `occupants` leave out what is not a person (focus, recorder, the bot itself) and
    are None where the source cannot tell. `seen_at` is when the server said so (aware, UTC),
    `source` is how it was learned, `since` when the call began (UTC), where the server says so.
    """

    liveness: Liveness
    seen_at: datetime
    source: str
    count: int | None = None
    occupants: tuple[Occupant, ...] | None = None
    since: datetime | None = None


def shown(attendance: Attendance, presence: Presence) -> Attendance:
    """The part of a snapshot that a chat with this setting may see."""
    return Attendance(
        liveness=attendance.liveness if presence is not Presence.OFF else Liveness.UNKNOWN,
        seen_at=attendance.seen_at,
        source=attendance.source,
        count=attendance.count if presence.shows_count else None,
        occupants=attendance.occupants if presence is Presence.NAMES else None,
        since=attendance.since if presence is not Presence.OFF else None,
    )
