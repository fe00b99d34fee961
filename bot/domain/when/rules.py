"""From a sketch to an RRULE and its first time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from bot.domain.recurrence import Recurrence, between, normalised, upcoming
from bot.domain.when.days_ahead import single, through
from bot.domain.when.readings import DayRule, Rule
from bot.domain.when.sketch import (
    DaySpec,
    FromToday,
    OnDate,
    OnMonthDay,
    OnNth,
    OnWeekday,
    Repeat,
    Sketch,
)
from bot.domain.when.times import lasting, minutes_of_day
from bot.domain.when.words import MIDNIGHT, Unit
from bot.errors import UserError

WEEKDAY_NAMES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES: Final = {
    Unit.DAY: "DAILY",
    Unit.WEEK: "WEEKLY",
    Unit.MONTH: "MONTHLY",
    Unit.YEAR: "YEARLY",
}
_CHOICES: Final = 3
_LONG_AGO: Final = datetime(2000, 1, 1)  # noqa: DTZ001 -- local by intent
_AN_INSTANT: Final = timedelta(microseconds=1)
_A_DAY: Final = timedelta(days=1)
_LONGEST_ABSENCE: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class _Frame:
    """A rule without its time of day. `begin` is the date that the phrase named."""

    rrule: str
    begin: date | None
    exdates: tuple[date, ...]
    absence: tuple[date, date] | None
    runs_for: FromToday | None

    def ending(self, first: date) -> str:
        """The rule with its end, which may depend on the first date."""
        last = single(self.runs_for, first) if self.runs_for else None
        return self.rrule + (_until(last - _A_DAY) if last else "")

    def left_out(self, start: datetime) -> tuple[date, ...]:
        """What does not take place of the dates that begin with `start`, which is local."""
        if self.absence is None:
            return self.exdates
        first, last = (_midnight(day).replace(tzinfo=UTC) for day in self.absence)
        rule = Recurrence(start=start, timezone="UTC", rrule=self.ending(start))
        absent = (slot.local.date() for slot in between(rule, start=first, end=last + _A_DAY))
        return tuple(sorted({*self.exdates, *absent}))

    def first(self, minutes: int, now: datetime, *, after: datetime) -> datetime | None:
        day = self.begin or now.date()
        return _first(self.rrule, _midnight(day) + timedelta(minutes=minutes), after)


def rules(sketch: Sketch, now: datetime) -> Iterator[Rule | DayRule]:
    """The rules that the phrase can mean, likelier first; `now` is local."""
    frame = _frame(sketch, now.date())
    if frame is None:
        return
    is_dated = frame.begin is not None
    if not (sketch.clock or sketch.daytime):
        # today counts
        day = frame.first(0, now, after=_midnight(now.date()) - _AN_INSTANT)
        if day and not sketch.lasts:
            yield DayRule(day.date(), frame.ending(day), frame.left_out(day), is_dated)
        return
    for minutes in _minutes(sketch)[:_CHOICES]:
        length, is_sound = lasting(sketch, minutes)
        start = frame.first(minutes, now, after=now)
        if start and is_sound:
            until = start + length if length else None
            yield Rule(start, frame.ending(start), frame.left_out(start), until, is_dated)


def _minutes(sketch: Sketch) -> tuple[int, ...]:
    """None where a day of the rule may be meant to end: `freitags um Mitternacht`."""
    found = minutes_of_day(sketch)
    if max(found, default=0) < MIDNIGHT:
        return found
    is_daily = sketch.repeat == Repeat(Unit.DAY)
    return tuple(dict.fromkeys(minutes % MIDNIGHT for minutes in found)) if is_daily else ()


def _frame(sketch: Sketch, today: date) -> _Frame | None:
    """None where the pieces contradict each other or do not suffice."""
    sketch = _from_date(sketch)
    first_day, last_day = sketch.first_day, sketch.last_day
    if sketch.through:
        if first_day or last_day:
            return None
        first_day, last_day = sketch.through
    named = first_day or sketch.first_period
    begin = single(named, today) if named else None
    last = single(last_day, begin or today) if last_day else None
    absence = through(*sketch.absence, today) if sketch.absence else None
    sketch, left_out = _without_weekdays(sketch)
    exdates = {single(spec, today) for spec in left_out}
    is_whole = all(
        bool(spec) == bool(found)
        for spec, found in ((named, begin), (last_day, last), (sketch.absence, absence))
    )
    body = _rrule(sketch, begin if first_day else None)
    if any(isinstance(spec, OnWeekday) for spec in left_out):
        return None  # one Sunday, or all of them
    if body is None or not is_whole or None in exdates:
        return None
    if absence and absence[1] - absence[0] > _LONGEST_ABSENCE:
        return None
    limits = [f"COUNT={sketch.count}"] if sketch.count else []
    rrule = ";".join([body, *limits]) + (_until(last) if last else "")
    if rrule.count("UNTIL=") + rrule.count("COUNT=") + bool(sketch.runs_for) > 1:
        return None
    left = tuple(sorted(filter(None, exdates)))
    return _Frame(rrule, begin, left, absence, sketch.runs_for)


def _from_date(sketch: Sketch) -> Sketch:
    """`alle 6 Monate am 1.1.` begins on that date."""
    match sketch.repeat, sketch.days:
        case Repeat(Unit.MONTH, interval), (OnDate() as date,) if (
            interval > 1 and not sketch.first_day
        ):
            return replace(sketch, days=(), first_day=date)
        case _:
            return sketch


def _until(last: date) -> str:
    return f";UNTIL={last:%Y%m%d}T235959"


def _without_weekdays(sketch: Sketch) -> tuple[Sketch, tuple[DaySpec, ...]]:
    """`täglich außer sonntags` is a rule for the other six days."""
    weekdays = {spec for spec in sketch.left_out if isinstance(spec, OnWeekday)}
    every_day = tuple(map(OnWeekday, range(7)))
    chosen = every_day if sketch.repeat == Repeat(Unit.DAY) and not sketch.days else sketch.days
    others = tuple(day for day in chosen if day not in weekdays)
    is_clear = set(chosen) > weekdays and len(others) > 1
    if not (weekdays and is_clear and set(chosen) <= set(every_day)):
        return sketch, sketch.left_out
    rest = tuple(spec for spec in sketch.left_out if spec not in weekdays)
    return replace(sketch, repeat=Repeat(Unit.WEEK), days=others), rest


def _rrule(sketch: Sketch, begin: date | None) -> str | None:
    if sketch.rrule:
        return sketch.rrule if not sketch.days and _is_usable(sketch.rrule) else None
    repeat = sketch.repeat or Repeat(Unit.MONTH)
    days = sketch.days or _days_of(repeat.unit, begin)
    if repeat.unit is Unit.DAY and days and repeat.interval % 7 == 0:
        repeat = Repeat(Unit.WEEK, repeat.interval // 7)
    parts = _parts(repeat.unit, days)
    if parts is None:
        return None
    interval = f";INTERVAL={repeat.interval}" if repeat.interval > 1 else ""
    return f"FREQ={FREQUENCIES[repeat.unit]}{interval}{parts}"


def _days_of(unit: Unit, begin: date | None) -> tuple[DaySpec, ...]:
    """What a rule that names no day takes from the day on which it begins."""
    if begin is None:
        return ()
    match unit:
        case Unit.WEEK:
            return (OnWeekday(begin.weekday()),)
        case Unit.MONTH:
            return (OnMonthDay(begin.day),)
        case Unit.YEAR:
            return (OnDate(begin.day, begin.month),)
        case _:
            return ()


def _parts(unit: Unit, days: tuple[DaySpec, ...]) -> str | None:
    """BYMONTH, BYMONTHDAY and BYDAY; None where such days and such a rule do not go together."""
    match unit, days:
        case Unit.DAY, ():
            return ""
        case Unit.WEEK, (OnWeekday(), *_):
            return _weekdays(days)
        case Unit.MONTH, (OnMonthDay(), *_):
            return _month_days(days)
        case Unit.MONTH, (OnNth(), *_):
            return _nths(days, None)
        case Unit.YEAR, (first, *more):
            return _year_day(first, more)
        case _:
            return None


def _year_day(day: DaySpec, more: Sequence[DaySpec]) -> str | None:
    if isinstance(day, OnDate) and day == OnDate(day.day, day.month) and not more:
        return f";BYMONTH={day.month};BYMONTHDAY={day.day}"
    if isinstance(day, OnNth) and day.month:
        nths = _nths((day, *more), day.month)
        return nths and f";BYMONTH={day.month}{nths}"
    return None


def _weekdays(days: tuple[DaySpec, ...]) -> str | None:
    chosen = {
        day.weekday for day in days if isinstance(day, OnWeekday) and day == OnWeekday(day.weekday)
    }
    if len(chosen) < len(set(days)):
        return None
    return ";BYDAY=" + ",".join(WEEKDAY_NAMES[day] for day in sorted(chosen))


def _month_days(days: tuple[DaySpec, ...]) -> str | None:
    chosen = {day.day for day in days if isinstance(day, OnMonthDay) and day.weekday is None}
    if len(chosen) < len(set(days)):
        return None
    return ";BYMONTHDAY=" + ",".join(map(str, sorted(chosen)))


def _nths(days: tuple[DaySpec, ...], month: int | None) -> str | None:
    nths = [day for day in days if isinstance(day, OnNth) and day.month == month and not day.year]
    if len(nths) < len(days):
        return None
    return ";BYDAY=" + ",".join(f"{day.nth}{WEEKDAY_NAMES[day.weekday]}" for day in nths)


def _first(rrule: str, begin: datetime, after: datetime) -> datetime | None:
    """The first time of the rule after that, its interval counted from there; all local.

    The calendar alone decides, so any zone without changes will do.
    """
    parts = [part for part in rrule.split(";") if not part.startswith(("INTERVAL", "COUNT"))]
    rule = Recurrence(start=begin, timezone="UTC", rrule=";".join(parts))
    found = upcoming(rule, after=after.replace(tzinfo=UTC), limit=1)
    return found[0].local if found else None


def _is_usable(rrule: str) -> bool:
    """Whether a rule that somebody wrote as such is one that can be kept."""
    try:
        normalised(Recurrence(start=_LONG_AGO, timezone="UTC", rrule=rrule))
    except UserError:
        return False
    return True


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
