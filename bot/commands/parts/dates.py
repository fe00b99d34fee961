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
from bot.domain.when import Ambiguous, Clear, Day, Days, Once, Past, Reading, Unknown, understand
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

    reading: Clear
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
    match _readings(series, phrase, asked):
        case ():
            return NoSuchDate(series=series, ahead=ahead(series, asked))
        case (one,):
            return one
        case several:
            return WhichOne(
                key=key,
                before=str(series.number),
                readings=tuple(one.reading for one in several),
                after=after,
            )


def _readings(series: Series, phrase: str, asked: Asked) -> tuple[Named, ...]:
    """Those in which the series has dates, by the days of the chat or else of its own zone."""
    match understand(phrase, now=here_now(asked)):
        case Past():
            raise UserError("that_is_past")
        case Unknown(understood, rest):
            raise Misunderstood(understood, rest)
        case Ambiguous(readings):
            meant = readings
        case reading:
            meant = (reading,)
    here, there = asked.settings.timezone, series.recurrence.timezone
    spans = [(one, span) for one in meant if (span := _span(one, here))]
    if not spans:
        raise Misunderstood(phrase)
    found = _with_dates(series, spans, asked)
    if found or here == there:
        return found
    # in another zone than the chat's, dates are shown as they are called there
    spans = [(one, span) for one in meant if (span := _span(one, there)) and span.end > asked.now]
    return _with_dates(series, spans, asked)


def _with_dates(
    series: Series, spans: Sequence[tuple[Clear, Span]], asked: Asked
) -> tuple[Named, ...]:
    found = [Named(one, dates_in(series, span, now=asked.now)) for one, span in spans]
    return tuple(one for one in found if one.dates)


def _span(reading: Reading, timezone: str) -> Span | None:
    match reading:
        case Once(start):
            refuse_far_ahead(start)
            start = to_instant(start, timezone)
            return Span(start, start + timedelta(minutes=1))
        case Day(day):
            return Span(_midnight(day, timezone), _midnight(day, timezone, later=1))
        case Days(first, last):
            return Span(_midnight(first, timezone), _midnight(last, timezone, later=1))
        case _:
            return None


def _midnight(day: date, timezone: str, *, later: int = 0) -> datetime:
    """The beginning of the day that is so many days later."""
    refuse_far_ahead(day)
    midnight = datetime.combine(day, time()) + timedelta(days=later)
    return to_instant(midnight, timezone)
