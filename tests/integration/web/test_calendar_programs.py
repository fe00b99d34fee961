"""What other calendar programs make of the feed is what the bot itself plans."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
from dateutil.rrule import rrulestr

from bot.calendars.feed import CalendarFeed
from bot.domain.recurrence import Recurrence, normalised, to_instant
from bot.domain.series import Change, Series, dates_between
from bot.usecases.ports.web import CalendarEntry
from tests.contract.store.examples import WEEKLY
from tests.e2e.clients import run_script

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BERLIN = "Europe/Berlin"
Span = tuple[str, str]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def series(
    start: str,
    rrule: str | None,
    *changes: tuple[str, str | None],
    zone: str = BERLIN,
    duration: timedelta = HOUR,
    **more: tuple[datetime, ...],
) -> Series:
    recurrence = normalised(Recurrence(start=local(start), timezone=zone, rrule=rrule, **more))
    return replace(
        WEEKLY,
        title="Chor, „laut“; und: leise\\",
        recurrence=recurrence,
        duration=duration,
        revision=len(changes),
        changes=tuple(
            Change(slot=local(slot), starts=local(to) if to else None) for slot, to in changes
        ),
    )


CASES: Mapping[str, Series] = {
    "one date": series("2026-12-24T18:00", None),
    "one date that was moved": series(
        "2026-12-24T18:00", None, ("2026-12-24T18:00", "2026-12-23T18:30")
    ),
    "weekly over both changes of the clocks": series("2026-03-01T11:00", "FREQ=WEEKLY"),
    "in the hour that is skipped": series("2026-03-20T02:30", "FREQ=DAILY;COUNT=15"),
    "in the hour that comes twice": series("2026-10-20T02:30", "FREQ=DAILY;COUNT=15"),
    "over the hour that comes twice": series(
        "2026-10-24T01:00", "FREQ=DAILY;COUNT=3", duration=3 * HOUR
    ),
    "until a day": series("2026-03-02T20:00", "FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20260410T200000"),
    "first monday of the month": series("2026-01-05T19:30", "FREQ=MONTHLY;BYDAY=1MO"),
    "last workday": series("2026-01-30T09:00", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
    "every other week, a day off and a day moved": series(
        "2026-03-01T11:00",
        "FREQ=WEEKLY;INTERVAL=2",
        ("2026-03-15T11:00", None),
        ("2026-03-29T11:00", "2026-03-30T20:00"),
    ),
    "moved beyond the next one": series(
        "2026-03-01T11:00", "FREQ=WEEKLY", ("2026-03-08T11:00", "2026-03-17T09:00")
    ),
    "the first one off": series("2026-03-01T11:00", "FREQ=WEEKLY", ("2026-03-01T11:00", None)),
    "with dates left out and added": series(
        "2026-03-01T11:00",
        "FREQ=WEEKLY",
        exdates=(local("2026-03-22T11:00"),),
        rdates=(local("2026-04-01T18:00"),),
    ),
    "in the south": series("2026-03-28T19:00", "FREQ=WEEKLY", zone="Australia/Sydney"),
    "where clocks never change": series("2026-03-28T19:00", "FREQ=DAILY", zone="Asia/Kolkata"),
    "in UTC": series("2026-03-28T19:00", "FREQ=WEEKLY;COUNT=4", zone="UTC"),
    "years ago": series("2019-05-05T11:00", "FREQ=MONTHLY;BYDAY=1SU"),
}
FIRST_OF_TWO, SECOND_OF_TWO = "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"
"""Half past two in Berlin."""
FEED = CalendarFeed()
FROM, UNTIL = datetime(2019, 1, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC)


def written(one: Series) -> bytes:
    return FEED("Ängste, Hoffnungen; mehr", [CalendarEntry(series=one, address="https://a/s/x")])


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def planned(one: Series) -> list[Span]:
    found = dates_between(one, start=FROM, end=UNTIL)
    return [(iso(date.starts_at), iso(date.ends_at)) for date in found if not date.is_off]


@pytest.mark.integration
async def test_ical_js_finds_the_dates_that_the_bot_plans() -> None:
    wishes = [{"text": written(one).decode(), "until": iso(UNTIL)} for one in CASES.values()]
    seen: list[dict[str, Any]] = await run_script("calendar.mjs", {"calendars": wishes})
    for (case, one), calendar in zip(CASES.items(), seen, strict=True):
        # a time that comes twice is the first of the two (RFC 5545 section 3.3.5), and there alone
        # ical.js takes the second
        theirs = [FIRST_OF_TWO if start == SECOND_OF_TWO else start for start in calendar["starts"]]
        assert calendar["summary"] == one.title
        assert theirs == [start for start, _ in planned(one)], case
        assert planned(one), case


def expanded(calendar: icalendar.Calendar) -> Iterator[tuple[datetime, timedelta]]:
    """By dateutil alone, on the wall clock."""
    parts = list(calendar.walk("VEVENT"))
    moved = {part["RECURRENCE-ID"].dt: part for part in parts if "RECURRENCE-ID" in part}
    (main,) = [part for part in parts if "RECURRENCE-ID" not in part]
    start = main["DTSTART"].dt
    found = {start}
    if "RRULE" in main:
        rule = main["RRULE"].to_ical().decode()
        # dateutil wants both ends of the same kind: here of none
        until = main["RRULE"].get("UNTIL")
        if until:
            end = until[0].astimezone(start.tzinfo).strftime("%Y%m%dT%H%M%S")
            rule = ";".join(
                f"UNTIL={end}" if part.startswith("UNTIL") else part for part in rule.split(";")
            )
        naive = start.replace(tzinfo=None)
        near = UNTIL.replace(tzinfo=None)
        every = rrulestr(rule, dtstart=naive).between(naive, near + 60 * DAY, inc=True)
        found = {each.replace(tzinfo=start.tzinfo) for each in every}
    for name, change in (("EXDATE", found.discard), ("RDATE", found.add)):
        for day in main[name].dts if name in main else ():
            change(day.dt)
    for day in found:
        part = moved.get(day, main)
        yield (part["DTSTART"].dt if part is not main else day), part["DURATION"].dt


@pytest.mark.parametrize("case", CASES)
def test_icalendar_and_dateutil_find_the_dates_that_the_bot_plans(case: str) -> None:
    one = CASES[case]
    calendar = icalendar.Calendar.from_ical(written(one))
    zone = one.recurrence.timezone
    instants = (
        (to_instant(starts.replace(tzinfo=None), zone), length)
        for starts, length in expanded(calendar)
    )
    found = sorted((iso(at), iso(at + length)) for at, length in instants if at < UNTIL)
    assert found == planned(one)


def test_the_zone_is_written_out_and_the_same_series_makes_the_same_bytes() -> None:
    one = CASES["until a day"]
    text = written(one).decode()
    assert "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n" in text
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in text
    assert "UNTIL=20260410T180000Z" in text, "in UTC (RFC 5545 section 3.3.10)"
    assert "CONFERENCE;FEATURE=AUDIO,VIDEO;VALUE=URI:https://" in text
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert text.encode() == written(one)


def test_each_change_counts_up_and_the_uid_stays() -> None:
    before = CASES["weekly over both changes of the clocks"]
    after = before.changed(Change(slot=local("2026-03-08T11:00"), starts=None))
    parts = [
        next(iter(icalendar.Calendar.from_ical(written(one)).walk("VEVENT")))
        for one in (before, after)
    ]
    assert [part["SEQUENCE"] for part in parts] == [0, 1]
    assert parts[0]["DTSTAMP"].dt < parts[1]["DTSTAMP"].dt
    assert {str(part["UID"]) for part in parts} == {"weekly@ankerplatz"}


@pytest.mark.parametrize(
    "one",
    [
        CASES["first monday of the month"].called_off(),
        CASES["one date"].changed(Change(slot=local("2026-12-24T18:00"), starts=None)),
    ],
    ids=["a series", "a single date"],
)
def test_what_does_not_take_place_is_cancelled(one: Series) -> None:
    (part,) = icalendar.Calendar.from_ical(written(one)).walk("VEVENT")
    assert part["STATUS"] == "CANCELLED"
    assert part["DTSTART"].dt.tzinfo.key == BERLIN
