"""Days that a phrase lists, and stretches that have a name: what is called off at once."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.when.day_pieces import day_ranges
from bot.domain.when.days import YEARS, days, month_day, which_week
from bot.domain.when.days_ahead import single, through
from bot.domain.when.phrase import LEXICONS, skip_trailing
from bot.domain.when.readings import Day, Days, Listed
from bot.domain.when.shapes import prepared
from bot.domain.when.sketch import DaySpec, OnDate, OnWeekday
from bot.domain.when.tokens import Tokens, skip, value
from bot.domain.when.words import Sense, Unit

_MOST_LISTED: Final = 8
_TO_SUNDAY: Final = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class _NthDay:
    """A day whose month stands with another one: `6. und 13.12.`, `April 5 and 12`."""

    day: int


_Item = DaySpec | tuple[DaySpec, DaySpec] | Days | _NthDay


def several_days(text: str, *, now: datetime) -> Days | Listed | None:
    """`5.4. und 12.4.`, `next week`, `im Dezember`; `now` is aware, in the chat's zone.

    None for anything else, and for what can mean several things.
    """
    today = now.date()
    text = prepared(text, now.tzinfo)
    found: dict[int, set[tuple[Day | Days, ...]]] = {}
    for lexicon in LEXICONS:
        tokens = lexicon.read(text)
        for items in _lists(tokens, 0, today):
            dated = tuple(_dated(item, today) for item in _with_months(items))
            known = tuple(one for one in dated if one is not None)
            if len(known) == len(items):
                found.setdefault(len(items), set()).add(known)
    if not found or len(found[min(found)]) > 1:
        return None
    [listed] = found[min(found)]  # the comma in "Sonntag, 6.12." parts nothing
    match listed:
        case (Day(),):
            return None
        case (Days() as stretch,):
            return stretch
        case more:
            return Listed(more)


def _lists(tokens: Tokens, at: int, today: date, so_far: int = 0) -> Iterator[tuple[_Item, ...]]:
    """All ways to read the rest of the tokens as a list."""
    for item, behind in _items(tokens, at, today):
        end = skip_trailing(tokens, behind)
        if end == len(tokens):
            yield (item,)
            continue
        begin = skip(tokens, skip(tokens, behind, Sense.COMMA), Sense.AND)
        if begin > behind and so_far + 1 < _MOST_LISTED:
            for further in _lists(tokens, begin, today, so_far + 1):
                yield item, *further


def _items(tokens: Tokens, at: int, today: date) -> Iterator[tuple[_Item, int]]:
    yield from day_ranges(tokens, at)
    yield from days(tokens, at)
    begin = at
    for _ in range(3):  # "in der nächsten Woche"
        begin = skip(tokens, begin, Sense.ON, Sense.IN, Sense.OF)
    yield from _weeks(tokens, begin, today)
    yield from _months(tokens, begin, today)
    number, behind = month_day(tokens, skip(tokens, skip(tokens, at, Sense.ON), Sense.ON))
    if number is not None:
        yield _NthDay(number), behind


def _weeks(tokens: Tokens, at: int, today: date) -> Iterator[tuple[Days, int]]:
    week, end = which_week(tokens, at)
    monday = week and single(OnWeekday(0, week), today)
    if monday:
        yield Days(monday, monday + _TO_SUNDAY), end


def _months(tokens: Tokens, at: int, today: date) -> Iterator[tuple[Days, int]]:
    """`December`, `Dezember 2027`, `next month`."""
    month = value(tokens, at, Sense.MONTH)
    if month is not None:
        yield _month(today.year + (month < today.month), month), at + 1
        year = value(tokens, at + 1, Sense.NUMBER)
        if year is not None and year in YEARS:
            yield _month(year, month), at + 2
    if value(tokens, at + 1, Sense.UNIT) == Unit.MONTH:
        if value(tokens, at, Sense.THIS) is not None:
            yield _month(today.year, today.month), at + 2
        if value(tokens, at, Sense.NEXT) is not None:
            yield _month(today.year + today.month // 12, today.month % 12 + 1), at + 2


def _month(year: int, month: int) -> Days:
    return Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _with_months(items: tuple[_Item, ...]) -> Iterator[_Item]:
    """Each with the month of the next one that has one, or else of the one before."""
    known: OnDate | None = None
    for at, item in enumerate(items):
        if isinstance(item, OnDate):
            known = item
        later = (one for one in items[at:] if not isinstance(one, _NthDay))
        near = next(later, known)
        if isinstance(item, _NthDay) and isinstance(near, OnDate):
            yield replace(near, day=item.day, weekday=None)
        else:
            yield item


def _dated(item: _Item, today: date) -> Day | Days | None:
    match item:
        case Days():
            return item
        case (first, last):
            found = through(first, last, today)
            return found and Days(*found)
        case _NthDay():
            return None
        case _:
            day = single(item, today)
            return day and Day(day)
