"""One alarm a series says when it next needs attention."""

from datetime import timedelta

import pytest

from bot.domain.series import SeriesId
from bot.usecases.ports.programme import Alarm
from bot.usecases.ports.store import Store
from tests.contract.store.examples import DAY, NOON, SECOND, alarm, numbered

FOUR = [numbered(number) for number in range(1, 5)]
A, B, C, D = (series.id for series in FOUR)


@pytest.fixture(autouse=True)
async def four_series(store: Store) -> None:
    async with store.begin() as work:
        for series in FOUR:
            await work.programme.save(series)


async def save(store: Store, *alarms: Alarm) -> None:
    async with store.begin() as work:
        for each in alarms:
            await work.alarms.save(each)


async def test_an_alarm_is_known_as_it_was_saved_last(store: Store) -> None:
    first = alarm(A, told_until=NOON, due_at=NOON + DAY)
    second = alarm(A, told_until=NOON + DAY, due_at=None)
    async with store.begin() as work:
        assert await work.alarms.get(A) is None
    for each in (first, second, first):
        await save(store, each)
        async with store.begin() as work:
            assert await work.alarms.get(A) == each


async def test_what_is_due_comes_longest_overdue_first(store: Store) -> None:
    await save(
        store,
        alarm(A, due_at=NOON),
        alarm(B, due_at=NOON - DAY),
        alarm(C, due_at=NOON + SECOND),
        alarm(D, due_at=None),
    )
    async with store.begin() as work:
        due = await work.alarms.due(now=NOON, limit=10)
        assert due == [alarm(B, due_at=NOON - DAY), alarm(A, due_at=NOON)]
        assert await work.alarms.due(now=NOON, limit=1) == due[:1]
        assert await work.alarms.due(now=NOON, after=due[0], limit=10) == due[1:]
        assert await work.alarms.due(now=NOON, after=due[1], limit=10) == []
        assert await work.alarms.due(now=NOON - 2 * DAY, limit=10) == []
        until = NOON + SECOND
        ahead = [alarm(A, due_at=NOON), alarm(C, due_at=until)]
        assert await work.alarms.between(after=NOON - DAY, until=until, limit=10) == ahead
        assert await work.alarms.between(after=NOON - DAY, until=until, limit=1) == ahead[:1]


async def test_an_alarm_never_rings_before_its_moment_however_finely_that_is_told(
    store: Store,
) -> None:
    """Else nothing would be due yet, and whoever was woken would ask for ever."""
    moment = NOON + timedelta(microseconds=300)
    await save(store, alarm(A, due_at=moment))
    async with store.begin() as work:
        assert await work.alarms.due(now=NOON, limit=1) == []
        (due,) = await work.alarms.due(now=NOON + timedelta(milliseconds=1), limit=1)
        assert due.due_at
        assert moment <= due.due_at <= NOON + timedelta(milliseconds=1)


async def test_those_that_a_wrong_clock_moved_ahead_of_the_time_are_found(store: Store) -> None:
    await save(
        store,
        alarm(A, told_until=NOON),
        alarm(B, told_until=NOON + SECOND, due_at=None),
        alarm(C, told_until=NOON + DAY),
    )
    async with store.begin() as work:
        first = SeriesId("")
        ahead = await work.alarms.ahead(now=NOON, after=first, limit=10)
        assert [one.series for one in ahead] == [B, C]
        assert await work.alarms.ahead(now=NOON, after=first, limit=1) == ahead[:1]
        assert await work.alarms.ahead(now=NOON, after=B, limit=10) == ahead[1:]
        assert await work.alarms.ahead(now=NOON + DAY, after=first, limit=10) == []


async def test_those_that_wait_for_something_are_paged_through(store: Store) -> None:
    alarms = {one: alarm(one, due_at=NOON + DAY) for one in (A, B, D)}
    await save(store, *alarms.values(), alarm(C, due_at=None))
    async with store.begin() as work:
        assert await work.alarms.page(after=SeriesId(""), limit=2) == [alarms[A], alarms[B]]
        assert await work.alarms.page(after=B, limit=2) == [alarms[D]]
        assert await work.alarms.page(after=D, limit=2) == []


async def test_the_next_due_is_the_earliest_that_is_still_to_come(store: Store) -> None:
    await save(store, alarm(A, due_at=NOON + DAY), alarm(B, due_at=NOON), alarm(C, due_at=None))
    async with store.begin() as work:
        assert await work.alarms.next_due(after=NOON - SECOND) == NOON
        assert await work.alarms.next_due(after=NOON) == NOON + DAY


async def test_nothing_is_next_when_nothing_will_ever_be_due(store: Store) -> None:
    async with store.begin() as work:
        assert await work.alarms.next_due(after=NOON) is None
    await save(store, alarm(A, due_at=None), alarm(B, due_at=NOON))
    async with store.begin() as work:
        assert await work.alarms.next_due(after=NOON) is None
