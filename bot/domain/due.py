"""What is to be told of the dates of a series, and when: a lead before each, and its beginning."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.recurrence import to_instant, to_local
from bot.domain.series import AN_INSTANT, Occurrence, Series, dates, dates_between

AT_THE_START: Final = timedelta(0)
"""The lead of the line that says: it begins now."""

_A_DAY: Final = timedelta(days=1)
_LONGEST_TURN: Final = timedelta(days=1)
"""By how much a day can differ from 24 hours: Samoa left out a whole one in 2011."""


def told_at(date: Occurrence, lead: timedelta) -> datetime:
    """The instant `lead` before a date: whole days on the wall clock, the rest as elapsed time.

    A day before Sunday at 11 is Saturday at 11, whatever the clocks do at night (RFC 5545 section
    3.3.6).
    """
    days, rest = divmod(lead, _A_DAY)
    timezone = date.series.recurrence.timezone
    local = to_local(date.starts_at, timezone) - days * _A_DAY
    return (to_instant(local, timezone) if days else date.starts_at) - rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something to be told: a date, `lead` before it begins. `at` is the instant to tell it."""

    date: Occurrence
    lead: timedelta
    at: datetime


def due(
    series: Series, leads: Collection[timedelta], *, after: datetime, until: datetime
) -> tuple[Due, ...]:
    """What falls due in `after` < instant <= `until`, in order. `leads` are those anyone wants."""
    if series.is_over or not leads:
        return ()
    end = until + max(leads) + _LONGEST_TURN
    found = (one for one in _all_due(series, leads, start=after, end=end) if after < one.at)
    return tuple(sorted((one for one in found if one.at <= until), key=lambda one: one.at))


def next_due(series: Series, leads: Collection[timedelta], *, after: datetime) -> datetime | None:
    """When the next thing falls due after that instant; None when nothing ever will."""
    if series.is_over or not leads:
        return None
    reach = max(leads) + _LONGEST_TURN
    # of the dates so far ahead that all of their leads are, the first bounds what can be next
    beyond = dates(series, after=after + reach, limit=1)
    bounds = [told_at(date, max(leads)) for date in beyond if not date.is_off]
    end = max([after, *bounds]) + reach + AN_INSTANT
    found = _all_due(series, leads, start=after, end=end)
    return min((one.at for one in found if one.at > after), default=None)


def _all_due(
    series: Series, leads: Collection[timedelta], *, start: datetime, end: datetime
) -> Iterator[Due]:
    """All that is ever told of the dates that begin in `start` <= instant < `end`."""
    for date in dates_between(series, start=start, end=end):
        if not date.is_off:
            for lead in leads:
                yield Due(date=date, lead=lead, at=told_at(date, lead))
