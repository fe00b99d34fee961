"""Wall-clock time and instants: how a local time in an IANA zone becomes a moment, and back."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.errors import UserError


@dataclass(frozen=True, slots=True)
class Slot:
    """One date of a recurrence.

    `local` is the naive wall-clock time that the rule gives, the RECURRENCE-ID of RFC 5545;
    `starts_at` the instant it means (aware, UTC).
    """

    local: datetime
    starts_at: datetime


_BESIDE_ZONES: Final = frozenset({"Factory", "localtime", "posixrules"})


def is_zone_name(timezone: str) -> bool:
    """False for what else lies in the folder of the zones, and is something else elsewhere.

    That is what a machine is set to, and zones that count leap seconds.
    """
    return timezone not in _BESIDE_ZONES and not timezone.startswith(("posix/", "right/"))


def is_zone(timezone: str) -> bool:
    """Whether there is a zone of that name here, and everywhere the same."""
    with suppress(UserError):
        return is_zone_name(timezone) and bool(zone_named(timezone))
    return False


def zone_named(timezone: str) -> ZoneInfo:
    """The IANA zone. Raises UserError where there is none of that name."""
    try:
        return ZoneInfo(timezone)
    except (OSError, ValueError, LookupError) as error:
        raise UserError(
            "unknown_timezone", {"word": timezone, "nearest": "Europe/Berlin"}
        ) from error


def to_instant(local: datetime, timezone: str) -> datetime:
    """What a naive local time means, in UTC (RFC 5545 section 3.3.5).

    A time that the clocks skip counts with the offset before the gap: 02:30 happens at 03:30. One
    that they repeat means the first.
    """
    return local.replace(tzinfo=zone_named(timezone), fold=0).astimezone(UTC)


def to_local(instant: datetime, timezone: str) -> datetime:
    """What the clocks of a zone show at an instant, naive."""
    return instant.astimezone(zone_named(timezone)).replace(tzinfo=None, fold=0)


def in_order(locals_: Iterable[datetime], timezone: str) -> Iterator[Slot]:
    """Slots in the order of their instants, each of which comes once; naive local times ascend.

    A time that the clocks skip comes among those that follow it; if it falls on one of them, one
    slot stands for both. Ends where the calendar does, in the year 9999.
    """
    latest = None
    with suppress(OverflowError):
        for slot in _merged(locals_, timezone):
            if latest is None or slot.starts_at > latest:
                latest = slot.starts_at
                yield slot


def _merged(locals_: Iterable[datetime], timezone: str) -> Iterator[Slot]:
    skipped: list[Slot] = []
    for local in locals_:
        slot = Slot(local, to_instant(local, timezone))
        if to_local(slot.starts_at, timezone) != local:
            skipped.append(slot)
            continue
        while skipped and skipped[0].starts_at <= slot.starts_at:
            yield skipped.pop(0)
        yield slot
    yield from skipped
