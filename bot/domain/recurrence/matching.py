"""The local times that a rule gives, through dateutil, from any point on and never for ever."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from dateutil.rrule import rrule, weekday

from bot.domain.recurrence.rule import Frequency, RecurrenceRule

_MONTHS: Final = 1200
"""How many months (or steps, where those are longer) without a match end a rule: a century. The
29th of February is a Sunday after 40 years at most."""
_YEARS: Final = 400
"""After so many the calendar is the same again, and with it the steps of any yearly rule."""
_FEWEST_MONTHS: Final = 13
_QUICK: Final = 50
"""Times of day that dateutil tries while it passes over a day, and needs no time for."""

_MOST_WEEKS_OF_A_MONTH: Final = 5
_UNITS: Final = {
    Frequency.WEEKLY: timedelta(weeks=1),
    Frequency.DAILY: timedelta(days=1),
    Frequency.HOURLY: timedelta(hours=1),
    Frequency.MINUTELY: timedelta(minutes=1),
    Frequency.SECONDLY: timedelta(seconds=1),
}


def matches(
    rule: RecurrenceRule, start: datetime, *, since: datetime | None = None
) -> Iterator[datetime]:
    """The local times of a rule that began at `start` (naive, all of them), ascending.

    `start` is among them only where it matches, as in dateutil. With `since`, the search begins
    shortly before it; what it gives from `since` on is the same. A rule that gives nothing more
    for a century is at its end. Sets of BYSETPOS are whole periods, the first week's too.
    """
    if rule.until and since and since > rule.until:
        return iter(())
    if rule.count is None:
        return _matches(rule, start, since or start)
    return islice(_matches(rule, start, start), rule.count)


def _anchor(rule: RecurrenceRule, start: datetime, since: datetime) -> datetime:
    """The beginning of the last period in phase with `start` that does not begin after `since`."""
    if rule.frequency is Frequency.YEARLY:
        years = _in_phase(since.year - start.year, rule)
        return datetime(start.year + years, 1, 1)  # noqa: DTZ001 -- local by intent
    if rule.frequency is Frequency.MONTHLY:
        begin = start.year * 12 + start.month - 1
        months = begin + _in_phase(since.year * 12 + since.month - 1 - begin, rule)
        return datetime(months // 12, months % 12 + 1, 1)  # noqa: DTZ001 -- as above
    unit = _UNITS[rule.frequency]
    begin = _period_begin(rule, start)
    return begin + unit * _in_phase((since - begin) // unit, rule)


def _in_phase(periods: int, rule: RecurrenceRule) -> int:
    return max(0, periods - periods % rule.interval)


def _period_begin(rule: RecurrenceRule, start: datetime) -> datetime:
    match rule.frequency:
        case Frequency.SECONDLY:
            return start
        case Frequency.MINUTELY:
            return start.replace(second=0)
        case Frequency.HOURLY:
            return start.replace(minute=0, second=0)
        case _:
            midnight = start.replace(hour=0, minute=0, second=0)
            if rule.frequency is Frequency.DAILY:
                return midnight
            return midnight - timedelta(days=(start.weekday() - rule.wkst) % 7)


def _matches(rule: RecurrenceRule, start: datetime, since: datetime) -> Iterator[datetime]:
    whole = _with_possible_days(rule.explicit(start))
    if (rule.byday and not whole.byday) or _set_is_too_small(whole):
        return
    try:
        search = _Search(whole, _anchor(whole, start, since))
        for local in search:
            search.found_one()
            if local >= start:
                yield local
    except (_NothingInSight, ValueError, OverflowError):
        # the last two: the calendar ends here, or no time of day is in phase with the interval
        return


def _with_possible_days(rule: RecurrenceRule) -> RecurrenceRule:
    """Without a sixth Monday of a month and the like: dateutil would look past the year's end."""
    in_months = rule.frequency is Frequency.MONTHLY or (
        rule.frequency is Frequency.YEARLY and rule.bymonth
    )
    if not in_months:
        return rule
    possible = tuple(day for day in rule.byday if abs(day[1]) <= _MOST_WEEKS_OF_A_MONTH)
    return replace(rule, byday=possible)


def _set_is_too_small(rule: RecurrenceRule) -> bool:
    """Whether BYSETPOS asks for what no day or less has; dateutil would try them all."""
    if rule.frequency < Frequency.DAILY or not rule.bysetpos:
        return False
    size = 1
    if rule.frequency is Frequency.DAILY:
        size *= len(rule.byhour)
    if rule.frequency <= Frequency.HOURLY:
        size *= len(rule.byminute)
    if rule.frequency <= Frequency.MINUTELY:
        size *= len(rule.bysecond)
    return all(abs(position) > size for position in rule.bysetpos)


class _NothingInSight(Exception):  # noqa: N818 -- says that it ended, and not that it failed
    """No match for so long that none can be expected."""


class _Search(rrule):
    """dateutil's rule, which gives up where dateutil would search on to the year 9999.

    dateutil asks for `_byeaster` once a month, or once a step where steps are longer: here is
    counted how often it does.
    """

    def __init__(self, rule: RecurrenceRule, anchor: datetime) -> None:
        self._patience = self._left = _patience(rule)
        super().__init__(
            rule.frequency.value,
            dtstart=anchor,
            interval=rule.interval,
            wkst=rule.wkst,
            until=rule.until,
            bysetpos=rule.bysetpos or None,
            bymonth=rule.bymonth or None,
            bymonthday=rule.bymonthday or None,
            byyearday=rule.byyearday or None,
            byweekno=rule.byweekno or None,
            byweekday=[weekday(day, position or None) for day, position in rule.byday] or None,
            byhour=rule.byhour or None,
            byminute=rule.byminute or None,
            bysecond=rule.bysecond or None,
        )

    def found_one(self) -> None:
        """Be as patient again as at the beginning."""
        self._left = self._patience

    @property
    def _byeaster(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise _NothingInSight

    @_byeaster.setter
    def _byeaster(self, value: None) -> None:
        """RFC 5545 has no such part."""


def _patience(rule: RecurrenceRule) -> int:
    """Months (or years) without a match; fewer where dateutil works longer to pass over a day."""
    some_hours = bool(rule.byhour or rule.byminute)
    match rule.frequency:
        case Frequency.YEARLY:
            return _YEARS
        case Frequency.HOURLY:
            tried = len(rule.byminute) * len(rule.bysecond)
        case Frequency.MINUTELY:
            tried = 24 * 60 if some_hours else len(rule.bysecond)
        case Frequency.SECONDLY:
            tried = 24 * 60 * 60 if some_hours else 1
        case _:
            tried = 1
    return max(_FEWEST_MONTHS, _MONTHS // max(1, tried // _QUICK))
