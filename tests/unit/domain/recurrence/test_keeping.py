"""What is kept of a rule, which rules are refused, and that none is searched for ever."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from time import perf_counter

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.recurrence import Fault, Recurrence, normalised, upcoming
from bot.errors import UserError
from tests.fuzzing import examples
from tests.unit.domain.recurrence.rules import plain, rules, starts, week_start

START = datetime.fromisoformat("2026-01-07T19:00")  # a Wednesday


def series(
    rule: str | None, start: datetime = START, timezone: str = "Europe/Berlin"
) -> Recurrence:
    return Recurrence(start=start, timezone=timezone, rrule=rule)


def fault(rule: str) -> object:
    with pytest.raises(UserError) as refused:
        normalised(series(rule))
    assert refused.value.key == "rule_unusable"
    return refused.value.values["fault"]


@pytest.mark.parametrize(
    "rule",
    [
        *("", "weekly", "RRULE:", "FREQ=", "FREQ=FORTNIGHTLY", "INTERVAL=2", "FREQ=DAILY;"),
        *("FREQ=DAILY;;COUNT=1", "FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY;BYEASTER=0"),
        *("FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1", "FREQ=DAILY;INTERVAL=1.5"),
        *("FREQ=DAILY;COUNT=-1", "FREQ=DAILY;COUNT=x", f"FREQ=DAILY;COUNT={'9' * 5000}"),
        *("FREQ=DAILY;COUNT=2;UNTIL=20270101", "FREQ=DAILY;UNTIL=tomorrow"),
        *("FREQ=DAILY;UNTIL=20260231", "FREQ=DAILY;UNTIL=20260101T250000"),
        *("FREQ=DAILY;BYMONTH=13", "FREQ=DAILY;BYMONTH=0", "FREQ=DAILY;BYMONTH=1,"),
        *("FREQ=DAILY;BYHOUR=24", "FREQ=DAILY;BYMINUTE=60", "FREQ=DAILY;BYSECOND=61"),
        *("FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=YEARLY;BYYEARDAY=367"),
        *("FREQ=MONTHLY;BYDAY=0MO", "FREQ=MONTHLY;BYDAY=54MO", "FREQ=MONTHLY;BYDAY=MON"),
        *("FREQ=YEARLY;BYWEEKNO=54", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0", "FREQ=DAILY;BYMINUTE=٣"),
        *("FREQ=DAILY\nFREQ=DAILY", "FREQ=WEEKLY;WKST=XX"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_read_is_refused(rule: str) -> None:
    assert fault(rule) == Fault.MALFORMED


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=2",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
        "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=YEARLY;BYMONTH=12;BYDAY=53MO",
        "FREQ=HOURLY;INTERVAL=2;BYHOUR=4",
        "FREQ=HOURLY;INTERVAL=24;BYHOUR=18",
        "FREQ=HOURLY;BYSETPOS=2",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;UNTIL=20260101",
    ],
)
def test_a_rule_that_never_happens_is_refused(rule: str) -> None:
    assert fault(rule) == Fault.NEVER
    assert upcoming(series(rule), after=START.replace(tzinfo=UTC), limit=1) == ()


@pytest.mark.parametrize(
    "rule",
    [
        *("FREQ=MINUTELY", "FREQ=SECONDLY;INTERVAL=7200", "FREQ=HOURLY;BYMINUTE=0,30"),
        "FREQ=DAILY;BYHOUR=8,9,10,11,12,13,14,15,16,17;BYMINUTE=0,20,40",
    ],
)
def test_a_rule_that_happens_all_the_time_is_refused(rule: str) -> None:
    assert fault(rule) == Fault.TOO_OFTEN


@pytest.mark.parametrize(
    "rule", ["FREQ=DAILY;COUNT=10001", "FREQ=YEARLY;COUNT=102", "FREQ=MONTHLY;COUNT=1300"]
)
def test_a_count_that_nobody_lives_to_see_is_refused(rule: str) -> None:
    assert fault(rule) == Fault.TOO_MANY


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;COUNT=10000",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;BYSETPOS=300",
        "FREQ=DAILY;BYHOUR=1,2,3,4,5,6;BYMINUTE=1;BYSETPOS=30",
        "FREQ=DAILY;COUNT=10000;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU",
    ],
)
def test_no_rule_costs_much_more_than_the_longest_that_is_taken(rule: str) -> None:
    """Whoever types such a one would keep all others waiting."""

    def tried(one: str) -> None:
        with suppress(UserError):
            normalised(series(one))

    assert fastest(lambda: tried(rule)) < 10 * fastest(lambda: tried("FREQ=DAILY;COUNT=10000"))


def test_the_start_becomes_the_first_date_and_a_count_the_last() -> None:
    kept = normalised(series("rrule:freq=weekly;interval=2;byday=mo,fr;count=3"))
    assert kept.start == datetime.fromisoformat("2026-01-09T19:00")
    assert kept.rrule == "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;UNTIL=20260123T190000"


def test_a_position_that_no_month_has_leaves_the_others() -> None:
    after = datetime.fromisoformat("2026-11-30T00:00+00:00")
    found = upcoming(series("FREQ=MONTHLY;BYDAY=1MO,53MO"), after=after, limit=2)
    assert [(slot.local.month, slot.local.day) for slot in found] == [(12, 7), (1, 4)]


def test_an_end_in_utc_is_kept_as_the_clock_shows_it() -> None:
    kept = normalised(series("FREQ=WEEKLY;UNTIL=20260701T170000Z"))
    assert kept.rrule == "FREQ=WEEKLY;UNTIL=20260701T190000"
    after = datetime.fromisoformat("2026-06-25T00:00+00:00")
    assert [slot.local.day for slot in upcoming(kept, after=after, limit=5)] == [1]


def test_single_dates_are_kept_once_and_in_order() -> None:
    late, early = START.replace(day=21), START.replace(day=14)
    given_twice = Recurrence(
        start=START, timezone="UTC", rrule=None, exdates=(late, early, late), rdates=(late, early)
    )
    kept = normalised(given_twice)
    assert (kept.exdates, kept.rdates) == ((early, late), (early, late))


@examples(150)
@given(rule=rules(), start=starts(), count=st.none() | st.integers(1, 6))
def test_what_is_kept_gives_the_same_dates(rule: str, start: datetime, count: int | None) -> None:
    start = week_start(rule, start)
    expected = plain(rule, start, since=start, limit=count or 6)
    if not expected:
        return
    counted = rule if count is None else f"{rule};COUNT={count}"
    try:
        kept = normalised(series(counted, start, "UTC"))
    except UserError as refused:
        assert refused.values["fault"] == Fault.TOO_OFTEN  # noqa: PT017 -- only some are refused
        return
    assert normalised(kept) == kept
    before = start.replace(tzinfo=UTC, year=start.year - 1, day=1)
    found = upcoming(kept, after=before, limit=len(expected))
    assert [slot.local for slot in found] == expected
    if count is not None:
        assert len(upcoming(kept, after=before, limit=count + 1)) <= count


@examples(300)
@given(st.text(st.sampled_from("FREQ=DAILYWKUNT;BYOS,+-0123MR \x00ÄZ"), max_size=60))
def test_whatever_is_typed_is_a_rule_or_is_refused(text: str) -> None:
    try:
        normalised(series(text))
    except UserError as refused:
        assert refused.values["rule"] == text  # noqa: PT017 -- some texts are rules


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=DAILY;BYDAY=MO,WE"])
def test_the_next_date_of_an_old_rule_costs_little_beside_counting_to_it(rule: str) -> None:
    old = series(rule, START.replace(year=2016))
    now = START.replace(tzinfo=UTC)
    counting = rrulestr(rule, dtstart=old.start)

    def ours() -> object:
        return upcoming(old, after=now, limit=1)

    def counted() -> object:
        return list(islice(counting.xafter(START), 1))

    assert fastest(ours) * 10 < fastest(counted)


def fastest(work: Callable[[], object]) -> float:
    def once() -> float:
        begun = perf_counter()
        work()
        return perf_counter() - begun

    return min(once() for _ in range(5))
