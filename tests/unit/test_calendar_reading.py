"""Other people's calendars, as Google, Nextcloud and Outlook write them."""

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendars.reading import MOST_SERIES, MOST_TIMES, read_calendar
from bot.errors import UserError
from bot.usecases.ports.calendars import ForeignSeries, Unusable
from tests.fuzzing import examples

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
        # found by fuzzing: zones are files, and a name can be too long for one, or that of a folder
        (f"DTSTART;TZID={'x' * 300}:20261129T110000", "EXDATE:rubbish"),
        ("DTSTART;TZID=Europe:20261129T110000", "EXDATE:rubbish"),
        # with these the calendar ends before we have counted
        ("DTSTART:20261129T110000", "DTEND:99991231T235959"),
        ("DTSTART:20261129T110000", "DTEND:20261128T110000"),
        ("DTSTART:20261129T110000", "DURATION:-PT1H"),
        ("DTSTART:20261129T110000", "DURATION:P99999999999999D"),
        ("DTSTART:00010101T110000", "RRULE:FREQ=DAILY"),
        ("DTSTART:99991231T110000",),
        ("DTSTART:20261129T110000", f"RDATE:{','.join(['20261130T110000'] * (MOST_TIMES + 1))}"),
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


def in_a_zone_of_its_own(offset: str) -> bytes:
    """As Outlook writes it: whoever made the zone up, it has the same name."""
    name = "Customized Time Zone"
    standard = ("DTSTART:16010101T000000", f"TZOFFSETFROM:{offset}", f"TZOFFSETTO:{offset}")
    zone = (f"TZID:{name}", "BEGIN:STANDARD", *standard, "END:STANDARD", "END:VTIMEZONE")
    return calendar("BEGIN:VTIMEZONE", *zone, *event(f"DTSTART;TZID={name}:20261129T110000"))


def test_a_change_to_a_year_without_meetings_spoils_its_series_only() -> None:
    moved = event("RECURRENCE-ID:20261130T110000", "DTSTART:00010101T000000")
    data = calendar(*event("DTSTART:20261129T110000", "RRULE:FREQ=DAILY"), *moved)
    assert [one.unusable for one in read_calendar(data, timezone="UTC")] == [Unusable.MALFORMED]


def test_a_series_with_thousands_of_changed_dates_is_not_taken_over() -> None:
    off = event("RECURRENCE-ID:20261130T110000", "DTSTART:20261130T110000", "STATUS:CANCELLED")
    data = calendar(*event("DTSTART:20261129T110000", "RRULE:FREQ=DAILY"), *off * (MOST_TIMES + 1))
    assert [one.unusable for one in read_calendar(data, timezone="UTC")] == [Unusable.MALFORMED]


def test_what_was_called_off_as_a_whole_is_not_planned() -> None:
    off = calendar(*event("DTSTART:20261129T110000", "STATUS:CANCELLED"))
    assert [one.unusable for one in read_calendar(off, timezone="UTC")] == [Unusable.CALLED_OFF]


def test_no_uid_is_longer_or_stranger_than_databases_take() -> None:
    lines = (f"UID:a\0{'b' * 3000}", "DTSTART:20261129T110000Z")
    (one,) = read_calendar(calendar("BEGIN:VEVENT", *lines, "END:VEVENT"), timezone="Europe/Berlin")
    assert one.uid == "a" + "b" * 254


def test_no_title_hides_or_turns_others() -> None:
    lines = ("UID:1", "SUMMARY:Chor\u202e gnp\u200b.exe", "DTSTART:20261129T110000Z")
    (one,) = read_calendar(calendar("BEGIN:VEVENT", *lines, "END:VEVENT"), timezone="Europe/Berlin")
    assert one.title == "Chor gnp.exe"


@pytest.mark.parametrize("offsets", [("+0500", "+0100"), ("+0100", "+0500")])
def test_no_calendar_says_what_the_zones_of_the_next_one_mean(offsets: tuple[str, str]) -> None:
    here = {"+0100": local("2026-11-29T11:00"), "+0500": local("2026-11-29T07:00")}
    for offset in offsets:
        (one,) = read_calendar(in_a_zone_of_its_own(offset), timezone="Europe/Berlin")
        assert one.recurrence is not None
        assert one.recurrence.start == here[offset]


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


NAMES = st.sampled_from(
    [
        *("BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTIMEZONE"),
        *("BEGIN:VALARM", "END:VALARM", "UID:1", "UID:2", "SUMMARY:Choir", "VERSION:2.0"),
        *("DTSTART:20270101T190000", "DTSTART;VALUE=DATE:20270101", "DTSTART;TZID=X:20270101T1900"),
        *("DTSTART;TZID=Europe/Berlin:99991231T235959", "DTEND:20260101T000000Z", "DURATION:-P9W"),
        *("DURATION:PT1H", "RRULE:FREQ=DAILY", "RRULE:FREQ=DAILY;UNTIL=20270101", "RRULE:COUNT=1"),
        *("RRULE:FREQ=SECONDLY", "RRULE:FREQ=YEARLY;BYMONTHDAY=31", "EXDATE:20270101", "RDATE:X"),
        *("EXDATE;VALUE=PERIOD:20270101T000000Z/P1D", "RDATE;VALUE=PERIOD:20270101T000000Z/PT1H"),
        *("RECURRENCE-ID:20270101T190000", "RECURRENCE-ID;RANGE=THISANDFUTURE:20270102T190000Z"),
        *("SEQUENCE:x", "SEQUENCE:99999999999999999999", "STATUS:CANCELLED", "EXRULE:FREQ=DAILY"),
        *("TZID:X", "BEGIN:STANDARD", "END:STANDARD", "TZOFFSETTO:+9999", "TZOFFSETFROM:0", " x"),
        *("URL:javascript:alert(1)", "LOCATION:https://meet.example.org/A", "END:VTIMEZONE"),
        *("CONFERENCE;VALUE=URI:x", "DTSTART;TZID=../../etc/passwd:20270101T190000", ";=:,"),
    ]
)


@examples(300)
@given(st.lists(NAMES | st.text(max_size=20), max_size=25))
def test_whatever_a_file_says_it_is_a_calendar_or_is_refused(lines: list[str]) -> None:
    data = "\r\n".join(lines).encode("utf-8", "surrogatepass")
    framed = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + data + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    for file in (data, framed):
        with suppress(UserError):
            read_calendar(file, timezone="Europe/Berlin")


@examples(200)
@given(st.sampled_from(sorted(DATA.glob("*.ics"))), st.data())
def test_a_real_file_with_anything_broken_is_a_calendar_or_is_refused(
    file: Path, drawn: st.DataObject
) -> None:
    data = bytearray(file.read_bytes())
    for _ in range(drawn.draw(st.integers(1, 5))):
        at = drawn.draw(st.integers(0, len(data) - 1))
        data[at : at + drawn.draw(st.integers(0, 9))] = drawn.draw(st.binary(max_size=9))
    with suppress(UserError):
        read_calendar(bytes(data), timezone="Europe/Berlin")
