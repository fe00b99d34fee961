"""Other people's calendars as series, as the `CalendarReader` port asks for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from itertools import islice
from typing import Any, Final, cast

from icalendar import Calendar, Event
from icalendar.timezone import tzp
from icalendar.timezone.zoneinfo import ZONEINFO

from bot.domain.language import carriable
from bot.domain.naming import clean_topic
from bot.domain.recurrence import Recurrence, normalised, to_local, zone_named
from bot.domain.series import LONGEST_DURATION, Change
from bot.domain.when.days import YEARS
from bot.errors import UserError
from bot.usecases.ports.calendars import ForeignSeries, Unusable

MOST_EVENTS: Final = 5_000
MOST_SERIES: Final = 50
MOST_TIMES: Final = 1_000
"""Of one series, listed one by one, and as many that replace one of it."""
_LONGEST_TITLE: Final = 200
_LONGEST_UID: Final = 255
_LINK: Final = re.compile(r"https?://[^\s<>\"\\]+")
_UNTITLED: Final = "…"


class _Zones(ZONEINFO):
    """The zones of this system. What cannot be the name of a file, or is a folder, is no zone."""

    def timezone(self, name: str) -> tzinfo | None:
        try:
            return super().timezone(name)
        except OSError:
            return None


@dataclass(slots=True)
class _Entry:
    """All VEVENTs of one UID: the series, and those that replace one date of it."""

    main: Event | None = None
    replacing: list[Event] = field(default_factory=list[Event])


def read_calendar(data: bytes, *, timezone: str) -> Sequence[ForeignSeries]:
    """What is wrong with one entry concerns that entry only. Raises `UserError`."""
    tzp.use(_Zones())  # else zones that one calendar brings along would count in the next one
    entries = [entry for entry in _entries(data).values() if entry.main is not None]
    if not entries:
        raise UserError("calendar_empty")
    if len(entries) > MOST_SERIES:
        raise UserError("calendar_too_large", {"limit": MOST_SERIES})
    return [_series(cast("Event", entry.main), entry.replacing, timezone) for entry in entries]


def _entries(data: bytes) -> dict[str, _Entry]:
    try:
        calendars = Calendar.from_ical(data, multiple=True)
        events = [event for calendar in calendars for event in calendar.events]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise UserError("calendar_unreadable") from error
    if len(events) > MOST_EVENTS:
        raise UserError("calendar_too_large", {"limit": MOST_SERIES})
    entries: dict[str, _Entry] = {}
    for number, event in enumerate(events):
        entry = entries.setdefault(str(event.get("UID", f"#{number}")), _Entry())
        if "RECURRENCE-ID" in event:
            entry.replacing.append(event)
        elif entry.main is None or _sequence(event) >= _sequence(entry.main):
            entry.main = event
    return entries


def _series(event: Event, replacing: Sequence[Event], timezone: str) -> ForeignSeries:
    uid, title = _uid(event), _title(event)
    if _is_off(event):
        return ForeignSeries(uid=uid, title=title, unusable=Unusable.CALLED_OFF)
    try:
        starts = event.decoded("DTSTART")
        if not isinstance(starts, datetime):
            unusable = Unusable.WHOLE_DAY if isinstance(starts, date) else Unusable.MALFORMED
            return ForeignSeries(uid=uid, title=title, unusable=unusable)
        rules = _as_list(event.get("RRULE"))
        if len(rules) > 1 or "EXRULE" in event:
            return ForeignSeries(uid=uid, title=title, unusable=Unusable.SEVERAL_RULES)
        zone = _zone(starts, timezone)
        recurrence = normalised(
            Recurrence(
                start=_local(starts, zone),
                timezone=zone,
                rrule=rules[0].to_ical().decode() if rules else None,
                exdates=_times(event, "EXDATE", zone),
                rdates=_times(event, "RDATE", zone),
            )
        )
        return ForeignSeries(
            uid=uid,
            title=title,
            recurrence=recurrence,
            duration=_duration(event, starts),
            changes=tuple(_changes(replacing, zone, title)),
            links=tuple(_links(event)),
        )
    except (UserError, ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return ForeignSeries(uid=uid, title=title, unusable=Unusable.MALFORMED)


def _changes(replacing: Sequence[Event], zone: str, title: str) -> Iterator[Change]:
    """Raises `ValueError` for what cannot be read, and for too many."""
    if len(replacing) > MOST_TIMES:
        raise ValueError(len(replacing))
    for event in sorted(replacing, key=_sequence):
        slot = event.decoded("RECURRENCE-ID")
        starts = event.decoded("DTSTART")
        if not (isinstance(slot, datetime) and isinstance(starts, datetime)):
            continue
        here = _local(slot, zone)
        own = _title(event) if event.get("SUMMARY") else title
        yield Change(
            slot=here,
            starts=None if _is_off(event) else _local(starts, zone),
            title=own if own != title else None,
        )


def _zone(starts: datetime, timezone: str) -> str:
    """An IANA name for the zone that the event is in.

    The chat's own zone for floating times, and for a zone that only the calendar itself defines:
    its dates are then kept as they fall here.
    """
    key = getattr(starts.tzinfo, "key", None)
    if isinstance(key, str):
        zone_named(key)
        return key
    return "UTC" if starts.utcoffset() == timedelta(0) else timezone


def _is_off(event: Event) -> bool:
    return str(event.get("STATUS", "")).upper() == "CANCELLED"


def _local(moment: datetime, zone: str) -> datetime:
    """Raises `ValueError` for a year in which nobody meets, and with which few can count."""
    if moment.year not in YEARS:
        raise ValueError(moment.year)
    return moment if moment.tzinfo is None else to_local(moment, zone)


def _times(event: Event, name: str, zone: str) -> tuple[datetime, ...]:
    """Raises `ValueError` for more than anybody writes by hand: whoever looks goes through all."""
    found = tuple(islice(_each_time(event, name, zone), MOST_TIMES + 1))
    if len(found) > MOST_TIMES:
        raise ValueError(name)
    return found


def _each_time(event: Event, name: str, zone: str) -> Iterator[datetime]:
    for several in _as_list(event.get(name)):
        for one in several.dts:
            moment: date | datetime = one.dt
            if isinstance(moment, datetime):
                yield _local(moment, zone)
            else:  # a whole day, which leaves out what is on it
                start = event.decoded("DTSTART")
                yield datetime.combine(moment, _local(start, zone).time())


def _duration(event: Event, starts: datetime) -> timedelta | None:
    """None where it does not say. Raises `ValueError` for what is no length of a meeting."""
    if "DURATION" in event:
        length: object = event.decoded("DURATION")
    else:
        ends = event.decoded("DTEND", None)
        length = ends - starts if isinstance(ends, datetime) else timedelta()
    if not isinstance(length, timedelta) or not timedelta() <= length <= LONGEST_DURATION:
        raise ValueError(length)
    return length or None


def _uid(event: Event) -> str:
    """As far as every database takes it and RFC 7986 section 5.3 wants it kept."""
    return carriable(str(event.get("UID", "")))[:_LONGEST_UID]


def _title(event: Event) -> str:
    return clean_topic(str(event.get("SUMMARY", "")))[:_LONGEST_TITLE] or _UNTITLED


def _links(event: Event) -> Iterator[str]:
    for name in ("CONFERENCE", "X-GOOGLE-CONFERENCE", "URL", "LOCATION", "DESCRIPTION"):
        for text in _as_list(event.get(name)):
            yield from _LINK.findall(str(text))


def _sequence(event: Event) -> int:
    try:
        return int(event.get("SEQUENCE", 0))
    except (TypeError, ValueError):
        return 0


def _as_list(value: Any) -> list[Any]:  # noqa: ANN401 -- icalendar types its values no closer
    if value is None:
        return []
    return cast("list[Any]", value) if isinstance(value, list) else [value]
