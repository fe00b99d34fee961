"""Which dates of a series somebody means, and which come next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.commands.parts.moments import here_now, refuse_far_ahead
from bot.commands.parts.replies import NoSuchDate, WhichOne
from bot.commands.parts.verb import Asked, Misunderstood
from bot.domain.recurrence import to_instant, to_local
from bot.domain.series import Occurrence, Series, dates
from bot.domain.when import (
    Ambiguous,
    Clear,
    Day,
    Days,
    Listed,
    Once,
    Past,
    Reading,
    Unknown,
    several_days,
    understand,
)
from bot.errors import UserError
from bot.usecases.programme.change_series import Span, dates_in

_DATES_SHOWN: Final = 3


def day_of(date: Occurrence, asked: Asked) -> Day:
    """The day on which it begins in the chat."""
    return Day(to_local(date.starts_at, asked.settings.timezone).date())


def ahead(series: Series, asked: Asked) -> tuple[Occurrence, ...]:
    """The next dates, to show what a series is now."""
    return dates(series, after=asked.now, limit=_DATES_SHOWN)


@dataclass(frozen=True, slots=True)
class Named:
    """The dates of a series that a phrase means, in one of its readings."""

    reading: Clear | Listed
    dates: tuple[Occurrence, ...]

    @property
    def single(self) -> Occurrence:
        """The one date that is meant; of two at the same time the one that was moved there.

        Raises `UserError` for several.
        """
        moved = [date for date in self.dates if date.is_moved]
        times = {date.starts_at for date in self.dates}
        found = moved if len(self.dates) > len(times) == len(moved) == 1 else self.dates
        match tuple(found):
            case (date,):
                return date
            case _:
                raise UserError("one_at_a_time")


def dates_meant(
    series: Series, phrase: str, asked: Asked, *, key: str, after: str = ""
) -> Named | NoSuchDate | WhichOne:
    """The dates ahead that a phrase names, or what to ask back.

    `after` is what else was typed behind the verb `key`. Raises `UserError` when they are past,
    `Misunderstood` when the phrase is no date and no range.
    """
    meant = _meant(phrase, asked)
    match _readings(series, meant, phrase, asked):
        case ():
            lacking = _lacking(series, meant, asked)
            return NoSuchDate(series=series, day=lacking, ahead=ahead(series, asked))
        case (one,):
            return one
        case several:
            return WhichOne(
                key=key,
                before=str(series.number),
                readings=tuple(one.reading for one in several),
                after=after,
            )


def _readings(
    series: Series, meant: Sequence[Clear | Listed], phrase: str, asked: Asked
) -> tuple[Named, ...]:
    """Those in which the series has dates, by the days of the chat or else of its own zone."""
    here, there = asked.settings.timezone, series.recurrence.timezone
    spans = [(one, spans) for one in meant if (spans := _spans(one, here))]
    if not spans:
        raise Misunderstood(phrase)
    found = _with_dates(series, spans, asked)
    if found or here == there:
        return found
    # in another zone than the chat's, dates are shown as they are called there
    spans = [(one, _spans(one, there)) for one in meant]
    return _with_dates(series, [one for one in spans if _is_ahead(one[1], asked)], asked)


def _meant(phrase: str, asked: Asked) -> Sequence[Clear | Listed]:
    now = here_now(asked)
    match understand(phrase, now=now):
        case Past():
            raise UserError("that_is_past")
        case Unknown(understood, rest):
            several = several_days(phrase, now=now)
            if several is None:
                raise Misunderstood(understood, rest)
            return (several,)
        case Ambiguous(readings):
            return readings
        case reading:
            return (reading,)


def _lacking(series: Series, meant: Sequence[Clear | Listed], asked: Asked) -> Day | Days | None:
    """Of listed days the first one without a date; None where only one thing was named."""
    listed = meant[0].days if len(meant) == 1 and isinstance(meant[0], Listed) else ()
    for day in listed:
        (span,) = _spans(day, asked.settings.timezone)
        if not dates_in(series, span, now=asked.now):
            return day
    return None


def _is_ahead(spans: Sequence[Span], asked: Asked) -> bool:
    return bool(spans) and all(span.end > asked.now for span in spans)


def _with_dates(
    series: Series, meant: Sequence[tuple[Clear | Listed, Sequence[Span]]], asked: Asked
) -> tuple[Named, ...]:
    """Those that have dates in each of their spans."""
    found: list[Named] = []
    for reading, spans in meant:
        within = [dates_in(series, span, now=asked.now) for span in spans]
        if all(within):
            once = {date.slot: date for dates in within for date in dates}
            found.append(
                Named(reading, tuple(sorted(once.values(), key=lambda date: date.starts_at)))
            )
    return tuple(found)


def _spans(reading: Reading | Listed, timezone: str) -> tuple[Span, ...]:
    match reading:
        case Once(start):
            refuse_far_ahead(start)
            start = to_instant(start, timezone)
            return (Span(start, start + timedelta(minutes=1)),)
        case Day(day):
            return (Span(_midnight(day, timezone), _midnight(day, timezone, later=1)),)
        case Days(first, last):
            return (Span(_midnight(first, timezone), _midnight(last, timezone, later=1)),)
        case Listed(days):
            return tuple(span for one in days for span in _spans(one, timezone))
        case _:
            return ()


def _midnight(day: date, timezone: str, *, later: int = 0) -> datetime:
    """The beginning of the day that is so many days later."""
    refuse_far_ahead(day)
    midnight = datetime.combine(day, time()) + timedelta(days=later)
    return to_instant(midnight, timezone)
