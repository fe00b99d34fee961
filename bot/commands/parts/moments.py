"""Times as the people of a chat mean them: phrases in the chat's zone, and what they stand for."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from bot.commands.parts.verb import Asked, Misunderstood
from bot.domain.recurrence import (
    Recurrence,
    Slot,
    normalised,
    to_instant,
    to_local,
    upcoming,
    zone_named,
)
from bot.domain.series import LONGEST_DURATION, USUAL_DURATION, Series
from bot.domain.when import (
    Ambiguous,
    Day,
    DayRule,
    Length,
    Once,
    Past,
    Reading,
    Rule,
    Unknown,
    understand,
)
from bot.errors import UserError

_LAST_YEAR: Final = 2999
"""Nobody meets later, and where the calendar ends, in 9999, neither zones nor lengths add up."""
_A_DAY: Final = timedelta(days=1)
_A_WEEK: Final = timedelta(days=7)
_FOR_EXAMPLE: Final = time(19)


def here_now(asked: Asked) -> datetime:
    """The time in the chat's zone; aware."""
    return asked.now.astimezone(zone_named(asked.settings.timezone))


def recurrence(reading: Once | Rule, timezone: str) -> Recurrence:
    """The reading as a series keeps it. Raises `UserError` for what cannot be kept."""
    refuse_far_ahead(reading.start)
    if isinstance(reading, Once):
        if reading.start.fold:  # a local time that the clocks repeat means the first
            instant = reading.start.replace(tzinfo=zone_named(timezone)).astimezone(UTC)
            return Recurrence(start=instant.replace(tzinfo=None), timezone="UTC", rrule=None)
        # a time that the clocks skip is said as they will show it
        start = to_local(to_instant(reading.start, timezone), timezone)
        return Recurrence(start=start, timezone=timezone, rrule=None)
    time_of_day = reading.start.time()
    return normalised(
        Recurrence(
            start=reading.start,
            timezone=timezone,
            rrule=reading.rrule,
            exdates=tuple(datetime.combine(day, time_of_day) for day in reading.exdates),
        )
    )


def duration(reading: Reading | None) -> timedelta | None:
    """How long it lasts, None where the phrase does not say. Raises `UserError` for too long."""
    match reading:
        case Length(length):
            pass
        case Once(start, until) | Rule(start=start, until=until) if until:
            length = until - start
        case _:
            return None
    if length > LONGEST_DURATION:
        raise UserError("too_long", {"days": LONGEST_DURATION.days})
    return length


def at_time(reading: Day | DayRule, time_of_day: time = _FOR_EXAMPLE) -> Once | Rule:
    """The same dates with a time of day."""
    if isinstance(reading, Day):
        return Once(datetime.combine(reading.date, time_of_day))
    start = datetime.combine(reading.start, time_of_day)
    return Rule(start, reading.rrule, reading.exdates, dated=reading.dated)


def reading_of(series: Series) -> Once | Rule:
    """What a series says of its time, to be spoken; a single date is when it was moved to."""
    kept = series.recurrence
    start = single_start(series) if kept.rrule is None else kept.start
    until = None if series.duration == USUAL_DURATION else start + series.duration
    if kept.rrule is None:
        return Once(start, until)
    return Rule(kept.start, kept.rrule, tuple(local.date() for local in kept.exdates), until)


def single_start(series: Series) -> datetime:
    """When a single date begins, moved or not: local, in the zone of the series."""
    start = series.recurrence.start
    moved = (change.starts for change in series.changes if change.slot == start)
    return next(filter(None, moved), start)


def to_type_again(series: Series, *, now: datetime, with_end: bool) -> Once | Rule | None:
    """What one would type to get the same dates from now on; None when all are past."""
    kept = series.recurrence
    slot = next(iter(upcoming(kept, after=now, limit=1)), None)
    if slot is None:
        return None
    until = slot.local + series.duration if with_end else None
    if kept.rrule is None:
        start = single_start(series)
        return Once(start, until and start + series.duration)
    exdates = tuple(local.date() for local in kept.exdates if local > slot.local)
    is_dated = "INTERVAL" in kept.rrule or _waits(kept, slot, now)
    return Rule(slot.local, kept.rrule, exdates, until, is_dated)


def _waits(recurrence: Recurrence, first: Slot, now: datetime) -> bool:
    """Whether it begins with that next date, and its rule alone would have one before."""
    if first.local != recurrence.start:
        return False
    today = to_local(now, recurrence.timezone).date()
    at_once = replace(recurrence, start=datetime.combine(today, first.local.time()))
    return any(slot.local < first.local for slot in upcoming(at_once, after=now, limit=1))


def refuse_far_ahead(day: date) -> None:
    """Raises `UserError` for a year in which the calendar comes to its end."""
    if day.year > _LAST_YEAR:
        raise UserError("too_far_ahead")


def another_time(
    phrase: str, *, was: datetime, now: datetime, behind: bool = False, with_end: bool = False
) -> datetime | Ambiguous:
    """`20:00`, `Monday`, `27.12. 18 Uhr` -> the local time; what it does not name is as it was.

    `was` is a local time of the chat; with `behind`, a weekday is the first one from there on, and
    also where it is that of today: who means today hardly calls it so.
    Raises `UserError` when past or, unless `with_end`, when it names an end; else `Misunderstood`.
    """
    reading = understand(f"{was:%Y-%m-%d} {phrase}", now=now)
    is_on_day = isinstance(reading, Once | Past | Ambiguous)
    if not (is_on_day and is_time_of_day(phrase, now=now)):
        reading = understand(phrase, now=now)
        midnight = datetime.combine(was, time(), tzinfo=now.tzinfo)
        if midnight > now and is_weekday(phrase, now=now):
            is_today = _first_day(reading) == now.date()
            reading = understand(phrase, now=midnight) if behind or is_today else reading
    match reading:
        case Once(start, until) if until and not with_end:
            raise UserError("move_keeps_length")
        case Once(start):
            refuse_far_ahead(start)
            return start
        case Day(day):
            refuse_far_ahead(day)
            return datetime.combine(day, was.time())
        case Ambiguous():
            return reading
        case Past():
            raise UserError("that_is_past")
        case Unknown(understood, rest):
            raise Misunderstood(understood, rest)
        case _:
            raise Misunderstood(phrase)


def is_time_of_day(phrase: str, *, now: datetime) -> bool:
    """Whether it can name no day: neither `morgen um 8` nor `so um 8`, which may be Sunday."""
    midnight = datetime.combine(now, time(), tzinfo=now.tzinfo)
    return all(_is_within_a_day(phrase, midnight + later) for later in (timedelta(), _A_DAY))


def _is_within_a_day(phrase: str, midnight: datetime) -> bool:
    first, end = midnight.replace(tzinfo=None), (midnight + _A_DAY).replace(tzinfo=None)
    match understand(phrase, now=midnight):
        case Once() | Past() as one:
            return first <= one.start <= end
        case Ambiguous(readings):
            return all(isinstance(one, Once) and one.start <= end for one in readings)
        case reading:
            return isinstance(reading, Unknown)


def is_weekday(phrase: str, *, now: datetime) -> bool:
    """Whether it names a weekday: said a day later it means the same day, a week later another."""
    day, morrow, week = (
        _first_day(understand(phrase, now=now + later)) for later in (timedelta(), _A_DAY, _A_WEEK)
    )
    return day.weekday() == morrow.weekday() and week - day == _A_WEEK


def _first_day(reading: Reading) -> date:
    """The earliest that it can mean; far ahead for what is neither a day nor a time."""
    match reading:
        case Once(start):
            return start.date()
        case Day(day):
            return day
        case Ambiguous(readings):
            return min(map(_first_day, readings))
        case _:
            return date.max


def without_day(phrase: str, *, now: datetime) -> Once | None:
    """`12:00` and `7 to 9 pm` -> that time on some day; None where the phrase says which."""
    match [understand(f"{now + timedelta(day):%Y-%m-%d} {phrase}", now=now) for day in (1, 2)]:
        case [Once() as first, Once() as second] if first.start.time() == second.start.time():
            return first
        case _:
            return None
