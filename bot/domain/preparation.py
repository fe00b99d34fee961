"""What people say of a date beforehand: who means to come, and what is to be talked about."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.domain.chat import PersonId
from bot.domain.series import Occurrence, Series, SeriesId, next_held


@dataclass(frozen=True, slots=True, kw_only=True)
class Rsvp:
    """Whether a person means to come to one date. `slot` is its RECURRENCE-ID, a local time."""

    series: SeriesId
    slot: datetime
    person: PersonId
    coming: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaPoint:
    """Something to be talked about at the next date after `added_at` (aware, UTC).

    `number` is how people name it, unique among the points of that date. Who added it is not kept.
    """

    number: int
    text: str
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """All that was said of one date. `who` are those who come, where they may be named."""

    coming: int = 0
    absent: int = 0
    points: tuple[AgendaPoint, ...] = ()
    who: tuple[PersonId, ...] = ()

    def nameless(self) -> "Preparation":
        return replace(self, who=())


NOTHING_PREPARED: Final = Preparation()


def prepared(
    date: Occurrence, *, rsvps: Mapping[PersonId, bool], points: Collection[AgendaPoint]
) -> Preparation:
    """What concerns that date; `points` are all those of its series."""
    who = tuple(sorted(person for person, coming in rsvps.items() if coming))
    return Preparation(
        coming=len(who),
        absent=len(rsvps) - len(who),
        points=points_for(date, points),
        who=who,
    )


def points_for(date: Occurrence, points: Collection[AgendaPoint]) -> tuple[AgendaPoint, ...]:
    """A point follows the programme: when its date is off or moved, it waits for the next one."""
    series = date.series
    return tuple(point for point in points if _slot_for(series, point.added_at) == date.slot)


def _slot_for(series: Series, added_at: datetime) -> datetime | None:
    date = next_held(series, after=added_at)
    return date and date.slot
