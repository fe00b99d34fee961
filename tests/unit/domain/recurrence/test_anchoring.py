"""Starting in the middle gives what counting from the beginning gives; dateutil is the oracle."""

from datetime import UTC, datetime, timedelta
from itertools import takewhile

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.recurrence import Recurrence, upcoming
from tests.fuzzing import examples
from tests.unit.domain.recurrence.rules import (
    LAST_YEAR,
    plain,
    rules,
    rules_within_a_day,
    starts,
    week_start,
)

LIMIT = 5


def ours(rule: str, start: datetime, *, since: datetime) -> list[datetime]:
    recurrence = Recurrence(start=start, timezone="UTC", rrule=rule)
    before = since.replace(tzinfo=UTC) - timedelta(microseconds=1)
    slots = upcoming(recurrence, after=before, limit=LIMIT)
    return list(takewhile(lambda local: local < LAST_YEAR, (slot.local for slot in slots)))


@examples(300)
@given(rule=rules(), start=starts(), years=st.floats(0, 20))
def test_the_next_dates_are_those_that_dateutil_counts_to(
    rule: str, start: datetime, years: float
) -> None:
    start = week_start(rule, start)
    since = (start + timedelta(days=365 * years)).replace(microsecond=0)
    assert ours(rule, start, since=since) == plain(rule, start, since=since, limit=LIMIT)


@examples(100)
@given(rule=rules_within_a_day(), start=starts(9998), minutes=st.integers(0, 9000))
def test_rules_within_a_day_keep_their_phase_too(rule: str, start: datetime, minutes: int) -> None:
    since = start + timedelta(minutes=minutes)
    assert ours(rule, start, since=since) == plain(rule, start, since=since, limit=LIMIT)
