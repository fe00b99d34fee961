"""What recurs, from when, until when and except when."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from bot.domain.when.day_pieces import day_lists, day_ranges
from bot.domain.when.days import (
    WEEKDAYS_OF_A_MONTH,
    YEARS,
    dates,
    days,
    span_of_days,
    which_week,
    with_year,
)
from bot.domain.when.sketch import DaySpec, OnDate, OnMonthDay, OnNth, OnWeekday, Repeat, Sketch
from bot.domain.when.tokens import Tokens, skip, value
from bot.domain.when.words import Sense, Unit

_MOST_TIMES: Final = 1000
_LONGEST_INTERVAL: Final = 100
_DAYS_A_WEEK: Final = 7
_WORKDAYS: Final = 0b0011111

_Every = tuple[Repeat, tuple[DaySpec, ...], int]


def repeat_piece(sketch: Sketch, tokens: Tokens, at: int) -> Iterator[tuple[Sketch, int]]:
    """`jeden Sonntag`, `alle 2 Wochen`, `every other wednesday`, `jedes Monats`."""
    every = skip(tokens, at, Sense.OF, Sense.ON)
    if value(tokens, every, Sense.EVERY) is None or sketch.rrule:
        return
    begin = skip(tokens, skip(tokens, every + 1, Sense.ON), Sense.EVERY)
    for repeat, specs, end in _every(tokens, begin):
        joined = repeat if sketch.repeat is None else _joined(sketch, repeat, specs)
        if joined and not (specs and sketch.days):
            yield replace(sketch, repeat=joined, days=specs or sketch.days), end


def limit_piece(sketch: Sketch, tokens: Tokens, at: int) -> Iterator[tuple[Sketch, int]]:
    """`bis 30.6.`, `until the end of June`, `10 mal`, `für 5 Wochen`."""
    if sketch.last_day or sketch.count or sketch.runs_for:
        return
    begin = skip(tokens, at, Sense.FOR)
    count = value(tokens, begin, Sense.NUMBER)
    if count and count <= _MOST_TIMES and value(tokens, begin + 1, Sense.TIMES) is not None:
        yield replace(sketch, count=count), begin + 2
    if begin > at:
        for span, end in span_of_days(tokens, begin):
            yield replace(sketch, runs_for=span), end
    begin = skip(tokens, at, Sense.UNTIL)
    if begin > at:
        for day, end in (*days(tokens, begin), *_month_ends(tokens, begin)):
            yield replace(sketch, last_day=day), end
        for day, end in _months(tokens, begin):
            # "von April bis Juni" is three months
            if day.day or sketch.first_period is None:
                yield replace(sketch, last_day=day), end


def _months(tokens: Tokens, at: int) -> Iterator[tuple[OnDate, int]]:
    """`bis Juni`: until it ends, or until it begins; `bis einschließlich Juni` says which."""
    month_at = skip(tokens, at, Sense.ON)
    month = value(tokens, month_at, Sense.MONTH)
    if month is not None:
        yield from with_year(-1, month, tokens, month_at + 1)
        if month_at == at:
            yield from with_year(0, month, tokens, month_at + 1)


def _month_ends(tokens: Tokens, at: int) -> Iterator[tuple[OnDate | OnMonthDay, int]]:
    begin = skip(tokens, skip(tokens, at, Sense.ON), Sense.END_OF)
    if value(tokens, begin - 1, Sense.END_OF) is None:
        return
    month = value(tokens, begin, Sense.MONTH)
    year = value(tokens, begin, Sense.NUMBER)
    if month is not None:
        yield from with_year(-1, month, tokens, begin + 1)
    elif year in YEARS:
        yield OnDate(31, 12, year), begin + 1
    elif (behind := skip(tokens, begin, Sense.OF_MONTH)) > begin:
        yield OnMonthDay(-1), behind
    else:
        unit_at = skip(tokens, begin, Sense.OF, Sense.ON)
        unit = value(tokens, unit_at, Sense.UNIT)
        if unit == Unit.YEAR:
            yield OnDate(31, 12), unit_at + 1
        elif unit == Unit.MONTH:
            yield OnMonthDay(-1), unit_at + 1


def start_piece(sketch: Sketch, tokens: Tokens, at: int) -> Iterator[tuple[Sketch, int]]:
    """`ab 1.3.`, `starting 1 March`, `from March`, `ab nächster Woche`."""
    begin = skip(tokens, at, Sense.STARTING, Sense.FROM)
    if begin > at and sketch.first_day is None and sketch.first_period is None:
        for day, end in days(tokens, begin):
            yield replace(sketch, first_day=day), end
        for day, end in _periods(tokens, begin):
            yield replace(sketch, first_period=day), end


def _periods(tokens: Tokens, at: int) -> Iterator[tuple[DaySpec, int]]:
    """The first day of a month or a week that is named as such."""
    month = value(tokens, at, Sense.MONTH)
    if month is not None:
        yield from with_year(1, month, tokens, at + 1)
    week, end = which_week(tokens, at)
    if week:
        yield OnWeekday(0, week), end


def except_piece(sketch: Sketch, tokens: Tokens, at: int) -> Iterator[tuple[Sketch, int]]:
    """`außer am 24.12. und 31.12.`, `außer sonntags`, `except from 20 December to 6 January`."""
    begin = skip(tokens, at, Sense.EXCEPT)
    if begin == at or sketch.left_out or sketch.absence:
        return
    every = skip(tokens, begin, Sense.EVERY)
    for specs, end in (*day_lists(tokens, every), *_weekday_sets(tokens, every)):
        yield replace(sketch, left_out=specs), end
    is_clear = skip(tokens, begin, Sense.FROM, Sense.BETWEEN) > begin
    for absence, end in day_ranges(tokens, begin):
        # in "außer 24.12. bis 30.6." it can be the rule that ends
        if is_clear or not any(Sense.UNTIL in token.senses for token in tokens[begin:end]):
            yield replace(sketch, absence=absence), end


def nth_of_set_piece(sketch: Sketch, tokens: Tokens, at: int) -> Iterator[tuple[Sketch, int]]:
    """`jeden ersten Werktag im Monat`, `on the last working day of every month`."""
    if sketch.rrule or sketch.repeat or sketch.days:
        return
    every = skip(tokens, at, Sense.EVERY)
    begin = skip(tokens, skip(tokens, every, Sense.ON), Sense.ON)
    nth, weekdays = value(tokens, begin, Sense.ORDINAL), value(tokens, begin + 1, Sense.WEEKDAYS)
    if nth not in WEEKDAYS_OF_A_MONTH or weekdays != _WORKDAYS:
        return  # a weekend is more than one day
    end = skip(tokens, begin + 2, Sense.OF_MONTH)
    if every == at:
        each = skip(tokens, skip(tokens, begin + 2, Sense.OF), Sense.EVERY)
        is_monthly = value(tokens, each - 1, Sense.EVERY) is not None
        end = each + 1 if is_monthly and value(tokens, each, Sense.UNIT) == Unit.MONTH else at
    if end > at:
        yield replace(sketch, rrule=f"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS={nth}"), end


def rrule_piece(sketch: Sketch, tokens: Tokens, at: int) -> Iterator[tuple[Sketch, int]]:
    """A rule as RFC 5545 writes it."""
    if value(tokens, at, Sense.RRULE) is not None and sketch.rrule is None and not sketch.repeat:
        raw = tokens[at].text.upper().removeprefix("RRULE:")
        yield replace(sketch, rrule=raw), at + 1


def _every(tokens: Tokens, at: int) -> Iterator[_Every]:
    yield from _units(tokens, at)
    yield from _daytimes(tokens, at)
    yield from _sets(tokens, at)
    yield from _year_days(tokens, at)
    other = skip(tokens, at, Sense.OTHER)
    interval = 2 if other > at else 1
    for specs, behind in day_lists(tokens, other):
        if all(spec == OnWeekday(spec.weekday) for spec in specs if isinstance(spec, OnWeekday)):
            yield from _on_days(specs, interval, tokens, behind)
    if other == at:
        yield from _month_days(tokens, at)


def _month_days(tokens: Tokens, at: int) -> Iterator[_Every]:
    """`jeden 15.`, `every 4th and 10th of the month`."""
    chosen: list[DaySpec] = []
    while (nth := value(tokens, at, Sense.ORDINAL)) is not None and 0 < nth <= 31:  # noqa: PLR2004 -- days of a month
        chosen.append(OnMonthDay(nth))
        if value(tokens, at + 1, Sense.WEEKDAY) is None:
            yield Repeat(Unit.MONTH), tuple(chosen), skip(tokens, at + 1, Sense.OF_MONTH)
        joint = skip(tokens, skip(tokens, at + 1, Sense.COMMA), Sense.AND)
        if joint == at + 1:
            return
        at = skip(tokens, joint, Sense.ON)


def _units(tokens: Tokens, at: int) -> Iterator[_Every]:
    """`every day`, `every 2 weeks`, `every second month`, `every other week`."""
    interval, unit_at = 1, at
    if value(tokens, at, Sense.OTHER) is not None:
        interval, unit_at = 2, at + 1
    else:
        number = value(tokens, at, Sense.NUMBER)
        if number is None:
            number = value(tokens, at, Sense.ORDINAL)
        if number is not None:
            interval, unit_at = number, at + 1
    unit = value(tokens, unit_at, Sense.UNIT)
    if unit is not None and unit >= Unit.DAY and 0 < interval <= _LONGEST_INTERVAL:
        yield Repeat(Unit(unit), interval), (), unit_at + 1


def _daytimes(tokens: Tokens, at: int) -> Iterator[_Every]:
    """`every evening`: the daytime itself is a piece of its own."""
    if value(tokens, at, Sense.DAYTIME) is not None:
        yield Repeat(Unit.DAY), (), at


def _sets(tokens: Tokens, at: int) -> Iterator[_Every]:
    """`jeden Werktag`, `jeden Mo-Fr`, `montags bis freitags`."""
    for weekdays, end in _weekday_sets(tokens, at):
        yield Repeat(Unit.WEEK), weekdays, end
    first = value(tokens, at, Sense.WEEKDAY)
    joint = skip(tokens, at + 1, Sense.TO, Sense.DASH)
    last_at = skip(tokens, joint, Sense.EVERY)
    last = value(tokens, last_at, Sense.WEEKDAY)
    if first is not None and last is not None and joint > at + 1 and first < last:
        yield Repeat(Unit.WEEK), tuple(map(OnWeekday, range(first, last + 1))), last_at + 1


def _weekday_sets(tokens: Tokens, at: int) -> Iterator[tuple[tuple[DaySpec, ...], int]]:
    weekdays = value(tokens, at, Sense.WEEKDAYS)
    if weekdays is not None:
        yield tuple(OnWeekday(day) for day in range(_DAYS_A_WEEK) if weekdays >> day & 1), at + 1


def _year_days(tokens: Tokens, at: int) -> Iterator[_Every]:
    """`jeden 24.12.`, `every 24 December`."""
    for date, end in dates(tokens, at):
        if date.year is None:
            yield Repeat(Unit.YEAR), (date,), end


def _on_days(
    specs: tuple[DaySpec, ...], interval: int, tokens: Tokens, at: int
) -> Iterator[_Every]:
    weekdays = [spec for spec in specs if isinstance(spec, OnWeekday)]
    nths = [spec for spec in specs if isinstance(spec, OnNth)]
    if len(weekdays) == len(specs):
        yield Repeat(Unit.WEEK, interval), specs, at
    elif specs == (OnMonthDay(-1),):
        yield Repeat(Unit.MONTH, interval), specs, at
    elif len(nths) == len(specs) and interval == 1:
        of_month = skip(tokens, at, Sense.OF_MONTH)
        if all(spec.month for spec in nths):
            yield Repeat(Unit.YEAR), specs, at
            return
        [first, *more] = nths
        is_any_nth = not more and first.nth > 1
        if is_any_nth and of_month == at:
            yield Repeat(Unit.WEEK, first.nth), (OnWeekday(first.weekday),), at
        yield Repeat(Unit.MONTH), specs, of_month


def _joined(sketch: Sketch, repeat: Repeat, specs: tuple[DaySpec, ...]) -> Repeat | None:
    """Two pieces that say one thing: `alle 2 Wochen jeden Mittwoch`, `sonntags jede Woche`."""
    first = sketch.repeat
    if first is None or bool(sketch.days) == bool(specs):
        return None
    bare, full = (first, repeat) if specs else (repeat, first)
    if full.interval != 1:
        return None
    if bare.unit is full.unit:
        return bare
    if full.unit is Unit.WEEK and bare.unit is Unit.DAY and bare.interval % _DAYS_A_WEEK == 0:
        return Repeat(Unit.WEEK, bare.interval // _DAYS_A_WEEK)
    return None
