"""`ankerplatz when`: what the bot understands by a phrase, to try the time language."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, TextIO

import typer

from bot.domain.language import Language, carriable
from bot.domain.recurrence import Recurrence, upcoming, zone_named
from bot.domain.when import (
    Ambiguous,
    Clear,
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
    spoken,
    understand,
)
from bot.domain.when.days import YEARS
from bot.errors import UserError

SHOWN: Final = 3
"""How many of the next dates are shown."""

_Fields = Mapping[str, object]


def moment(now: str | None, timezone: str) -> datetime:
    """The given time, else this moment, in that zone. Raises `BadParameter`.

    `now` is an ISO date and time; without an offset it is local.
    """
    try:
        zone = zone_named(timezone)
    except UserError as error:
        raise typer.BadParameter(f'--timezone: there is no time zone "{timezone}"') from error
    if now is None:
        return datetime.now(zone)
    try:
        given = datetime.fromisoformat(now)
    except ValueError as error:
        raise typer.BadParameter(
            f'--now: "{now}" is not understood; write it as 2026-03-28T12:00'
        ) from error
    if given.year not in YEARS:
        raise typer.BadParameter(f"--now: the year lies outside of {YEARS[0]} to {YEARS[-1]}")
    return given.astimezone(zone) if given.tzinfo else given.replace(tzinfo=zone)


def answer_lines(
    lines: Iterable[str], out: TextIO, *, now: datetime, language: Language, as_json: bool
) -> bool:
    """Answer each line with one. False when any of them was not understood."""
    all_understood = True
    for line in lines:
        text = carriable(line).strip()
        reading = understand(text, now=now)
        all_understood &= not isinstance(reading, Unknown | Past)
        answer = (
            json.dumps({"text": text, **_fields(reading, now)}, ensure_ascii=False)
            if as_json
            else _sentence(reading, now, language)
        )
        print(answer, file=out, flush=True)
    return all_understood


def _fields(reading: Reading, now: datetime) -> _Fields:
    match reading:
        case Ambiguous(readings):
            return _all_fields("ambiguous", now, readings=[_fields(one, now) for one in readings])
        case Past(start):
            return _all_fields("unknown", now, past=_local(start))
        case Unknown(understood, rest):
            return _all_fields("unknown", now, understood=understood, rest=rest)
        case _:
            return _clear_fields(reading, now)


def _clear_fields(reading: Clear, now: datetime) -> _Fields:  # noqa: PLR0911 -- one for each kind
    shown = [_iso(following, now) for following in _next(reading, now)]
    match reading:
        case Once():
            return _all_fields("once", now, **_start_and_end(reading), next=shown)
        case Rule():
            return _all_fields(
                "rule",
                now,
                **_start_and_end(reading),
                rrule=reading.rrule,
                exdates=[day.isoformat() for day in reading.exdates],
                next=shown,
            )
        case DayRule():
            return _all_fields(
                "rule",
                now,
                start=reading.start.isoformat(),
                rrule=reading.rrule,
                exdates=[day.isoformat() for day in reading.exdates],
                next=shown,
            )
        case Day(day):
            return _all_fields("once", now, start=day.isoformat(), next=[day.isoformat()])
        case Days(first, last):
            return _all_fields(
                "once",
                now,
                start=first.isoformat(),
                until=last.isoformat(),
                next=[first.isoformat()],
            )
        case Length(length):
            return _all_fields("duration", now, minutes=[_minutes(length)])
        case Lengths(lengths):
            return _all_fields("duration", now, minutes=[_minutes(one) for one in lengths])


def _all_fields(kind: str, now: datetime, **known: object) -> _Fields:
    """Every answer has the same first fields, whatever is known."""
    fields: dict[str, object] = {
        "kind": kind,
        "start": None,
        "timezone": str(now.tzinfo),
        "rrule": None,
        "next": [],
        "readings": [],
    }
    return fields | known


def _start_and_end(reading: Once | Rule) -> dict[str, object]:
    end = {"until": _local(reading.until)} if reading.until else {}
    return {"start": _local(reading.start), **end}


def _next(reading: Clear, now: datetime) -> list[datetime | date]:
    """The next instants; dates, where the phrase names no time of day."""
    timezone = str(now.tzinfo)
    match reading:
        case Once(start):
            with suppress(OverflowError):  # where the calendar ends, in the year 9999
                return [start.replace(tzinfo=now.tzinfo).astimezone(UTC)]
            return []
        case Rule():
            rule = _recurrence(reading, reading.start, timezone)
            return [slot.starts_at for slot in upcoming(rule, after=now, limit=SHOWN)]
        case DayRule():
            midnight = datetime.combine(reading.start, time())
            rule = _recurrence(reading, midnight, "UTC")
            yesterday = midnight.replace(tzinfo=UTC) - timedelta(days=1)
            found = upcoming(rule, after=yesterday, limit=SHOWN)
            return [slot.local.date() for slot in found]
        case _:
            return []


def _recurrence(reading: Rule | DayRule, start: datetime, timezone: str) -> Recurrence:
    return Recurrence(
        start=start,
        timezone=timezone,
        rrule=reading.rrule,
        exdates=tuple(datetime.combine(day, start.time()) for day in reading.exdates),
    )


def _sentence(reading: Reading, now: datetime, language: Language) -> str:
    match reading:
        case Ambiguous(readings):
            return "? " + " / ".join(_sentence(one, now, language) for one in readings)
        case Past(start):
            return f"- {spoken(Once(start), language=language)} < {_local(now)}"
        case Unknown(understood, rest):
            return f"- {understood} | {rest}"
        case Rule() | DayRule():
            shown = ", ".join(_iso(following, now) for following in _next(reading, now))
            return f"{spoken(reading, language=language)} ({now.tzinfo}): {shown}"
        case Once():
            return f"{spoken(reading, language=language)} ({now.tzinfo})"
        case _:
            return spoken(reading, language=language)


def _iso(following: datetime | date, now: datetime) -> str:
    if isinstance(following, datetime):
        return following.astimezone(now.tzinfo).isoformat()
    return following.isoformat()


def _local(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="minutes")


def _minutes(length: timedelta) -> int:
    return length // timedelta(minutes=1)
