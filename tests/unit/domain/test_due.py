"""When something of a series is to be told, over changes of the clocks and of dates."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.chat import AccountId, ChatAddress, ChatId, PersonId
from bot.domain.conference import ConferenceRoom
from bot.domain.due import due, next_due
from bot.domain.recurrence import Recurrence
from bot.domain.series import Change, Series, SeriesId

BERLIN = "Europe/Berlin"
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def at(text: str, zone: str = BERLIN) -> datetime:
    return local(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def series(start: str, rrule: str | None, *changes: Change, zone: str = BERLIN) -> Series:
    return Series(
        id=SeriesId("x"),
        number=1,
        owner=ChatAddress(AccountId("a"), ChatId("c")),
        creator=PersonId("ada"),
        title="Choir",
        room=ConferenceRoom(name="a", node="a", link="https://x/a", topic=None, fixed=True),
        recurrence=Recurrence(start=local(start), timezone=zone, rrule=rrule),
        leads=(),
        changes=changes,
    )


@pytest.mark.parametrize(
    ("sunday", "lead", "moment"),
    [
        ("2026-03-29T11:00", DAY, "2026-03-28T11:00"),
        ("2026-10-25T11:00", DAY, "2026-10-24T11:00"),
        ("2026-03-29T11:00", DAY + HOUR, "2026-03-28T10:00"),
        ("2026-03-29T11:00", 12 * HOUR, "2026-03-28T22:00"),
        ("2026-10-25T11:00", 12 * HOUR, "2026-10-25T00:00"),
        ("2026-03-30T02:30", DAY, "2026-03-29T03:30"),
        ("2026-10-26T02:30", DAY, "2026-10-25T02:30"),
    ],
)
def test_days_are_counted_on_the_wall_clock_and_hours_as_they_pass(
    sunday: str, lead: timedelta, moment: str
) -> None:
    one = series(sunday, None)
    long_ago = at("2026-01-01T00:00")
    assert next_due(one, [lead], after=long_ago) == at(moment)
    (told,) = due(one, [lead], after=long_ago, until=at(sunday))
    assert told.at == at(moment)


def test_a_date_that_has_only_a_title_of_its_own_is_due_when_the_rule_has_it() -> None:
    slot = local("2026-03-29T11:00")
    one = series("2026-03-29T11:00", "FREQ=WEEKLY", Change(slot=slot, starts=slot, title="Singing"))
    (told,) = due(one, [DAY], after=at("2026-03-20T00:00"), until=at("2026-03-29T11:00"))
    assert (told.date.title, told.date.is_moved) == ("Singing", False)
    assert told.at == at("2026-03-28T11:00")


def test_what_is_off_or_over_is_never_due_and_what_was_moved_is_due_at_its_new_time() -> None:
    off = Change(slot=local("2026-03-29T11:00"), starts=None)
    moved = Change(slot=local("2026-04-05T11:00"), starts=local("2026-04-06T20:00"))
    one = series("2026-03-29T11:00", "FREQ=WEEKLY;UNTIL=20260406T000000", off, moved)
    start = at("2026-03-20T00:00")
    assert next_due(one, [10 * MINUTE], after=start) == at("2026-04-06T19:50")
    assert next_due(one, [10 * MINUTE], after=at("2026-04-06T19:50")) is None
    assert next_due(one.called_off(), [10 * MINUTE], after=start) is None
    assert due(one.called_off(), [DAY], after=start, until=at("2027-01-01T00:00")) == ()
    assert next_due(one, [], after=start) is None


moments = st.datetimes(
    min_value=local("2026-01-01T00:00"), max_value=local("2027-01-01T00:00")
).map(lambda moment: moment.replace(second=0, microsecond=0, tzinfo=UTC))
leads = st.sets(
    st.sampled_from([timedelta(0), MINUTE, HOUR, 23 * HOUR, DAY, DAY + HOUR, 7 * DAY]), min_size=1
)
rules = st.sampled_from(
    ["FREQ=WEEKLY", "FREQ=DAILY", "FREQ=HOURLY", "FREQ=MONTHLY;BYDAY=-1SU", "FREQ=DAILY;INTERVAL=3"]
)
zones = st.sampled_from([BERLIN, "Australia/Lord_Howe", "America/New_York", "UTC"])
starts = st.sampled_from(["2025-10-19T02:30", "2025-03-30T11:00", "2026-06-07T23:45"])


@given(moments, leads, rules, zones, starts)
def test_the_next_due_is_the_first_of_what_is_due(
    after: datetime, leads: set[timedelta], rule: str, zone: str, start: str
) -> None:
    one = series(start, rule, zone=zone)
    ahead = due(one, leads, after=after, until=after + 32 * DAY)
    assert next_due(one, leads, after=after) == (
        ahead[0].at if ahead else next_due(one, leads, after=after + 32 * DAY)
    )


@given(moments, moments, moments, leads, rules, zones, starts)
def test_what_is_due_is_the_same_in_one_span_and_in_two(
    one: datetime, two: datetime, three: datetime, leads: set[timedelta], rule: str, zone: str,
    start: str,
) -> None:  # fmt: skip
    first, middle, last = sorted((one, two, three))
    last = min(last, first + 40 * DAY)
    middle = min(middle, last)
    kept = series(start, rule, zone=zone)
    whole = due(kept, leads, after=first, until=last)
    parts = (
        *due(kept, leads, after=first, until=middle),
        *due(kept, leads, after=middle, until=last),
    )
    assert {(told.date.slot, told.lead) for told in whole} == {
        (told.date.slot, told.lead) for told in parts
    }
    assert len(whole) == len(parts)
