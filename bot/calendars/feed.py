"""Fit the `CalendarWriter` port: series as a calendar to subscribe to."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vDuration, vRecur, vText, vUri

from bot.calendars.zones import put, written_out
from bot.domain.recurrence import exchanged_rule
from bot.domain.series import Change, Series
from bot.usecases.ports.web import CalendarEntry

REFRESH: Final = timedelta(hours=1)
"""How often a calendar program is to look again."""

_STAMPS_FROM: Final = datetime(2026, 1, 1, tzinfo=UTC)
_YEARS_AHEAD: Final = 25
"""How far the rules of a time zone are written out; rules of series go on beyond that."""


class CalendarFeed:
    """The same entries make the same bytes, so that nobody loads a calendar twice."""

    def __call__(self, name: str, entries: Sequence[CalendarEntry]) -> bytes:
        calendar = Calendar()
        put(calendar, "prodid", "-//Ankerplatz//Ankerplatz//EN")
        put(calendar, "version", "2.0")
        for title in ("name", "x-wr-calname"):
            put(calendar, title, vText(name))
        put(calendar, "refresh-interval", vDuration(REFRESH), {"VALUE": "DURATION"})
        put(calendar, "x-published-ttl", vDuration(REFRESH))
        for zone in _zones(entry.series for entry in entries):
            calendar.add_component(zone)
        for entry in entries:
            for part in _parts(entry):
                calendar.add_component(part)
        return calendar.to_ical()


def _zones(all_series: Iterable[Series]) -> Iterator[Timezone]:
    """The zones that are used, each from a year before its first date on."""
    years: dict[str, int] = {}
    for series in all_series:
        recurrence = series.recurrence
        known = years.get(recurrence.timezone, recurrence.start.year)
        years[recurrence.timezone] = min(known, recurrence.start.year)
    for name, year in sorted(years.items()):
        yield written_out(name, first_year=year - 1, last_year=year + _YEARS_AHEAD)


def _parts(entry: CalendarEntry) -> Iterator[Event]:
    """The series, and what stands in for its changed dates (RFC 5545 section 3.8.4.4)."""
    series, recurrence = entry.series, entry.series.recurrence
    zone = ZoneInfo(recurrence.timezone)
    changes = {change.slot: change for change in series.changes}
    if not (recurrence.rrule or recurrence.rdates):
        regular = Change(slot=recurrence.start, starts=recurrence.start)
        change = changes.get(recurrence.start, regular)
        starts, is_off = change.starts or recurrence.start, change.starts is None
        yield _event(entry, starts, title=change.title, is_off=is_off)
        return
    event = _event(entry, recurrence.start)
    if rule := exchanged_rule(recurrence):
        put(event, "rrule", vRecur.from_ical(rule))
    off = {slot for slot, change in changes.items() if change.starts is None}
    for name, times in (("exdate", off.union(recurrence.exdates)), ("rdate", recurrence.rdates)):
        if times:
            put(event, name, [time.replace(tzinfo=zone) for time in sorted(times)])
    yield event
    for slot in sorted(changes):
        change = changes[slot]
        if change.starts is not None:
            other = _event(entry, change.starts, title=change.title)
            put(other, "recurrence-id", slot.replace(tzinfo=zone))
            yield other


def _event(
    entry: CalendarEntry, starts: datetime, *, title: str | None = None, is_off: bool = False
) -> Event:
    series = entry.series
    event = Event()
    put(event, "uid", f"{series.id}@ankerplatz")
    # the time of the last change is not known; a later revision only has to be stamped later
    put(event, "dtstamp", _STAMPS_FROM + timedelta(minutes=series.revision))
    put(event, "sequence", series.revision)
    put(event, "status", "CANCELLED" if is_off or series.is_over else "CONFIRMED")
    put(event, "dtstart", starts.replace(tzinfo=ZoneInfo(series.recurrence.timezone)))
    put(event, "duration", series.duration)
    put(event, "summary", title or series.title)
    put(event, "description", series.room.link)
    put(event, "location", series.room.link)
    put(
        event, "conference", vUri(series.room.link), {"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"]}
    )
    if entry.address:
        put(event, "url", vUri(entry.address))
    return event
