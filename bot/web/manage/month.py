"""A small calendar: one month of a series, day by day."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Self

from bot.domain.recurrence import to_instant, to_local
from bot.domain.series import Occurrence, Series, dates_between

_WEEKS: Final = Calendar(firstweekday=0)
_FIRST_YEAR, _LAST_YEAR = 1970, 2999
_A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayLeaf:
    """A day with its dates. Days of the months beside it are there to fill the weeks."""

    day: date
    is_beside: bool
    dates: Sequence[Occurrence]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """`before` and `after` are the first days of the months beside it."""

    first: date
    weeks: Sequence[Sequence[DayLeaf]]
    before: date
    after: date

    @classmethod
    def of(cls, series: Series, first: date) -> Self:
        """`first` is the first day of the month, in the zone of the series."""
        after = (first + 31 * _A_DAY).replace(day=1)
        zone = series.recurrence.timezone
        found = defaultdict[date, list[Occurrence]](list)
        for one in dates_between(series, start=_midnight(first, zone), end=_midnight(after, zone)):
            found[to_local(one.starts_at, zone).date()].append(one)
        weeks = [
            [DayLeaf(day, day.month != first.month, found.get(day, ())) for day in week]
            for week in _WEEKS.monthdatescalendar(first.year, first.month)
        ]
        return cls(first=first, weeks=weeks, before=(first - _A_DAY).replace(day=1), after=after)


def month_named(text: str) -> date | None:
    """`2026-12` -> its first day; None for anything else, and for what no calendar shows."""
    try:
        first = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 -- a month has no zone
    except ValueError:
        return None
    return first if _FIRST_YEAR <= first.year <= _LAST_YEAR else None


def _midnight(day: date, zone: str) -> datetime:
    return to_instant(datetime.combine(day, time()), zone)
