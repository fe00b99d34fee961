"""From a sketch to an RRULE and its first time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.recurrence import Recurrence, normalised, upcoming
from bot.domain.when.days_ahead import single
from bot.domain.when.readings import DayRule, Past, Rule
from bot.domain.when.sketch import (
    DaySpec,
    OnDate,
    OnMonthDay,
    OnNth,
    OnWeekday,
    Repeat,
    Sketch,
    Which,
)
from bot.domain.when.times import lasting, minutes_of_day
from bot.domain.when.words import MIDNIGHT, Unit
from bot.errors import UserError

WEEKDAY_NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = {
    Unit.DAY: "DAILY",
    Unit.WEEK: "WEEKLY",
    Unit.MONTH: "MONTHLY",
    Unit.YEAR: "YEARLY",
}
_CHOICES = 3
_AN_INSTANT = timedelta(microseconds=1)


def rules(sketch: Sketch, now: datetime) -> Iterator[Rule | DayRule | Past]:
    """The rules that the phrase can mean, likelier first; `now` is local."""
    if sketch.through:
        if sketch.first_day or sketch.last_day:
            return
        first, last = sketch.through
        sketch = replace(sketch, through=None, first_day=first, last_day=last)
    begin = single(sketch.first_day, now.date()) if sketch.first_day else None
    if sketch.first_day and begin is None:
        return
    body = _rrule(sketch, begin)
    end = _limit(sketch, begin or now.date())
    left_out = [single(spec, now.date()) for spec in sketch.left_out]
    exdates = tuple(sorted({day for day in left_out if day}))
    if body is None or end is None or len(exdates) < len(sketch.left_out):
        return
    if end and ("UNTIL" in body or "COUNT" in body):
        return
    rrule = body + end
    dated = begin is not None
    if not (sketch.clock or sketch.daytime):
        first = _first(rrule, begin or now.date(), datetime.combine(now, time()) - _AN_INSTANT)
        if first and not sketch.lasts:
            yield DayRule(first.date(), rrule, exdates, dated)
        return
    for minutes in minutes_of_day(sketch)[:_CHOICES]:
        length, is_sound = lasting(sketch, minutes)
        if not is_sound or minutes >= MIDNIGHT:
            continue
        at = datetime.combine(begin or now.date(), time()) + timedelta(minutes=minutes)
        start = _first(rrule, at, now)
        if start:
            yield Rule(start, rrule, exdates, start + length if length else None, dated)


def _rrule(sketch: Sketch, begin: date | None) -> str | None:
    if sketch.rrule:
        return sketch.rrule if not sketch.days else None
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
            chosen = {day.weekday for day in days if day == OnWeekday(_weekday(day))}
            if len(chosen) < len(set(days)):
                return None
            return ";BYDAY=" + ",".join(WEEKDAY_NAMES[day] for day in sorted(chosen))
        case Unit.MONTH, (OnMonthDay(), *_):
            return _month_days(days)
        case Unit.MONTH, (OnNth(), *_):
            return _nths(days, None)
        case Unit.YEAR, (OnDate(year=None, weekday=None) as date_,):
            return f";BYMONTH={date_.month};BYMONTHDAY={date_.day}"
        case Unit.YEAR, (OnNth(month=int(month)), *_):
            nths = _nths(days, month)
            return nths and f";BYMONTH={month}{nths}"
        case _:
            return None


def _weekday(day: DaySpec) -> int:
    return day.weekday if isinstance(day, OnWeekday) and day.which is Which.NEAREST else -1


def _month_days(days: tuple[DaySpec, ...]) -> str | None:
    numbers = [day.day for day in days if isinstance(day, OnMonthDay) and day.weekday is None]
    if len(numbers) < len(days):
        return None
    return ";BYMONTHDAY=" + ",".join(map(str, sorted(set(numbers))))


def _nths(days: tuple[DaySpec, ...], month: int | None) -> str | None:
    nths = [day for day in days if isinstance(day, OnNth) and day.month == month and not day.year]
    if len(nths) < len(days):
        return None
    return ";BYDAY=" + ",".join(f"{day.nth}{WEEKDAY_NAMES[day.weekday]}" for day in nths)


def _limit(sketch: Sketch, begin: date) -> str | None:
    """COUNT or UNTIL, empty without; None where the last day is not one."""
    if sketch.count and sketch.last_day:
        return None
    if sketch.count:
        return f";COUNT={sketch.count}"
    if sketch.last_day is None:
        return ""
    last = single(sketch.last_day, begin)
    return f";UNTIL={last:%Y%m%d}T235959" if last else None


def _first(rrule: str, begin: date | datetime, after: datetime) -> datetime | None:
    """The first time of the rule after that, its interval counted from there; all local.

    The calendar alone decides, so any zone without changes will do.
    """
    start = begin if isinstance(begin, datetime) else datetime.combine(begin, time())
    parts = [part for part in rrule.split(";") if not part.startswith(("INTERVAL", "COUNT"))]
    rule = Recurrence(start=start, timezone="UTC", rrule=";".join(parts))
    try:
        normalised(rule)
    except UserError:
        return None
    found = upcoming(rule, after=after.replace(tzinfo=UTC), limit=1)
    return found[0].local if found else None
