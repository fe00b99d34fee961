"""From a sketch to what it means now: single times, days and lengths."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import Final

from bot.domain.when.days_ahead import Alternative, alternatives, through
from bot.domain.when.readings import Clear, Day, Days, Length, Lengths, Once, Past
from bot.domain.when.rules import rules
from bot.domain.when.sketch import DaySpec, FromToday, OnNth, OnWeekday, Repeat, Sketch, Which
from bot.domain.when.times import is_vague, lasting, minutes_of_day
from bot.domain.when.words import MIDNIGHT, Daytime, Unit

_CHOICES: Final = 3


def resolve(sketch: Sketch, now: datetime) -> tuple[Clear | Past, ...]:
    """The readings, likelier first; none where pieces are missing or do not go together.

    `now` is aware, in the chat's zone.
    """
    today = now.replace(tzinfo=None)
    if sketch.lengths or sketch.from_now:
        return _lengths(sketch, now)
    if sketch.repeat or sketch.rrule:
        return tuple(rules(sketch, today))
    if sketch.count or sketch.last_day or sketch.first_day or sketch.left_out or sketch.runs_for:
        return ()
    if sketch.of_month:
        return (*rules(sketch, today), *_single(sketch, today))
    return _weekly_or_once(sketch, today) or _single(sketch, today)


def _weekly_or_once(sketch: Sketch, now: datetime) -> tuple[Clear | Past, ...]:
    """`Mo und Do 19 Uhr`, `Mo-Fr 9:00`: every week, or this once."""
    weekdays = _several_weekdays(sketch)
    if not weekdays:
        return ()
    weekly = replace(sketch, days=weekdays, through=None, repeat=Repeat(Unit.WEEK))
    return (*rules(weekly, now), *rules(replace(weekly, count=len(weekdays)), now))


def _several_weekdays(sketch: Sketch) -> tuple[DaySpec, ...]:
    match sketch.through:
        case _ if not sketch.clock:
            return ()
        case (OnWeekday(first, Which.NEAREST), OnWeekday(last, Which.NEAREST)) if first < last:
            return tuple(map(OnWeekday, range(first, last + 1)))
        case _:
            is_list = len(sketch.days) > 1 and all(
                isinstance(spec, OnWeekday) for spec in sketch.days
            )
            return sketch.days if is_list else ()


def _lengths(sketch: Sketch, now: datetime) -> tuple[Clear | Past, ...]:
    if sketch == Sketch(lengths=sketch.lengths):
        [first, *more] = sketch.lengths
        return (Lengths(sketch.lengths) if more else Length(first),)
    if sketch.from_now is None or sketch != Sketch(from_now=sketch.from_now, lasts=sketch.lasts):
        return ()
    # a length on the clock that everybody's watch shows, also while the clocks change
    instant = now.astimezone(UTC).replace(second=0, microsecond=0) + sketch.from_now
    start = instant.astimezone(now.tzinfo).replace(tzinfo=None)
    return (Once(start, start + sketch.lasts if sketch.lasts else None),)


def _single(sketch: Sketch, now: datetime) -> tuple[Clear | Past, ...]:
    if sketch.through:
        return _range(sketch, now.date())
    needs_month = any(isinstance(spec, OnNth) and spec.month is None for spec in sketch.days)
    if len(sketch.days) > 1 or (needs_month and not sketch.of_month):
        return ()
    if sketch.clock or (sketch.daytime and sketch.days):
        return _times(sketch, now)
    if sketch.daytime or sketch.lasts or not sketch.days:
        return ()
    [spec] = sketch.days
    found = [days[0] for days in alternatives(spec, now.date()) if days]
    if isinstance(spec, OnWeekday) and found == [now.date()]:
        # "Dienstag", said on a Tuesday
        found.append(found[0] + timedelta(days=7))
    return tuple(Day(day) if day >= now.date() else Past(_at(day, 0)) for day in found)


def _range(sketch: Sketch, today: date) -> tuple[Clear | Past, ...]:
    if sketch.through is None or sketch != Sketch(through=sketch.through):
        return ()
    found = through(*sketch.through, today)
    if found is None:
        return ()
    return (Days(*found),) if found[1] >= today else (Past(_at(found[1], 0)),)


def _times(sketch: Sketch, now: datetime) -> tuple[Clear | Past, ...]:
    spec = sketch.days[0] if sketch.days else None
    tomorrow = now.date() + timedelta(days=1)
    days = alternatives(spec, now.date()) if spec else ((now.date(), tomorrow),)
    found = list(_each(sketch, days, now))
    ahead = [once for once in found if once.start > now]
    if not ahead:
        return tuple(Past(once.start) for once in found[:1])
    if is_vague(sketch):
        return tuple(ahead[:_CHOICES])
    if spec is None:
        return tuple(sorted(ahead, key=_start))
    if spec == FromToday(0) and sketch.daytime is Daytime.NIGHT:
        return (min(ahead, key=_start),)
    return tuple(ahead)


def _start(once: Once) -> datetime:
    return once.start


def _each(sketch: Sketch, days: tuple[Alternative, ...], now: datetime) -> Iterator[Once]:
    for dates, minutes in product(days, minutes_of_day(sketch)):
        length, is_sound = lasting(sketch, minutes)
        if not is_sound:
            continue
        on_day = minutes if sketch.days else minutes % MIDNIGHT
        starts = [_at(day, on_day) for day in dates]
        if starts:
            start = next((start for start in starts if start > now), starts[-1])
            yield Once(start, None if length is None else start + length)


def _at(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minutes)
