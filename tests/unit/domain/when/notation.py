"""The short way in which the tables of phrases write down a reading."""

from datetime import date, datetime, timedelta

from bot.domain.when import (
    Ambiguous,
    Day,
    DayRule,
    Days,
    Length,
    Lengths,
    Once,
    Past,
    Reading,
    Rule,
    Unknown,
)


def noted(reading: Reading) -> str:  # noqa: C901, PLR0911 -- one for each kind
    """`2026-03-29T11:00+90 FREQ=WEEKLY;BYDAY=SU -2026-12-24 from`; lengths in minutes."""
    match reading:
        case Unknown():
            return "?"
        case Past(start):
            return f"past {_time(start)}"
        case Ambiguous(readings):
            return " / ".join(map(noted, readings))
        case Once(start, until):
            return _span(start, until)
        case Day(day):
            return day.isoformat()
        case Days(first, last):
            return f"{first}..{last}"
        case Length(length):
            return _minutes(length)
        case Lengths(lengths):
            return ",".join(map(_minutes, lengths))
        case Rule(start, rrule, exdates, until, dated):
            return _rule(_span(start, until), rrule, exdates, dated)
        case DayRule(start, rrule, exdates, dated):
            return _rule(start.isoformat(), rrule, exdates, dated)


def _rule(start: str, rrule: str, exdates: tuple[date, ...], dated: bool) -> str:
    left_out = "".join(f" -{day}" for day in exdates)
    return f"{start} {rrule}{left_out}{' from' if dated else ''}"


def _span(start: datetime, until: datetime | None) -> str:
    return _time(start) + (f"+{_minutes(until - start)}" if until else "")


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _minutes(length: timedelta) -> str:
    return str(length // timedelta(minutes=1))
