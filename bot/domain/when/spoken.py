"""Say what was understood, in words that are understood as the same again."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from bot.domain.language import Language
from bot.domain.recurrence import split_rule
from bot.domain.when.readings import Clear, Day, DayRule, Days, Length, Lengths, Once, Rule
from bot.domain.when.rules import FREQUENCIES, WEEKDAY_NAMES
from bot.domain.when.tables import TABLES
from bot.domain.when.words import Unit, Voice

_UNITS = {frequency: unit for unit, frequency in FREQUENCIES.items()}
_WORDED = frozenset({"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "COUNT", "UNTIL"})
_WORKDAYS = list(range(5))


def spoken(reading: Clear, *, language: Language) -> str:  # noqa: PLR0911 -- one for each kind
    """`Sonntag, 29.11.2026 um 11:00`, `jeden 1. Montag im Monat um 19:30 bis 30.6.2027`.

    Rules that have no words in this language are said as RFC 5545 writes them.
    """
    voice = TABLES[language].voice
    match reading:
        case Once():
            return f"{_date(reading.start, voice)} {_times(reading.start, reading.until, voice)}"
        case Day():
            return _date(reading.date, voice)
        case Days():
            first, last = (_date(day, voice) for day in (reading.first, reading.last))
            return voice.days.format(first=first, last=last)
        case Length():
            return _length(reading.length, voice)
        case Lengths():
            return ", ".join(_length(length, voice) for length in reading.lengths)
        case Rule():
            return _rule(reading, _times(reading.start, reading.until, voice), voice)
        case DayRule():
            return _rule(reading, "", voice)


def _date(day: date, voice: Voice, *, short: bool = False) -> str:
    return (voice.short_date if short else voice.date).format(
        weekday=voice.weekdays[day.weekday()],
        day=day.day,
        month=day.month,
        month_name=voice.months[day.month - 1],
        year=day.year,
    )


def _times(start: datetime, until: datetime | None, voice: Voice) -> str:
    if until is None:
        return voice.at.format(time=f"{start:{voice.clock}}")
    return voice.span.format(start=f"{start:{voice.clock}}", end=f"{until:{voice.clock}}")


def _length(length: timedelta, voice: Voice) -> str:
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
    said = ((voice.lengths[unit], number) for unit, number in parts if number)
    return " ".join(
        (one if number == 1 else many).format(number=number) for (one, many), number in said
    )


def _rule(rule: Rule | DayRule, times: str, voice: Voice) -> str:
    parts = split_rule(rule.rrule)
    core = _core(parts, rule.start, voice) if parts.keys() <= _WORDED else None
    pieces = [core or f"RRULE:{rule.rrule}", times]
    if rule.dated:
        pieces.append(voice.starting.format(date=_date(rule.start, voice, short=True)))
    if core and "UNTIL" in parts:
        last = datetime.strptime(parts["UNTIL"][:8], "%Y%m%d")  # noqa: DTZ007 -- local by intent
        pieces.append(voice.until.format(date=_date(last, voice, short=True)))
    if core and "COUNT" in parts:
        pieces.append(voice.times.format(number=parts["COUNT"]))
    if rule.exdates:
        dates = [_date(day, voice, short=True) for day in rule.exdates]
        pieces.append(voice.excepting.format(dates=_joined(dates, voice)))
    return " ".join(filter(None, pieces))


def _core(parts: dict[str, str], start: date, voice: Voice) -> str | None:  # noqa: PLR0911 -- as above
    """The repetition itself; None where there are no words for it."""
    unit, interval = _UNITS.get(parts["FREQ"]), int(parts.get("INTERVAL", "1"))
    if unit is None:
        return None
    every = voice.each[unit] if interval == 1 else voice.every[unit].format(number=interval)
    match unit, parts.get("BYDAY"), parts.get("BYMONTHDAY"), parts.get("BYMONTH"):
        case Unit.DAY, None, None, None:
            return every
        case Unit.WEEK, days, None, None:
            return _weekly(days or WEEKDAY_NAMES[start.weekday()], interval, every, voice)
        case Unit.MONTH, str(days), None, None:
            nths = _nths(days, voice)
            form = voice.every_nth if interval == 1 else f"{every} {voice.on_nth}"
            return nths and form.format(nths=nths)
        case Unit.MONTH, None, numbers, None:
            monthdays = _monthdays(numbers or str(start.day), voice)
            return monthdays and f"{every} {voice.on_monthdays.format(days=monthdays)}"
        case Unit.YEAR, days, numbers, months:
            yearly = _yearly(days, numbers, months, start, voice)
            return yearly and f"{every} {yearly}"
        case _:
            return None


def _weekly(days: str, interval: int, every: str, voice: Voice) -> str | None:
    weekdays = _weekdays(days)
    if weekdays == _WORKDAYS and interval == 1:
        return voice.workdays
    names = _joined([voice.weekdays[day] for day in weekdays], voice) if weekdays else ""
    form = voice.every_weekday if interval == 1 else f"{every} {voice.on_weekdays}"
    return form.format(weekdays=names) if names else None


def _yearly(
    days: str | None, numbers: str | None, months: str | None, start: date, voice: Voice
) -> str | None:
    if not (days or numbers or months):
        numbers, months = str(start.day), str(start.month)
    if not (months or "").isdigit() or not months:
        return None
    month_name = voice.months[int(months) - 1]
    if days and not numbers:
        nths = _nths(days, voice)
        return nths and voice.on_nth_of.format(nths=nths, month_name=month_name)
    if numbers and numbers.isdigit() and not days:
        return voice.day_of_year.format(day=numbers, month=months, month_name=month_name)
    return None


def _weekdays(days: str) -> list[int] | None:
    names = days.split(",")
    if not all(name in WEEKDAY_NAMES for name in names):
        return None
    return sorted({WEEKDAY_NAMES.index(name) for name in names})


def _nths(days: str, voice: Voice) -> str | None:
    """`1. und 3. Mittwoch`, `1. Montag und 3. Mittwoch`."""
    said: list[str] = []
    for weekday, group in groupby(days.split(","), key=lambda day: day[-2:]):
        ordinals = [_ordinal(day[:-2], voice) for day in group]
        if not all(ordinals):
            return None
        name = voice.weekdays[WEEKDAY_NAMES.index(weekday)]
        said.append(f"{_joined(list(filter(None, ordinals)), voice)} {name}")
    # "1. und 2. Montag und 3. Freitag" would be read as less than it says
    return _joined(said, voice) if len(said) == 1 or len(said) == days.count(",") + 1 else None


def _monthdays(numbers: str, voice: Voice) -> str | None:
    said = [
        voice.last_day if number == "-1" else voice.month_day.format(nth=_ordinal(number, voice))
        for number in numbers.split(",")
        if not number.startswith("-") or number == "-1"
    ]
    complete = len(said) == numbers.count(",") + 1
    return _joined(list(filter(None, said)), voice) if complete else None


def _ordinal(number: str, voice: Voice) -> str | None:
    value = int(number or "0")
    if value in voice.ordinals:
        return voice.ordinals[value]
    return voice.ordinal.format(number=value) if value > 0 else None


def _joined(words: Sequence[str], voice: Voice) -> str:
    *most, last = words
    return voice.joint.format(first=", ".join(most), last=last) if most else last
