"""Other people's calendars, as Google, Nextcloud and Outlook write them."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.calendars.reading import MOST_SERIES, read_calendar
from bot.errors import UserError
from bot.usecases.calendar_ports import ForeignSeries, Unusable

DATA = Path(__file__).parents[1] / "data" / "calendars"


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def read(name: str) -> dict[str, ForeignSeries]:
    found = read_calendar((DATA / name).read_bytes(), timezone="Europe/Berlin")
    return {one.title: one for one in found}


def test_a_series_keeps_its_rule_its_exceptions_its_length_and_its_link() -> None:
    series = read("google.ics")["Offene Runde"]
    assert series.recurrence is not None
    assert (series.recurrence.start, series.recurrence.timezone, series.recurrence.rrule) == (
        local("2026-11-29T11:00"),
        "Europe/Berlin",
        "FREQ=WEEKLY;BYDAY=SU",
    )
    assert series.recurrence.exdates == (local("2026-12-27T11:00"),)
    assert [(change.slot, change.starts) for change in series.changes] == [
        (local("2026-12-06T11:00"), local("2026-12-06T15:00"))
    ]
    assert series.duration == timedelta(minutes=90)
    assert series.links == ("https://meet.example.org/Runde",)


def test_a_cancelled_date_is_off_and_a_count_becomes_an_end() -> None:
    series = read("nextcloud.ics")["Chor"]
    assert series.recurrence is not None
    assert series.recurrence.timezone == "Europe/Vienna"
    assert [(change.slot, change.starts) for change in series.changes] == [
        (local("2026-12-15T20:00"), None)
    ]
    assert series.recurrence.rrule is not None
    assert "UNTIL=20270406T200000" in series.recurrence.rrule


def test_windows_names_of_zones_are_understood() -> None:
    series = read("outlook.ics")["Vorstand"]
    assert series.recurrence is not None
    assert (series.recurrence.timezone, series.recurrence.start) == (
        "Europe/Berlin",
        local("2026-11-30T19:30"),
    )


def test_a_whole_day_is_no_time_to_meet() -> None:
    assert read("google.ics")["Heiligabend"].unusable is Unusable.WHOLE_DAY


def calendar(*lines: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", *lines, "END:VCALENDAR", ""]).encode()


def event(*lines: str) -> tuple[str, ...]:
    return ("BEGIN:VEVENT", "UID:1", "SUMMARY:X", *lines, "END:VEVENT")


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART:nonsense",),
        ("DTSTART:20261129T110000", "RRULE:FREQ=NEVER"),
        ("DTSTART:20261129T110000", "RRULE:FREQ=SECONDLY"),
        ("DTSTART:20261129T110000", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
        ("DTSTART;TZID=Middle/Earth:20261129T110000", "EXDATE:rubbish"),
        (),
    ],
)
def test_a_broken_entry_is_named_and_spoils_no_other(lines: tuple[str, ...]) -> None:
    good = ("BEGIN:VEVENT", "UID:2", "SUMMARY:Good", "DTSTART:20261129T110000Z", "END:VEVENT")
    found = read_calendar(calendar(*event(*lines), *good), timezone="Europe/Berlin")
    assert [(one.title, one.unusable) for one in found] == [
        ("X", Unusable.MALFORMED),
        ("Good", None),
    ]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "calendar_empty"),
        (b"hello", "calendar_unreadable"),
        (b"\xff\xfe\x00\x01", "calendar_unreadable"),
        (b"<html><body>log in</body></html>", "calendar_unreadable"),
        (calendar(), "calendar_empty"),
        (
            calendar(
                *(
                    line
                    for number in range(MOST_SERIES + 1)
                    for line in ("BEGIN:VEVENT", f"UID:{number}", "END:VEVENT")
                )
            ),
            "calendar_too_large",
        ),
    ],
)
def test_what_is_no_calendar_is_refused(data: bytes, key: str) -> None:
    with pytest.raises(UserError) as refusal:
        read_calendar(data, timezone="Europe/Berlin")
    assert refusal.value.key == key
