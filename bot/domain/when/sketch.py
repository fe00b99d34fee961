"""What the pieces of a phrase say, before the calendar is asked what that means."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import TypeAlias

from bot.domain.when.words import Daytime, Unit


class Which(Enum):
    """Which of the days with that weekday is meant."""

    NEAREST = auto()
    NEXT = auto()
    AFTER_NEXT = auto()
    THIS_WEEK = auto()
    NEXT_WEEK = auto()
    WEEK_AFTER_NEXT = auto()


@dataclass(frozen=True, slots=True)
class FromToday:
    """So many days and months from today. `weekday`, here and below: what it has to be, if said."""

    days: int = 0
    months: int = 0
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class OnWeekday:
    """A weekday, 0 is Monday. `later`: so many weeks after the one that is meant."""

    weekday: int
    which: Which = Which.NEAREST
    later: int = 0


@dataclass(frozen=True, slots=True)
class OnDate:
    """A date; without a year it is the next such one.

    Day -1 is the last of the month, and 0 the one before its first.
    """

    day: int
    month: int
    year: int | None = None
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class OnMonthDay:
    """A day of the month, -1 is the last."""

    day: int
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class OnNth:
    """The nth such weekday of a month, -1 is the last; of any month where none is named."""

    nth: int
    weekday: int
    month: int | None = None
    year: int | None = None


DaySpec: TypeAlias = FromToday | OnWeekday | OnDate | OnMonthDay | OnNth


class Style(Enum):
    """How much a time on the clock says of the half of the day."""

    EXACT = auto()
    """"19 Uhr", "8:00": one of 24 hours, unless "abends" stands with it."""
    DIAL = auto()
    """"Halb acht", "at 8": what a clock with hands shows, in minutes below 12 hours."""
    FIXED = auto()
    """"7pm", "noon"."""


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day in minutes after midnight; 1440 is the midnight that ends the day."""

    minutes: int
    style: Style


@dataclass(frozen=True, slots=True)
class Repeat:
    """Every so many units."""

    unit: Unit
    interval: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """All that a phrase says; each piece fills one part, or two.

    `through` is a range of days, `rrule` a rule as RFC 5545 writes it; `count`, `first_day`,
    `first_period` (the first day of a month or a week that was named), `last_day`, `runs_for` (how
    far the end is from the first date), `left_out` and `absence` (a range that is left out) belong
    to a rule. `lengths` stand alone.
    """

    days: tuple[DaySpec, ...] = ()
    through: tuple[DaySpec, DaySpec] | None = None
    clock: ClockTime | None = None
    clock_end: ClockTime | None = None
    daytime: Daytime | None = None
    repeat: Repeat | None = None
    of_month: bool = False
    rrule: str | None = None
    count: int | None = None
    first_day: DaySpec | None = None
    first_period: DaySpec | None = None
    last_day: DaySpec | None = None
    runs_for: FromToday | None = None
    left_out: tuple[DaySpec, ...] = ()
    absence: tuple[DaySpec, DaySpec] | None = None
    lasts: timedelta | None = None
    from_now: timedelta | None = None
    lengths: tuple[timedelta, ...] = ()
