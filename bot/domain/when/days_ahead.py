"""Which dates a day can mean, seen from today."""

import calendar
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count, islice
from typing import Final

from bot.domain.when.sketch import DaySpec, FromToday, OnDate, OnMonthDay, OnNth, OnWeekday, Which

Alternative = tuple[date, ...]
"""Dates in order; the first one that is not over is meant."""

_A_WEEK: Final = timedelta(weeks=1)
_A_YEAR: Final = 12


def alternatives(spec: DaySpec, today: date) -> tuple[Alternative, ...]:
    """The readings of a day, the likelier first; none where there is no such day.

    Dates without a year are not before today; a date with one may be.
    """
    match spec:
        case FromToday():
            found = _months_later(today, spec.months) + timedelta(days=spec.days)
            return ((found,),) if _is(spec.weekday, found) else ()
        case OnWeekday():
            return _weekdays(spec, today)
        case OnDate(day=0):
            return _before_month(spec, today)
        case OnDate():
            years = (today.year + more for more in range(9)) if spec.year is None else (spec.year,)
            dates = (_existing(year, spec.month, spec.day) for year in years)
            return _first(dates, today, spec.weekday, is_fixed=spec.year is not None)
        case OnMonthDay():
            dates = (_month_day(today, more, spec.day) for more in range(_A_YEAR))
            return _first(dates, today, spec.weekday)
        case OnNth():
            return _nth_weekdays(spec, today)


def _before_month(spec: OnDate, today: date) -> tuple[Alternative, ...]:
    """The day before the month that ends next; none where that is over."""
    last = single(replace(spec, day=-1), today)
    found = last and last.replace(day=1) - timedelta(days=1)
    return ((found,),) if found and found >= today else ()


def single(spec: DaySpec, today: date) -> date | None:
    """The date where there is only one reading."""
    found = alternatives(spec, today)
    return found[0][0] if len(found) == 1 else None


def through(begin: DaySpec, end: DaySpec, today: date) -> tuple[date, date] | None:
    """The first and the last day of a range, which may have begun already."""
    last = single(end, today)
    if last is None:
        return None
    first = single(begin, today)
    takes_year = isinstance(begin, OnDate) and begin.year is None
    is_dated = isinstance(end, OnDate) and end.year is not None
    if first is None or (takes_year and (is_dated or first > last)):
        # "14.10. - 15.10.2028"; "vom 22.12. bis 6.1." on 27 December, when it has begun already
        first = _latest(begin, last)
    elif first > last:
        last = single(end, first)
    return None if first is None or last is None or first > last else (first, last)


def _latest(begin: DaySpec, last: date) -> date | None:
    """The last such date not after `last`."""
    if not isinstance(begin, OnDate):
        return None
    years = (begin.year,) if begin.year else (last.year, last.year - 1)
    found = (single(OnDate(begin.day, begin.month, year), last) for year in years)
    return next((day for day in found if day and day <= last), None)


def _weekdays(spec: OnWeekday, today: date) -> tuple[Alternative, ...]:
    monday = today - timedelta(days=today.weekday())
    nearest = today + timedelta(days=(spec.weekday - today.weekday()) % 7)
    next_week = monday + _A_WEEK + timedelta(days=spec.weekday)
    match spec.which:
        case Which.NEAREST if spec.later:
            return ((nearest + spec.later * _A_WEEK,),)
        case Which.NEAREST:
            return ((nearest, nearest + _A_WEEK),)
        case Which.THIS_WEEK:
            return ((next_week - _A_WEEK,),)
        case Which.NEXT_WEEK:
            return ((next_week,),)
        case Which.WEEK_AFTER_NEXT:
            return ((next_week + _A_WEEK,),)
        case Which.NEXT:
            later = 0
        case Which.AFTER_NEXT:
            later = 1
    coming = nearest if nearest > today else nearest + _A_WEEK
    both = dict.fromkeys((coming, next_week))
    return tuple((day + later * _A_WEEK,) for day in both)


def _nth_weekdays(spec: OnNth, today: date) -> tuple[Alternative, ...]:
    if spec.month is None:
        months = islice(count(today.year * _A_YEAR + today.month - 1), _A_YEAR)
        dates = (_nth(month // _A_YEAR, month % _A_YEAR + 1, spec) for month in months)
        return (tuple(day for day in dates if day and day >= today),)
    years = (today.year, today.year + 1) if spec.year is None else (spec.year,)
    dates = (_nth(year, spec.month, spec) for year in years)
    return _first(dates, today, None, is_fixed=spec.year is not None)


def _first(
    dates: Iterator[date | None], today: date, weekday: int | None, *, is_fixed: bool = False
) -> tuple[Alternative, ...]:
    """The first that exists and is not over, if it is the weekday that was said."""
    found = next((day for day in dates if day and (is_fixed or day >= today)), None)
    return ((found,),) if found and _is(weekday, found) else ()


def _is(weekday: int | None, day: date) -> bool:
    return weekday is None or day.weekday() == weekday


def _existing(year: int, month: int, day: int) -> date | None:
    length = calendar.monthrange(year, month)[1]
    return date(year, month, length if day < 0 else day) if day <= length else None


def _month_day(today: date, more: int, day: int) -> date | None:
    month = _months_later(today.replace(day=1), more)
    last = calendar.monthrange(month.year, month.month)[1]
    return month.replace(day=last if day < 0 else day) if day <= last else None


def _nth(year: int, month: int, spec: OnNth) -> date | None:
    first, length = calendar.monthrange(year, month)
    begin = (spec.weekday - first) % 7 + 1
    days = range(begin, length + 1, 7)
    position = spec.nth - 1 if spec.nth > 0 else spec.nth
    return date(year, month, days[position]) if position < len(days) else None


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it is shorter."""
    year, month = divmod(day.year * _A_YEAR + day.month - 1 + months, _A_YEAR)
    length = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, length))
