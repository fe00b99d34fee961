"""The text of an RRULE (RFC 5545 section 3.3.10) as a value."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum, StrEnum
from functools import partial
from typing import Final

from bot.domain.recurrence.wallclock import to_local, zone_named
from bot.errors import UserError


class Fault(StrEnum):
    """Why a rule cannot be used: the value `fault` of the UserError `rule_unusable`."""

    MALFORMED = "malformed"
    NEVER = "never"
    TOO_OFTEN = "too_often"
    TOO_MANY = "too_many"


class Frequency(IntEnum):
    """FREQ, numbered as dateutil does."""

    YEARLY = 0
    MONTHLY = 1
    WEEKLY = 2
    DAILY = 3
    HOURLY = 4
    MINUTELY = 5
    SECONDLY = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class RecurrenceRule:
    """One RRULE. Weekdays count from 0 = Monday; `until` is local (naive) and inclusive.

    `byday` holds pairs of weekday and position, 0 where it has none; an empty tuple is a part that
    the rule does not have.
    """

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: datetime | None = None
    wkst: int = 0
    bysetpos: tuple[int, ...] = ()
    bymonth: tuple[int, ...] = ()
    bymonthday: tuple[int, ...] = ()
    byyearday: tuple[int, ...] = ()
    byweekno: tuple[int, ...] = ()
    byday: tuple[tuple[int, int], ...] = ()
    byhour: tuple[int, ...] = ()
    byminute: tuple[int, ...] = ()
    bysecond: tuple[int, ...] = ()

    def explicit(self, start: datetime) -> "RecurrenceRule":
        """With the parts that the rule leaves to DTSTART, so that it means the same from any."""
        rule = self
        if not (self.byweekno or self.byyearday or self.bymonthday or self.byday):
            if self.frequency is Frequency.YEARLY:
                months = self.bymonth or (start.month,)
                rule = replace(rule, bymonth=months, bymonthday=(start.day,))
            elif self.frequency is Frequency.MONTHLY:
                rule = replace(rule, bymonthday=(start.day,))
            elif self.frequency is Frequency.WEEKLY:
                rule = replace(rule, byday=((start.weekday(), 0),))
        fine = self.frequency
        return replace(
            rule,
            byhour=self.byhour or ((start.hour,) if fine < Frequency.HOURLY else ()),
            byminute=self.byminute or ((start.minute,) if fine < Frequency.MINUTELY else ()),
            bysecond=self.bysecond or ((start.second,) if fine < Frequency.SECONDLY else ()),
        )


_WEEKDAYS: Final = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
_DAY: Final = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,3}")
_LARGE: Final = re.compile(r"[0-9]{1,9}")
_TIME: Final = re.compile(r"([0-9]{8})(?:T([0-9]{6})(Z?))?")
_RANGES: Final = {
    "BYSETPOS": (-366, 366),
    "BYMONTH": (1, 12),
    "BYMONTHDAY": (-31, 31),
    "BYYEARDAY": (-366, 366),
    "BYWEEKNO": (-53, 53),
    "BYHOUR": (0, 23),
    "BYMINUTE": (0, 59),
    "BYSECOND": (0, 60),
}
_FROM_ZERO: Final = ("BYHOUR", "BYMINUTE", "BYSECOND")
_PARTS: Final = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", *_RANGES})
_LAST_DAY_POSITION: Final = 53


def unusable(rule: str, fault: Fault, *, part: str = "") -> UserError:
    """`part` is the piece of the rule that cannot be read, as it was written."""
    return UserError("rule_unusable", {"rule": rule, "fault": fault.value, "part": part})


def split_rule(text: str) -> dict[str, str]:
    """The parts in their order, upper case, without `RRULE:`. Raises UserError `rule_unusable`."""
    parts: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").split(";"):
        name, _, value = part.partition("=")
        if name not in _PARTS or name in parts or not value:
            raise unusable(text, Fault.MALFORMED, part=part)
        parts[name] = value
    if "FREQ" not in parts:
        raise unusable(text, Fault.MALFORMED, part="FREQ")
    if "COUNT" in parts and "UNTIL" in parts:
        raise unusable(text, Fault.MALFORMED, part=f"COUNT={parts['COUNT']}")
    return parts


def parse_rule(text: str, timezone: str) -> RecurrenceRule:
    """The rule, with UNTIL in that zone's local time. Raises UserError `rule_unusable`."""
    parts = split_rule(text)
    for name, value in parts.items():
        if not _is_readable(name, value):
            raise unusable(text, Fault.MALFORMED, part=f"{name}={value}")
    numbers = {name: _numbers(name, parts.get(name, "")) for name in _RANGES}
    try:
        until = parse_time(parts["UNTIL"], timezone) if "UNTIL" in parts else None
    except ValueError as error:
        raise unusable(text, Fault.MALFORMED, part=f"UNTIL={parts['UNTIL']}") from error
    return RecurrenceRule(
        frequency=Frequency[parts["FREQ"]],
        interval=int(parts.get("INTERVAL", "1")),
        count=int(parts["COUNT"]) if "COUNT" in parts else None,
        until=until,
        wkst=_WEEKDAYS[parts.get("WKST", "MO")],
        bysetpos=numbers["BYSETPOS"],
        bymonth=numbers["BYMONTH"],
        bymonthday=numbers["BYMONTHDAY"],
        byyearday=numbers["BYYEARDAY"],
        byweekno=numbers["BYWEEKNO"],
        byday=tuple(
            (_WEEKDAYS[day], int(position or 0))
            for position, day in _DAY.findall(parts.get("BYDAY", ""))
        ),
        byhour=numbers["BYHOUR"],
        byminute=numbers["BYMINUTE"],
        bysecond=numbers["BYSECOND"],
    )


def parse_time(text: str, timezone: str) -> datetime:
    """An iCalendar DATE (its midnight) or DATE-TIME as local (naive) time of the zone.

    With Z it is UTC. Raises ValueError where it is neither, UserError where the zone is unknown.
    """
    read = _TIME.fullmatch(text)
    if not read:
        raise ValueError(f"{text[:40]!r} is not an iCalendar date or time")
    day, clock, utc = read.groups(default="")
    # a leap second is the second before it, as RFC 5545 section 3.3.12 has it
    seconds = re.sub("60$", "59", clock) or "000000"
    local = datetime.strptime(day + seconds, "%Y%m%d%H%M%S")  # noqa: DTZ007 -- local by intent
    if not utc:
        return local
    try:
        return to_local(local.replace(tzinfo=zone_named("UTC")), timezone)
    except OverflowError as error:
        raise ValueError(f"{text} is out of range") from error


def _is_readable(name: str, value: str) -> bool:
    match name:
        case "FREQ":
            return value in Frequency.__members__
        case "INTERVAL" | "COUNT":
            return bool(_LARGE.fullmatch(value)) and (name == "COUNT" or int(value) > 0)
        case "WKST":
            return value in _WEEKDAYS
        case "UNTIL":
            return bool(_TIME.fullmatch(value))
        case _:
            is_one = _is_day if name == "BYDAY" else partial(_is_number, name)
            return all(is_one(item) for item in value.split(","))


def _is_day(text: str) -> bool:
    read = _DAY.fullmatch(text)
    return bool(read) and (read[1] is None or 0 < abs(int(read[1])) <= _LAST_DAY_POSITION)


def _is_number(name: str, text: str) -> bool:
    lowest, highest = _RANGES[name]
    if not _NUMBER.fullmatch(text):
        return False
    return lowest <= int(text) <= highest and (int(text) != 0 or name in _FROM_ZERO)


def _numbers(name: str, value: str) -> tuple[int, ...]:
    numbers = (int(number) for number in value.split(",") if number)
    if name == "BYSECOND":
        numbers = (min(number, 59) for number in numbers)
    return tuple(sorted(set(numbers)))
