"""Times as the people of a chat mean them: phrases in the chat's zone, and what they stand for."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from bot.commands.parts.verb import Asked, Misunderstood
from bot.domain.recurrence import Recurrence, normalised, to_instant, to_local, upcoming, zone_named
from bot.domain.series import USUAL_DURATION, Occurrence, Series, dates
from bot.domain.when import (
    Ambiguous,
    Clear,
    Day,
    DayRule,
    Days,
    Length,
    Once,
    Past,
    Reading,
    Rule,
    Unknown,
    understand,
)
from bot.errors import UserError
from bot.usecases.programme.change_series import Span, dates_in

_LAST_YEAR: Final = 2999
"""Nobody meets later, and where the calendar ends, in 9999, neither zones nor lengths add up."""
_LONGEST: Final = timedelta(days=7)
_A_DAY: Final = timedelta(days=1)
_A_WEEK: Final = timedelta(days=7)
_DATES_SHOWN: Final = 3
_FOR_EXAMPLE: Final = time(19)


def here_now(asked: Asked) -> datetime:
    """The clock of the chat; aware."""
    return asked.now.astimezone(zone_named(asked.settings.timezone))


def recurrence(reading: Once | Rule, timezone: str) -> Recurrence:
    """As a series keeps it. Raises `UserError` for what cannot be kept."""
    _reach(reading.start)
    if isinstance(reading, Once):
        if reading.start.fold:  # a local time that the clocks repeat means the first
            instant = reading.start.replace(tzinfo=zone_named(timezone)).astimezone(UTC)
            return Recurrence(start=instant.replace(tzinfo=None), timezone="UTC", rrule=None)
        return Recurrence(start=reading.start, timezone=timezone, rrule=None)
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
    """How long it takes, None where the phrase does not say. Raises `UserError` for too long."""
    match reading:
        case Length(length):
            pass
        case Once(start, until) | Rule(start=start, until=until) if until:
            length = until - start
        case _:
            return None
    if length > _LONGEST:
        raise UserError("too_long", {"days": _LONGEST.days})
    return length


def at_time(reading: Day | DayRule, time_of_day: time = _FOR_EXAMPLE) -> Once | Rule:
    """The same with a time of day."""
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
    """What gives a series the same dates from now on; None when all of them are past."""
    kept = series.recurrence
    slot = next(iter(upcoming(kept, after=now, limit=1)), None)
    if slot is None:
        return None
    until = slot.local + series.duration if with_end else None
    if kept.rrule is None:
        start = single_start(series)
        return Once(start, until and start + series.duration)
    exdates = tuple(local.date() for local in kept.exdates if local > slot.local)
    return Rule(slot.local, kept.rrule, exdates, until, dated="INTERVAL" in kept.rrule)


def day_of(date: Occurrence, asked: Asked) -> Day:
    """The day on which it begins in the chat."""
    return Day(to_local(date.starts_at, asked.settings.timezone).date())


def leads_ahead(
    series: Series, asked: Asked, leads: tuple[timedelta, ...] | None = None
) -> tuple[timedelta, ...]:
    """The leads, the series' own if none are named, that somebody still hears of.

    Where only one date is left, these are not those that are past for it.
    """
    wanted = series.leads if leads is None else leads
    match dates(series, after=asked.now, limit=2):
        case (last,):
            return tuple(lead for lead in wanted if last.starts_at - lead > asked.now)
        case _:
            return wanted


def ahead(series: Series, asked: Asked) -> tuple[Occurrence, ...]:
    """The next dates, to show what a series is now."""
    return dates(series, after=asked.now, limit=_DATES_SHOWN)


@dataclass(frozen=True, slots=True)
class Named:
    """The dates of a series that a phrase means, in one of its readings."""

    reading: Clear
    dates: tuple[Occurrence, ...]


def named(series: Series, phrase: str, asked: Asked) -> tuple[Named, ...]:
    """The dates ahead that were named; several where the phrase fits in several ways.

    Raises `UserError` when they are past, `Misunderstood` when it is no date and no range.
    """
    match understand(phrase, now=here_now(asked)):
        case Past():
            raise UserError("that_is_past")
        case Unknown(understood, rest):
            raise Misunderstood(understood, rest)
        case Ambiguous(readings):
            meant = readings
        case reading:
            meant = (reading,)
    spans = [(one, span) for one in meant if (span := _span(one, asked))]
    if not spans:
        raise Misunderstood(phrase)
    found = [Named(one, dates_in(series, span, now=asked.now)) for one, span in spans]
    return tuple(one for one in found if one.dates)


def only_date(meant: Named) -> Occurrence:
    """The one date that is meant; of two at the same time that which was moved there.

    Raises `UserError` for several.
    """
    moved = [date for date in meant.dates if date.is_moved]
    at_once = {date.starts_at for date in meant.dates}
    found = moved if len(meant.dates) > len(at_once) == len(moved) == 1 else meant.dates
    match tuple(found):
        case (date,):
            return date
        case _:
            raise UserError("one_at_a_time")


def _span(reading: Reading, asked: Asked) -> Span | None:
    match reading:
        case Once(start):
            _reach(start)
            start = to_instant(start, asked.settings.timezone)
            return Span(start, start + timedelta(minutes=1))
        case Day(day):
            return Span(_midnight(day, asked), _midnight(day, asked, later=1))
        case Days(first, last):
            return Span(_midnight(first, asked), _midnight(last, asked, later=1))
        case _:
            return None


def _midnight(day: date, asked: Asked, *, later: int = 0) -> datetime:
    """The beginning of the day that is so many days later."""
    _reach(day)
    midnight = datetime.combine(day, time()) + timedelta(days=later)
    return to_instant(midnight, asked.settings.timezone)


def _reach(day: date) -> None:
    if day.year > _LAST_YEAR:
        raise UserError("too_far_ahead")


def another_time(
    phrase: str, *, was: datetime, now: datetime, behind: bool = False
) -> datetime | Ambiguous:
    """`20:00`, `Monday`, `27.12. 18 Uhr` -> the local time; what it does not name is as it was.

    `was` is a local time of the chat; with `behind`, a weekday is the first one from there on.
    Raises `UserError` when past, else `Misunderstood`.
    """
    reading = understand(f"{was:%Y-%m-%d} {phrase}", now=now)
    is_on_day = isinstance(reading, Once | Past | Ambiguous)
    if not (is_on_day and is_time_of_day(phrase, now=now)):
        reading = understand(phrase, now=now)
        midnight = datetime.combine(was, time(), tzinfo=now.tzinfo)
        if behind and midnight > now and _is_weekday(phrase, now):
            reading = understand(phrase, now=midnight)
    match reading:
        case Once(start):
            _reach(start)
            return start
        case Day(day):
            _reach(day)
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


def _is_weekday(phrase: str, now: datetime) -> bool:
    """Whether it means one of the days to come by its name: the same a day later, not a week."""
    day, morrow, week = (
        _first_day(understand(phrase, now=now + later))
        for later in (timedelta(), timedelta(days=1), _A_WEEK)
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
