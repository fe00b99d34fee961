"""What a phrase can mean. Local times are naive: wall-clock time in the chat's zone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Once:
    """One time, later than now. `until` is its end, where the phrase named one.

    Where the clocks repeat an hour and "in 20 minutes" lies in the second, `start` has `fold=1`.
    """

    start: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """A date without a time of day."""

    date: date


@dataclass(frozen=True, slots=True)
class Days:
    """A range of dates, both ends included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Listed:
    """Several dates or ranges of them, as they were listed. Only `several_days` finds these."""

    days: tuple[Day | Days, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that recurs. `start` is its first time, later than now.

    `rrule` is the value of an RFC 5545 RRULE, its UNTIL in local time. `exdates` are the dates that
    the phrase left out. `until` is the end of the first time, where one was named; `dated` says
    that the phrase named the beginning ("ab 1.3.").
    """

    start: datetime
    rrule: str
    exdates: tuple[date, ...] = ()
    until: datetime | None = None
    dated: bool = False


@dataclass(frozen=True, slots=True)
class DayRule:
    """A rule without a time of day; `start` is the first date."""

    start: date
    rrule: str
    exdates: tuple[date, ...] = ()
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Length:
    """A duration or one lead time, positive."""

    length: timedelta


@dataclass(frozen=True, slots=True)
class Lengths:
    """Several lead times, in the order in which they were written."""

    lengths: tuple[timedelta, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """Clear, but over: the phrase names a time that is not later than now."""

    start: datetime


Clear: TypeAlias = Once | Day | Days | Rule | DayRule | Length | Lengths
"""What can be acted upon."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Two readings or more, the likelier ones first: somebody has to choose."""

    readings: tuple[Clear, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not understood. `understood` is how far the text made sense and `rest` what follows.

    Where `rest` is empty, something is missing or contradicts itself: "alle 2 Wochen", "31.2.".
    `lacks_day`: a rule that would be clear if it named a day, "weekly 7pm".
    """

    understood: str
    rest: str
    lacks_day: bool = False


Reading: TypeAlias = Clear | Ambiguous | Past | Unknown
