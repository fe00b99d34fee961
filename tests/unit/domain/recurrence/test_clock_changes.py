"""The weeks in which the clocks change, and what a local time means in them."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.recurrence import Recurrence, between, to_instant, upcoming
from bot.errors import UserError

BERLIN = "Europe/Berlin"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def utc(text: str) -> datetime:
    return at(text).replace(tzinfo=UTC)


def berlin(start: str, rule: str | None, **more: tuple[datetime, ...]) -> Recurrence:
    return Recurrence(start=at(start), timezone=BERLIN, rrule=rule, **more)


def starts(recurrence: Recurrence, after: str, limit: int) -> list[datetime]:
    return [slot.starts_at for slot in upcoming(recurrence, after=utc(after), limit=limit)]


def test_a_skipped_time_counts_with_the_offset_before_and_a_repeated_one_is_the_first() -> None:
    assert to_instant(at("2026-03-29T02:30"), BERLIN) == utc("2026-03-29T01:30")
    assert to_instant(at("2026-10-25T02:30"), BERLIN) == utc("2026-10-25T00:30")


@pytest.mark.parametrize("begun", ["2026-01-04T11:00", "2026-07-05T11:00"])
def test_weekly_at_eleven_stays_at_eleven(begun: str) -> None:
    series = berlin(begun, "FREQ=WEEKLY;BYDAY=SU")
    assert starts(series, "2026-10-17T00:00", 3) == [
        utc("2026-10-18T09:00"),
        utc("2026-10-25T10:00"),
        utc("2026-11-01T10:00"),
    ]
    assert starts(series, "2027-03-20T00:00", 3) == [
        utc("2027-03-21T10:00"),
        utc("2027-03-28T09:00"),
        utc("2027-04-04T09:00"),
    ]


def test_half_past_two_daily_happens_once_when_the_clocks_go_back() -> None:
    daily = berlin("2026-10-01T02:30", "FREQ=DAILY")
    assert starts(daily, "2026-10-24T12:00", 2) == [
        utc("2026-10-25T00:30"),
        utc("2026-10-26T01:30"),
    ]
    # between its only time and the clock showing it again
    assert starts(daily, "2026-10-25T00:45", 1) == [utc("2026-10-26T01:30")]


def test_half_past_two_daily_is_half_past_three_when_the_clocks_go_forward() -> None:
    daily = berlin("2026-03-01T02:30", "FREQ=DAILY")
    slots = upcoming(daily, after=utc("2026-03-28T12:00"), limit=2)
    assert [slot.starts_at for slot in slots] == [utc("2026-03-29T01:30"), utc("2026-03-30T00:30")]
    assert slots[0].local == at("2026-03-29T02:30")
    # the clock shows 03:15: the date lies ahead, though its local time is behind
    assert starts(daily, "2026-03-29T01:15", 1) == [utc("2026-03-29T01:30")]


def test_dates_that_a_skipped_hour_brings_together_happen_once_and_in_order() -> None:
    often = berlin("2026-03-29T01:00", "FREQ=MINUTELY;INTERVAL=25;COUNT=8")
    found = starts(often, "2026-03-28T00:00", 9)
    assert found == sorted(found)
    assert [f"{start:%H%M}" for start in found] == [
        *("0000", "0025", "0050"),
        *("0105", "0115", "0130", "0140", "0155"),
    ]
    hourly = berlin("2026-03-29T00:00", "FREQ=HOURLY;COUNT=5")
    assert [f"{start:%H}" for start in starts(hourly, "2026-03-28T00:00", 9)] == [
        *("23", "00", "01", "02")
    ]


def test_a_day_that_a_country_left_out_is_the_one_after() -> None:
    samoa = Recurrence(
        start=at("2011-12-29T10:00"), timezone="Pacific/Apia", rrule="FREQ=DAILY;COUNT=3"
    )
    instants = [slot.starts_at for slot in upcoming(samoa, after=utc("2011-01-01"), limit=9)]
    assert instants == [utc("2011-12-29T20:00"), utc("2011-12-30T20:00")]
    assert list(between(samoa, start=instants[1], end=instants[1] + timedelta(hours=1)))


def test_an_interval_holds_its_beginning_and_not_its_end() -> None:
    daily = berlin("2026-05-01T12:00", "FREQ=DAILY")
    found = between(daily, start=utc("2026-05-02T10:00"), end=utc("2026-05-04T10:00"))
    assert [slot.local.day for slot in found] == [2, 3]
    assert not list(between(daily, start=utc("2026-05-02T10:01"), end=utc("2026-05-03T10:00")))


def test_without_a_rule_the_start_is_the_only_date() -> None:
    once = berlin("2026-12-24T18:00", None)
    assert starts(once, "2026-12-24T16:59", 5) == [utc("2026-12-24T17:00")]
    assert starts(once, "2026-12-24T17:00", 5) == []


def test_single_dates_are_left_out_and_added() -> None:
    weekly = berlin(
        "2026-05-03T11:00",
        "FREQ=WEEKLY;COUNT=3",
        exdates=(at("2026-05-10T11:00"),),
        rdates=(at("2026-05-12T20:00"), at("2026-05-17T11:00")),
    )
    assert starts(weekly, "2026-05-01T00:00", 9) == [
        utc("2026-05-03T09:00"),
        utc("2026-05-12T18:00"),
        utc("2026-05-17T09:00"),
    ]


@pytest.mark.parametrize("name", ["Europe/Berln", "Europe", "../UTC", "", "\0"])
def test_a_zone_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(UserError) as refused:
        to_instant(at("2026-05-03T11:00"), name)
    assert refused.value.key == "unknown_timezone"
