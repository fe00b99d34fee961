"""Single days."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from bot.domain.when.sketch import DaySpec, FromToday, OnDate, OnMonthDay, OnNth, OnWeekday, Which
from bot.domain.when.tokens import Tokens, skip, value
from bot.domain.when.words import Sense, Unit

LONGEST_MONTHS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
WEEKDAYS_OF_A_MONTH: Final = (1, 2, 3, 4, 5, -1, -2)
YEARS: Final = range(1900, 2200)
_DAYS_A_WEEK: Final = 7
_MOST_AWAY: Final = 1000
"""Days, weeks or months from now; further is a slip of the finger."""


def days(tokens: Tokens, at: int) -> Iterator[tuple[DaySpec, int]]:
    """The days that can be meant there."""
    yield from _away(tokens, at)
    yield from _weeks_from(tokens, at)
    begin = skip(tokens, skip(tokens, at, Sense.ON), Sense.ON)
    yield from _from_today(tokens, begin)
    yield from _weekdays(tokens, begin)
    yield from dates(tokens, begin)
    yield from nths(tokens, begin, is_on=begin > at)


def dates(tokens: Tokens, at: int) -> Iterator[tuple[OnDate, int]]:
    """`24.12.`, `24. Dezember 2026`, `Dec 24th`."""
    for sense in (Sense.DATE, Sense.MONTH_FIRST):
        number = value(tokens, at, sense)
        if number is not None:
            yield OnDate(number % 100, number // 100 % 100, number // 10000 or None), at + 1
    number, behind = month_day(tokens, at)
    month_at = skip(tokens, behind, Sense.OF)
    month = value(tokens, month_at, Sense.MONTH)
    if number is not None and month is not None:
        yield from with_year(number, month, tokens, month_at + 1)
    month = value(tokens, at, Sense.MONTH)
    if month is not None:
        number, behind = month_day(tokens, skip(tokens, at + 1, Sense.ON))
        if number is not None:
            yield from with_year(number, month, tokens, behind)


def with_year(day: int, month: int, tokens: Tokens, at: int) -> Iterator[tuple[OnDate, int]]:
    """The date, with the year if one follows; none where the month has no such day."""
    if day > LONGEST_MONTHS[month - 1]:
        return
    yield OnDate(day, month), at
    year_at = skip(tokens, at, Sense.COMMA)
    year = value(tokens, year_at, Sense.NUMBER)
    if year in YEARS:
        yield OnDate(day, month, year), year_at + 1


def _from_today(tokens: Tokens, at: int) -> Iterator[tuple[DaySpec, int]]:
    offset = value(tokens, at, Sense.DAY_FROM_NOW)
    if offset is not None:
        yield FromToday(offset), at + 1
        day_at = skip(tokens, skip(tokens, at + 1, Sense.COMMA), Sense.ON)
        weekday = value(tokens, day_at, Sense.WEEKDAY)
        if weekday is not None:
            yield FromToday(offset, weekday=weekday), skip(tokens, day_at + 1, Sense.COMMA)


def _away(tokens: Tokens, at: int) -> Iterator[tuple[DaySpec, int]]:
    """`in 3 Tagen`, `morgen in zwei Wochen`, `2 weeks from now`."""
    begin = skip(tokens, at, Sense.IN)
    offset = value(tokens, at, Sense.DAY_FROM_NOW)
    if offset is not None:
        begin = skip(tokens, at + 1, Sense.IN)
        if begin == at + 1:
            return
    for away, behind in span_of_days(tokens, begin):
        end = behind if begin > at else skip(tokens, behind, Sense.FROM_NOW)
        if end > at + 2:
            yield replace(away, days=away.days + (offset or 0)), end


def span_of_days(tokens: Tokens, at: int) -> Iterator[tuple[FromToday, int]]:
    """`3 Tage`, `2 weeks`: how far that is on the calendar."""
    number = value(tokens, at, Sense.NUMBER)
    unit = value(tokens, at + 1, Sense.UNIT)
    if number is None or unit is None or not 0 < number <= _MOST_AWAY:
        return
    away = {
        Unit.DAY: FromToday(number),
        Unit.WEEK: FromToday(number * _DAYS_A_WEEK),
        Unit.MONTH: FromToday(months=number),
        Unit.YEAR: FromToday(months=number * 12),
    }.get(Unit(unit))
    if away:
        yield away, at + 2


def _weekdays(tokens: Tokens, at: int) -> Iterator[tuple[DaySpec, int]]:
    for sense, which in (
        (Sense.NEXT, Which.NEXT),
        (Sense.AFTER_NEXT, Which.AFTER_NEXT),
        (Sense.COMING, Which.NEAREST),
        (Sense.THIS, Which.THIS_WEEK),
    ):
        if value(tokens, at, sense) is not None:
            weekday = value(tokens, at + 1, Sense.WEEKDAY)
            if weekday is not None:
                yield OnWeekday(weekday, which), at + 2
    week, behind = which_week(tokens, at)
    if week:
        day_at = skip(tokens, skip(tokens, behind, Sense.COMMA), Sense.ON)
        weekday = value(tokens, day_at, Sense.WEEKDAY)
        if weekday is not None:
            yield OnWeekday(weekday, week), day_at + 1
    weekday = value(tokens, at, Sense.WEEKDAY)
    if weekday is None:
        return
    yield OnWeekday(weekday), at + 1
    later, end = _weeks(tokens, skip(tokens, at + 1, Sense.IN))
    if later and end > at + 3:
        yield OnWeekday(weekday, later=later), end
    behind = skip(tokens, at + 1, Sense.COMMA)
    week, end = which_week(tokens, skip(tokens, behind, Sense.OF, Sense.ON))
    if week:
        yield OnWeekday(weekday, week), end
    for spec, end in _dated(tokens, behind):
        yield replace(spec, weekday=weekday), end


def _weeks_from(tokens: Tokens, at: int) -> Iterator[tuple[DaySpec, int]]:
    """`a week from friday`, `two weeks from today`."""
    later, behind = _weeks(tokens, at)
    day_at = skip(tokens, behind, Sense.FROM)
    if not later or day_at == behind:
        return
    weekday = value(tokens, day_at, Sense.WEEKDAY)
    if weekday is not None:
        yield OnWeekday(weekday, later=later), day_at + 1
    offset = value(tokens, day_at, Sense.DAY_FROM_NOW)
    if offset is not None:
        yield FromToday(offset + later * _DAYS_A_WEEK), day_at + 1


def _weeks(tokens: Tokens, at: int) -> tuple[int, int]:
    """How many weeks are said there, 0 for none, and the place behind."""
    for away, behind in span_of_days(tokens, at):
        if value(tokens, at + 1, Sense.UNIT) == Unit.WEEK:
            return away.days // _DAYS_A_WEEK, behind
    return 0, at


def _dated(tokens: Tokens, at: int) -> Iterator[tuple[OnDate | OnMonthDay, int]]:
    """What may follow a weekday: "Sonntag, den 29.3.", "Thursday the 24th"."""
    begin = skip(tokens, skip(tokens, at, Sense.ON), Sense.ON)
    yield from dates(tokens, begin)
    number = value(tokens, begin, Sense.ORDINAL)
    if number is not None and _is_month_day(number):
        yield OnMonthDay(number), begin + 1


def which_week(tokens: Tokens, at: int) -> tuple[Which | None, int]:
    """`nächste Woche`, `this week`, and the place behind."""
    if value(tokens, at + 1, Sense.UNIT) == Unit.WEEK:
        if skip(tokens, at, Sense.NEXT, Sense.COMING) > at:
            return Which.NEXT_WEEK, at + 2
        if value(tokens, at, Sense.AFTER_NEXT) is not None:
            return Which.WEEK_AFTER_NEXT, at + 2
        if value(tokens, at, Sense.THIS) is not None:
            return Which.THIS_WEEK, at + 2
    return None, at


def nths(tokens: Tokens, at: int, *, is_on: bool) -> Iterator[tuple[DaySpec, int]]:
    """`1. Montag`, `last friday of April`; `15.` only after "am" (`is_on`)."""
    nth = value(tokens, at, Sense.ORDINAL)
    if nth is None:
        return
    weekday = value(tokens, at + 1, Sense.WEEKDAY)
    if weekday is not None and nth in WEEKDAYS_OF_A_MONTH:
        yield OnNth(nth, weekday), at + 2
        month_at = skip(tokens, at + 2, Sense.OF)
        month = value(tokens, month_at, Sense.MONTH)
        if month is not None:
            yield OnNth(nth, weekday, month), month_at + 1
            year = value(tokens, month_at + 1, Sense.NUMBER)
            if year in YEARS:
                yield OnNth(nth, weekday, month, year), month_at + 2
    elif nth == -1 and value(tokens, at + 1, Sense.UNIT) == Unit.DAY:
        end = skip(tokens, at + 2, Sense.OF_MONTH)
        if is_on or end > at + 2:
            yield OnMonthDay(-1), end
    elif is_on and _is_month_day(nth):
        yield OnMonthDay(nth), at + 1


def month_day(tokens: Tokens, at: int) -> tuple[int | None, int]:
    """`24`, `24.`, `24th`, and the place behind."""
    number = value(tokens, at, Sense.ORDINAL)
    if number is None:
        number = value(tokens, at, Sense.NUMBER)
    if number is None or not _is_month_day(number):
        return None, at
    return number, at + 1


def _is_month_day(number: int) -> bool:
    return 0 < number <= 31  # noqa: PLR2004 -- days of a month
