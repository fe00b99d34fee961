"""`ankerplatz occurrences`: what a rule gives, to look at before it is used.

A JSON line in: `dtstart` and lists `rrule`, `exdate` and `rdate`, all as in iCalendar without the
property's name, and `tzid`. Times without Z are local times of `tzid`, or UTC where there is none;
times with Z are turned into local ones; a date means its midnight. DTSTART counts where a rule
gives it, or where there is no rule. The search is dateutil's, on the wall clock.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final, TextIO, cast
from zoneinfo import ZoneInfo

from bot.domain.recurrence import RecurrenceRule, parse_rule, parse_time, slots, zone_named
from bot.errors import UserError

SHOWN: Final = 100
"""How many dates of an endless rule are shown unless a limit is given."""
MOST_SHOWN: Final = 10_000
"""How many of one that ends."""
LONGEST_LINE: Final = 1_000_000
MOST_RULES: Final = 32


class LineError(ValueError):
    """`str()` is one sentence that says what is wrong with a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    zone: ZoneInfo
    start: datetime
    rules: tuple[RecurrenceRule, ...]
    exdates: tuple[datetime, ...]
    rdates: tuple[datetime, ...]


def answer_lines(lines: Iterable[bytes], out: TextIO, *, limit: int | None = None) -> bool:
    """Answer each line with one. False when any of them could not be answered with dates."""
    all_fine = True
    for line in lines:
        if not line.strip():
            continue
        answer: dict[str, object]
        try:
            answer = {"occurrences": list(_dates(_read(line), limit))}
        except LineError as error:
            all_fine = False
            answer = {"error": str(error)}
        except OverflowError:
            all_fine = False
            answer = {"error": "These dates lie outside of the years 1 to 9999."}
        print(json.dumps(answer), file=out, flush=True)
    return all_fine


def _dates(question: _Question, limit: int | None) -> Iterator[str]:
    is_endless = any(rule.count is None and rule.until is None for rule in question.rules)
    found = slots(
        question.rules,
        start=question.start,
        timezone=question.zone.key,
        exdates=question.exdates,
        rdates=question.rdates,
    )
    most = limit or (SHOWN if is_endless else MOST_SHOWN)
    for slot in islice(found, min(most, sys.maxsize)):
        yield slot.starts_at.astimezone(question.zone).isoformat()


def _read(line: bytes) -> _Question:
    if len(line) > LONGEST_LINE:
        raise LineError(f"The line is longer than {LONGEST_LINE} bytes.")
    try:
        found: object = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LineError("The line is not JSON.") from error
    if not isinstance(found, dict):
        raise LineError("The line is not a JSON object.")
    fields = cast("dict[str, object]", found)
    start = fields.get("dtstart")
    if not isinstance(start, str):
        raise LineError("dtstart is missing; it looks like 19970902T090000.")
    timezone = fields.get("tzid") or "UTC"
    if not isinstance(timezone, str):
        raise LineError("tzid is not a string.")
    rules = _texts(fields, "rrule")
    if len(rules) > MOST_RULES:
        raise LineError(f"These are {len(rules)} rules; at most {MOST_RULES} are expanded.")
    try:
        return _Question(
            zone=zone_named(timezone),
            start=_time("dtstart", start, timezone),
            rules=tuple(parse_rule(rule, timezone) for rule in rules),
            exdates=tuple(_time("exdate", text, timezone) for text in _texts(fields, "exdate")),
            rdates=tuple(_time("rdate", text, timezone) for text in _texts(fields, "rdate")),
        )
    except UserError as error:
        raise LineError(_sentence(error)) from error


def _texts(fields: dict[str, object], name: str) -> list[str]:
    given = fields.get(name)
    if given is None:
        return []
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not all(
        isinstance(text, str) for text in cast("list[object]", texts)
    ):
        raise LineError(f"{name} is not a list of strings.")
    return cast("list[str]", texts)


def _time(name: str, text: str, timezone: str) -> datetime:
    try:
        return parse_time(text, timezone)
    except ValueError as error:
        raise LineError(f"{name}: {error}.") from error


def _sentence(error: UserError) -> str:
    if error.key == "unknown_timezone":
        return f"There is no time zone {str(error.values['word'])[:40]!r}."
    return f"The rule cannot be read at {str(error.values['part'])[:40]!r}."
