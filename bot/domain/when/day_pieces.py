"""Days as pieces of a phrase: one, several or a range."""

from collections.abc import Iterator
from dataclasses import replace

from bot.domain.when.days import WEEKDAYS_OF_A_MONTH, days, month_day, nths
from bot.domain.when.sketch import DaySpec, OnDate, OnMonthDay, OnNth, OnWeekday, Sketch
from bot.domain.when.tokens import Tokens, skip, value
from bot.domain.when.words import Sense


def day_piece(sketch: Sketch, tokens: Tokens, at: int) -> Iterator[tuple[Sketch, int]]:
    """`morgen`, `am 24.12.`, `nächsten Freitag`, `am 1. und 15.`; more than one is for rules."""
    if sketch.days or sketch.through:
        return
    for specs, behind in day_lists(tokens, at):
        yield replace(sketch, days=specs), behind
        if all(isinstance(spec, OnNth) and spec.month is None for spec in specs):
            end = skip(tokens, behind, Sense.OF_MONTH)
            if end > behind:
                yield replace(sketch, days=specs, of_month=True), end


def range_piece(sketch: Sketch, tokens: Tokens, at: int) -> Iterator[tuple[Sketch, int]]:
    """`vom 22.12. bis 6.1.`, `22-24 December`, `Dec 22-24`."""
    if sketch.through or (sketch.days and not sketch.repeat):
        return
    begin = skip(tokens, at, Sense.FROM, Sense.BETWEEN)
    if sketch.repeat and begin == at:
        return
    for through, end in day_ranges(tokens, at):
        yield replace(sketch, through=through), end


def day_ranges(tokens: Tokens, at: int) -> Iterator[tuple[tuple[DaySpec, DaySpec], int]]:
    """The first and the last day; "from" may stand before them, and "between" with "and"."""
    begin = skip(tokens, at, Sense.FROM, Sense.BETWEEN)
    joint = (Sense.AND,) if value(tokens, at, Sense.BETWEEN) is not None else (Sense.TO, Sense.DASH)
    for first, behind in days(tokens, begin):
        middle = skip(tokens, behind, *joint)
        if middle == behind or isinstance(first, OnMonthDay):
            continue
        for last, end in days(tokens, middle):
            yield (first, last), end
        number, end = month_day(tokens, middle)
        if number is not None and isinstance(first, OnDate) and first.day <= number:
            yield (first, replace(first, day=number)), end
    number, behind = month_day(tokens, skip(tokens, begin, Sense.ON))
    middle = skip(tokens, behind, *joint)
    if number is not None and middle > behind:
        for last, end in days(tokens, middle):
            if isinstance(last, OnDate) and number <= last.day:
                yield (replace(last, day=number), last), end


def day_lists(tokens: Tokens, at: int) -> Iterator[tuple[tuple[DaySpec, ...], int]]:
    """One day, or several with commas and "and" between them; `mon wed fri 8am` needs none."""
    for spec, behind in days(tokens, at):
        specs, end = (spec,), behind
        yield specs, end
        while (further := _next_in_list(tokens, end)) is not None:
            specs, end = (*specs, further[0]), further[1]
            yield specs, end
    yield from _ordinal_lists(tokens, skip(tokens, skip(tokens, at, Sense.ON), Sense.ON))


def _next_in_list(tokens: Tokens, at: int) -> tuple[DaySpec, int] | None:
    behind = skip(tokens, skip(tokens, at, Sense.COMMA), Sense.AND)
    if behind == at:
        return _next_weekday(tokens, at)
    begin = skip(tokens, skip(tokens, behind, Sense.EVERY), Sense.EVERY)
    found = [*days(tokens, begin), *nths(tokens, begin, is_on=True)]
    return max(found, key=lambda one: one[1], default=None)


def _next_weekday(tokens: Tokens, at: int) -> tuple[DaySpec, int] | None:
    """Behind another one, and before a time of day: else it may be the beginning of a title."""
    weekday, end = value(tokens, at, Sense.WEEKDAY), at
    while value(tokens, end, Sense.WEEKDAY) is not None and skip(tokens, end, Sense.ROUGHLY) == end:
        end += 1
    if weekday is None or end == at or value(tokens, at - 1, Sense.WEEKDAY) is None:
        return None
    is_timed = skip(tokens, end, Sense.AT, Sense.CLOCK, Sense.NUMBER, Sense.MOMENT) > end
    return (OnWeekday(weekday), at + 1) if is_timed else None


def _ordinal_lists(tokens: Tokens, at: int) -> Iterator[tuple[tuple[DaySpec, ...], int]]:
    """`1. und 3. Mittwoch`, `first and last sunday of april`."""
    ordinals: list[int] = []
    while (nth := value(tokens, at, Sense.ORDINAL)) is not None:
        ordinals.append(nth)
        joint = skip(tokens, skip(tokens, at + 1, Sense.COMMA), Sense.AND)
        if joint == at + 1:
            break
        at = skip(tokens, joint, Sense.ON)
    if len(ordinals) > 1 and all(nth in WEEKDAYS_OF_A_MONTH for nth in ordinals):
        for last, end in nths(tokens, at, is_on=False):
            if isinstance(last, OnNth):
                yield tuple(replace(last, nth=nth) for nth in ordinals), end
