"""When something recurs: RFC 5545 rules on the wall clock of an IANA zone.

dateutil lives in `matching.py` and nowhere else. All local times are naive, all instants aware.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from heapq import merge
from itertools import islice, takewhile
from typing import Final

from bot.domain.recurrence.matching import matches
from bot.domain.recurrence.rule import (
    Fault,
    Frequency,
    RecurrenceRule,
    parse_rule,
    parse_time,
    split_rule,
    unusable,
)
from bot.domain.recurrence.wallclock import (
    Slot,
    in_order,
    is_zone,
    is_zone_name,
    to_instant,
    to_local,
    zone_named,
)

__all__ = [
    "Fault",
    "Recurrence",
    "RecurrenceRule",
    "Slot",
    "between",
    "exchanged_rule",
    "is_zone",
    "is_zone_name",
    "normalised",
    "parse_rule",
    "parse_time",
    "slots",
    "to_instant",
    "to_local",
    "upcoming",
    "zone_named",
]

MOST_COUNTED: Final = 10_000
_MOST_YEARS: Final = 100
"""How far a COUNT may reach, times the interval: nobody means more, and each date is looked for."""
_LONGEST_SKIP: Final = timedelta(days=1)
"""Samoa left out a whole day in 2011; no zone ever skipped more."""
_MOST_A_DAY: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """DTSTART, RRULE, EXDATE and RDATE of RFC 5545. `timezone` is an IANA name.

    Without `rrule`, `start` is a date of its own; with one, only where the rule gives it, which
    `normalised` sees to.
    """

    start: datetime
    timezone: str
    rrule: str | None
    exdates: tuple[datetime, ...] = ()
    rdates: tuple[datetime, ...] = ()


def upcoming(recurrence: Recurrence, *, after: datetime, limit: int) -> tuple[Slot, ...]:
    """The next dates that begin after that instant, at most `limit`, in order."""
    found = _since(recurrence, after)
    return tuple(islice((slot for slot in found if slot.starts_at > after), limit))


def between(recurrence: Recurrence, *, start: datetime, end: datetime) -> Iterator[Slot]:
    """The dates that begin in `start` <= instant < `end`, in order."""
    begun = (slot for slot in _since(recurrence, start) if slot.starts_at >= start)
    return takewhile(lambda slot: slot.starts_at < end, begun)


def normalised(recurrence: Recurrence) -> Recurrence:
    """As it is kept: beginning with its first date, bounded by UNTIL (local) instead of COUNT.

    Such a rule means the same to every calendar, and its next date is found without counting from
    the first. Raises UserError `rule_unusable` with a `Fault`, or `unknown_timezone`.
    """
    zone_named(recurrence.timezone)
    kept = replace(
        recurrence,
        exdates=tuple(sorted(set(recurrence.exdates))),
        rdates=tuple(sorted(set(recurrence.rdates))),
    )
    if recurrence.rrule is None:
        return kept
    rule = parse_rule(recurrence.rrule, recurrence.timezone)
    if _is_too_often(rule):
        raise unusable(recurrence.rrule, Fault.TOO_OFTEN)
    if (rule.count or 0) > MOST_COUNTED:
        raise unusable(recurrence.rrule, Fault.TOO_MANY)
    found = matches(rule, recurrence.start)
    first = next(found, None)
    if first is None:
        raise unusable(recurrence.rrule, Fault.NEVER)
    until = rule.until
    if rule.count is not None:
        until = first
        for until in found:
            if until.year - first.year > _MOST_YEARS * rule.interval:
                raise unusable(recurrence.rrule, Fault.TOO_MANY)
    return replace(kept, start=first, rrule=_until(recurrence.rrule, until))


def exchanged_rule(recurrence: Recurrence) -> str | None:
    """The rule as other calendars read it: UNTIL in UTC (RFC 5545 section 3.3.10)."""
    if recurrence.rrule is None:
        return None
    parts = split_rule(recurrence.rrule)
    until = parse_rule(recurrence.rrule, recurrence.timezone).until
    if until is not None:
        try:
            ends_at = to_instant(until, recurrence.timezone)
        except OverflowError:  # the calendar ends before, in the year 9999
            ends_at = datetime.max.replace(tzinfo=UTC)
        parts["UNTIL"] = f"{ends_at:%Y%m%dT%H%M%SZ}"
    return _written(parts)


def slots(
    rules: Iterable[RecurrenceRule],
    *,
    start: datetime,
    timezone: str,
    exdates: Iterable[datetime] = (),
    rdates: Iterable[datetime] = (),
    since: datetime | None = None,
) -> Iterator[Slot]:
    """The dates of any number of rules together, from shortly before `since` (local) on."""
    given = [matches(rule, start, since=since) for rule in rules] or [iter((start,))]
    left_out = frozenset(exdates)
    found = (local for local in merge(*given, sorted(rdates)) if local not in left_out)
    return in_order(found, timezone)


def _since(recurrence: Recurrence, instant: datetime) -> Iterator[Slot]:
    timezone = recurrence.timezone
    return slots(
        () if recurrence.rrule is None else (parse_rule(recurrence.rrule, timezone),),
        start=recurrence.start,
        timezone=timezone,
        exdates=recurrence.exdates,
        rdates=recurrence.rdates,
        since=to_local(instant, timezone) - _LONGEST_SKIP,
    )


def _is_too_often(rule: RecurrenceRule) -> bool:
    in_an_hour = max(1, len(rule.byminute)) * max(1, len(rule.bysecond))
    if rule.frequency < Frequency.HOURLY:
        return in_an_hour * max(1, len(rule.byhour)) > _MOST_A_DAY
    return rule.frequency > Frequency.HOURLY or in_an_hour > 1


def _until(text: str, until: datetime | None) -> str:
    parts = split_rule(text)
    parts.pop("COUNT", None)
    if until is not None:
        parts["UNTIL"] = f"{until:%Y%m%dT%H%M%S}"
    return _written(parts)


def _written(parts: Mapping[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in parts.items())
