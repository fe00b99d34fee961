"""Say what was understood, in words that are understood as the same again."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from bot.domain.language import Language
from bot.domain.recurrence import split_rule
from bot.domain.when.readings import (
    Clear,
    Day,
    DayRule,
    Days,
    Length,
    Lengths,
    Listed,
    Once,
    Rule,
)
from bot.domain.when.rules import FREQUENCIES, WEEKDAY_NAMES
from bot.domain.when.tables import TABLES
from bot.domain.when.words import Unit, Wording

_UNITS: Final = {frequency: unit for unit, frequency in FREQUENCIES.items()}
_WORDED: Final = frozenset({"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "COUNT", "UNTIL"})
_WORKDAYS: Final = list(range(5))


def spoken(reading: Clear | Listed, *, language: Language) -> str:  # noqa: PLR0911 -- one for each kind
    """`Sonntag, 29.11.2026 um 11:00`, `jeden 1. Montag im Monat um 19:30 bis 30.6.2027`.

    Rules that have no words in this language are said as RFC 5545 writes them.
    """
    wording = TABLES[language].wording
    match reading:
        case Once():
            return (
                f"{_date(reading.start, wording)} {_times(reading.start, reading.until, wording)}"
            )
        case Day():
            return _date(reading.date, wording)
        case Days():
            first, last = (_date(day, wording) for day in (reading.first, reading.last))
            return wording.days.format(first=first, last=last)
        case Listed(days):
            return _joined([_listed(day, wording) for day in days], wording)
        case Length():
            return _length(reading.length, wording)
        case Lengths():
            return ", ".join(_length(length, wording) for length in reading.lengths)
        case Rule():
            return _rule(reading, _times(reading.start, reading.until, wording), wording)
        case DayRule():
            return _rule(reading, "", wording)


def _date(day: date, wording: Wording, *, short: bool = False) -> str:
    return (wording.short_date if short else wording.date).format(
        weekday=wording.weekdays[day.weekday()],
        day=day.day,
        month=day.month,
        month_name=wording.months[day.month - 1],
        year=day.year,
    )


def _listed(day: Day | Days, wording: Wording) -> str:
    """Without weekdays, whose commas would look like those of the list."""
    if isinstance(day, Day):
        return _date(day.date, wording, short=True)
    first, last = (_date(one, wording, short=True) for one in (day.first, day.last))
    return wording.days.format(first=first, last=last)


def _times(start: datetime, until: datetime | None, wording: Wording) -> str:
    if until is None:
        return wording.at.format(time=f"{start:{wording.clock}}")
    return wording.span.format(start=f"{start:{wording.clock}}", end=f"{until:{wording.clock}}")


def _length(length: timedelta, wording: Wording) -> str:
    """In units that follow each other, since "1 Tag 10 Minuten" could be two lengths."""
    minutes = length // timedelta(minutes=1)
    hours, days = minutes // 60, minutes // 60 // 24
    if minutes % 60:
        parts = [(Unit.HOUR, hours), (Unit.MINUTE, minutes % 60)]
    elif hours % 24:
        parts = [(Unit.DAY, days), (Unit.HOUR, hours % 24)]
    elif days % 7:
        parts = [(Unit.DAY, days)]
    else:
        parts = [(Unit.WEEK, days // 7)]
    said = ((wording.lengths[unit], number) for unit, number in parts if number)
    return " ".join(
        (one if number == 1 else many).format(number=number) for (one, many), number in said
    )


def _rule(rule: Rule | DayRule, times: str, wording: Wording) -> str:
    parts = split_rule(rule.rrule)
    core = _core(parts, rule.start, wording) if parts.keys() <= _WORDED else None
    pieces = [core or f"RRULE:{rule.rrule}", times]
    if rule.dated:
        pieces.append(wording.starting.format(date=_date(rule.start, wording, short=True)))
    if core and "UNTIL" in parts:
        last = datetime.strptime(parts["UNTIL"][:8], "%Y%m%d")  # noqa: DTZ007 -- local by intent
        pieces.append(wording.until.format(date=_date(last, wording, short=True)))
    if core and "COUNT" in parts:
        pieces.append(wording.times.format(number=parts["COUNT"]))
    if rule.exdates:
        dates = [_date(day, wording, short=True) for day in rule.exdates]
        pieces.append(wording.excepting.format(dates=_joined(dates, wording)))
    return " ".join(filter(None, pieces))


def _core(parts: dict[str, str], start: date, wording: Wording) -> str | None:  # noqa: PLR0911 -- as above
    """The repetition itself; None where there are no words for it."""
    unit, interval = _UNITS.get(parts["FREQ"]), int(parts.get("INTERVAL", "1"))
    if unit is None:
        return None
    every = wording.each[unit] if interval == 1 else wording.every[unit].format(number=interval)
    match unit, parts.get("BYDAY"), parts.get("BYMONTHDAY"), parts.get("BYMONTH"):
        case Unit.DAY, None, None, None:
            return every
        case Unit.WEEK, days, None, None:
            return _weekly(days or WEEKDAY_NAMES[start.weekday()], interval, every, wording)
        case Unit.MONTH, str(days), None, None:
            nths = _nths(days, wording)
            form = wording.every_nth if interval == 1 else f"{every} {wording.on_nth}"
            return nths and form.format(nths=nths)
        case Unit.MONTH, None, numbers, None:
            monthdays = _monthdays(numbers or str(start.day), wording)
            return monthdays and f"{every} {wording.on_monthdays.format(days=monthdays)}"
        case Unit.YEAR, days, numbers, months:
            yearly = _yearly(days, numbers, months, start, wording)
            return yearly and f"{every} {yearly}"
        case _:
            return None


def _weekly(days: str, interval: int, every: str, wording: Wording) -> str | None:
    weekdays = _weekdays(days)
    if weekdays == _WORKDAYS and interval == 1:
        return wording.workdays
    names = _joined([wording.weekdays[day] for day in weekdays], wording) if weekdays else ""
    form = wording.every_weekday if interval == 1 else f"{every} {wording.on_weekdays}"
    return form.format(weekdays=names) if names else None


def _yearly(
    days: str | None, numbers: str | None, months: str | None, start: date, wording: Wording
) -> str | None:
    if not (days or numbers or months):
        numbers, months = str(start.day), str(start.month)
    if not (months or "").isdigit() or not months:
        return None
    month_name = wording.months[int(months) - 1]
    if days and not numbers:
        nths = _nths(days, wording)
        return nths and wording.on_nth_of.format(nths=nths, month_name=month_name)
    if numbers and numbers.isdigit() and not days:
        return wording.day_of_year.format(day=numbers, month=months, month_name=month_name)
    return None


def _weekdays(days: str) -> list[int] | None:
    names = days.split(",")
    if not all(name in WEEKDAY_NAMES for name in names):
        return None
    return sorted({WEEKDAY_NAMES.index(name) for name in names})


def _nths(days: str, wording: Wording) -> str | None:
    """`1. und 3. Mittwoch`, `1. Montag und 3. Mittwoch`."""
    said: list[str] = []
    for weekday, group in groupby(days.split(","), key=lambda day: day[-2:]):
        ordinals = [_ordinal(day[:-2], wording) for day in group]
        if not all(ordinals):
            return None
        name = wording.weekdays[WEEKDAY_NAMES.index(weekday)]
        said.append(f"{_joined(list(filter(None, ordinals)), wording)} {name}")
    # "1. und 2. Montag und 3. Freitag" would be read as less than it says
    return _joined(said, wording) if len(said) == 1 or len(said) == days.count(",") + 1 else None


def _monthdays(numbers: str, wording: Wording) -> str | None:
    said = [
        wording.last_day
        if number == "-1"
        else wording.month_day.format(nth=_ordinal(number, wording))
        for number in numbers.split(",")
        if not number.startswith("-") or number == "-1"
    ]
    complete = len(said) == numbers.count(",") + 1
    return _joined(list(filter(None, said)), wording) if complete else None


def _ordinal(number: str, wording: Wording) -> str | None:
    value = int(number or "0")
    if value in wording.ordinals:
        return wording.ordinals[value]
    return wording.ordinal.format(number=value) if value > 0 else None


def _joined(words: Sequence[str], wording: Wording) -> str:
    *most, last = words
    return wording.joint.format(first=", ".join(most), last=last) if most else last
