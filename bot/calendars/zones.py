"""The rules of a time zone, written out for calendars that do not know it by its name."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Final, cast
from zoneinfo import ZoneInfo

from icalendar import Component, Timezone, TimezoneDaylight, TimezoneStandard

_STEP: Final = timedelta(days=1)
"""No zone turns its clocks twice within that; some do so twice within five weeks."""
_KEPT: Final = 200
"""Zones, each for some years: those differ from feed to feed, and with the time."""
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class _Sight:
    """What the clocks of a zone show: their offset from UTC, and what that is called."""

    offset: timedelta
    name: str
    is_summer: bool


def written_out(name: str, *, first_year: int, last_year: int) -> Timezone:
    """The VTIMEZONE (RFC 5545 section 3.6.5) of an IANA zone for these years."""
    zone = Timezone()
    put(zone, "tzid", name)
    for kind, onsets in _observances(name, first_year, last_year):
        before, after = kind
        part = TimezoneDaylight() if after.is_summer else TimezoneStandard()
        put(part, "tzname", after.name)
        put(part, "tzoffsetfrom", before)
        put(part, "tzoffsetto", after.offset)
        first, *further = onsets
        put(part, "dtstart", first)
        # one a line: of several values in one ical.js reads the first only
        for onset in further:
            put(part, "rdate", onset)
        zone.add_component(part)
    return zone


@lru_cache(_KEPT)
def _observances(
    name: str, first_year: int, last_year: int
) -> tuple[tuple[tuple[timedelta, _Sight], tuple[datetime, ...]], ...]:
    """From which offset to what, and when.

    A turn that skips an hour is written with that hour's end: so every reader takes a time within
    it by the offset before (RFC 5545 section 3.3.5), while ical.js would not by its beginning.
    """
    found = defaultdict[tuple[timedelta, _Sight], list[datetime]](list)
    for moment, before, after in _turns(ZoneInfo(name), first_year, last_year):
        onset = moment + max(before, after.offset)
        found[before, after].append(onset.replace(tzinfo=None))
    return tuple((kind, tuple(onsets)) for kind, onsets in found.items())


def _turns(
    zone: ZoneInfo, first_year: int, last_year: int
) -> Iterator[tuple[datetime, timedelta, _Sight]]:
    """What holds at the beginning, and each change after it; with the offset before."""
    moment, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year, 1, 1, tzinfo=UTC)
    here = _sight(moment, zone)
    yield moment, here.offset, here
    while moment < end:
        if _sight(moment + _STEP, zone) == here:
            moment += _STEP
            continue
        early, late = moment, moment + _STEP
        while late - early > _SECOND:
            middle = early + ((late - early) // 2 // _SECOND) * _SECOND
            early, late = (middle, late) if _sight(middle, zone) == here else (early, middle)
        there = _sight(late, zone)
        yield late, here.offset, there
        moment, here = late, there


def _sight(moment: datetime, zone: ZoneInfo) -> _Sight:
    local = moment.astimezone(zone)
    return _Sight(local.utcoffset() or timedelta(), local.tzname() or "", bool(local.dst()))


def put(
    component: Component,
    name: str,
    value: object,
    parameters: Mapping[str, str | list[str]] = MappingProxyType({}),
) -> None:
    """`Component.add`, whose types are not all known."""
    add = cast("Callable[[str, object, dict[str, str | list[str]]], None]", component.add)  # pyright: ignore[reportUnknownMemberType] -- as the docstring says
    add(name, value, dict(parameters))
