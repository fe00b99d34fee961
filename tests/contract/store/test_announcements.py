"""Other chats, news, whom nobody reaches, and dates that are running."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.domain.chat import DeliveryKey
from bot.domain.news import ChangedDate, News, Turn
from bot.domain.series import Series
from bot.usecases.ports.announcements import Announcement, NewsSpread, RunningDate, Standing
from bot.usecases.ports.store import Store
from tests.contract.store.examples import (
    BOARD,
    CHOIR,
    DAY,
    MINUTE,
    NOON,
    SUNDAY,
    WEEKLY,
    alarm,
    numbered,
)

OTHER = numbered(2)
THERE = Announcement(series=WEEKLY.id, chat=CHOIR, number=7)
MOVED = News(
    series=WEEKLY.id,
    revision=3,
    turn=Turn.MOVED,
    made_at=NOON,
    dates=(ChangedDate(slot=SUNDAY, starts_at=NOON + DAY),),
    moved_to=NOON + 2 * DAY,
)
RUNNING = RunningDate(
    key=DeliveryKey("card"), series=WEEKLY.id, slot=SUNDAY, starts_at=NOON, ends_at=NOON + DAY
)


@pytest.fixture(autouse=True)
async def two_series(store: Store) -> None:
    async with store.begin() as work:
        for series in (WEEKLY, OTHER):
            await work.programme.save(series)


async def announce(store: Store, *announcements: Announcement) -> None:
    async with store.begin() as work:
        for one in announcements:
            await work.announcements.save(one)


async def in_chat(store: Store) -> Sequence[Series]:
    async with store.begin() as work:
        return await work.programme.of_chat(CHOIR)


async def test_what_is_announced_in_a_chat_is_found_there_under_its_number_there(
    store: Store,
) -> None:
    own = numbered(9, CHOIR)
    async with store.begin() as work:
        await work.programme.save(own)
    await announce(store, THERE)
    assert await in_chat(store) == [replace(WEEKLY, number=7), own]
    async with store.begin() as work:
        assert await work.programme.find(CHOIR, 7) == replace(WEEKLY, number=7)
        assert await work.programme.find(CHOIR, 1) is None
        assert await work.programme.find(BOARD, 7) is None
        assert await work.announcements.get(WEEKLY.id, CHOIR) == THERE
        assert await work.announcements.get(WEEKLY.id, BOARD) is None
        assert await work.announcements.numbered(CHOIR, 7) == THERE
        assert await work.announcements.numbered(CHOIR, 1) is None
        assert await work.announcements.of_series(WEEKLY.id) == [THERE]
        assert await work.announcements.of_series(OTHER.id) == []


async def test_a_series_that_was_found_elsewhere_keeps_its_owner_and_number(store: Store) -> None:
    await announce(store, THERE)
    async with store.begin() as work:
        found = await work.programme.find(CHOIR, 7)
        assert found
        await work.programme.save(replace(found, title="Chorprobe"))
        assert await work.programme.get(WEEKLY.id) == replace(WEEKLY, title="Chorprobe")


@pytest.mark.parametrize("standing", [Standing.ENDED_THERE, Standing.ENDED_BY_OWNER])
async def test_an_announcement_that_ended_is_known_and_comes_back_under_its_number(
    store: Store, standing: Standing
) -> None:
    ended = replace(THERE, standing=standing)
    await announce(store, THERE, ended)
    assert await in_chat(store) == []
    async with store.begin() as work:
        assert await work.programme.find(CHOIR, 7) is None
        assert await work.announcements.numbered(CHOIR, 7) == ended
    await announce(store, THERE)
    assert [series.number for series in await in_chat(store)] == [7]


async def test_a_series_that_was_called_off_is_not_among_those_of_another_chat(
    store: Store,
) -> None:
    await announce(store, THERE)
    async with store.begin() as work:
        await work.programme.save(WEEKLY.called_off())
        over = await work.programme.find(CHOIR, 7)
    assert over is not None
    assert over.is_over
    assert await in_chat(store) == []


async def test_a_code_stands_for_its_series_until_it_is_old_or_withdrawn(store: Store) -> None:
    async with store.begin() as work:
        codes = work.announcements
        await codes.offer("mibon", WEEKLY.id, until=NOON + DAY, now=NOON)
        await codes.offer("terak", OTHER.id, until=NOON + 2 * DAY, now=NOON)
        assert await codes.offered("mibon", now=NOON + DAY - MINUTE) == WEEKLY.id
        assert await codes.offered("mibon", now=NOON + DAY) is None
        assert await codes.offered("sulof", now=NOON) is None
        await codes.withdraw(WEEKLY.id)
        assert await codes.offered("mibon", now=NOON) is None
        assert await codes.offered("terak", now=NOON) == OTHER.id
        await codes.offer("mibon", WEEKLY.id, until=NOON + 4 * DAY, now=NOON + 3 * DAY)
        assert await codes.offered("mibon", now=NOON + 3 * DAY) == WEEKLY.id
        await codes.offer("terak", WEEKLY.id, until=NOON + 4 * DAY, now=NOON + 3 * DAY)
        assert await codes.offered("terak", now=NOON + 3 * DAY) == WEEKLY.id


async def test_the_oldest_news_come_first_with_how_far_they_have_spread(store: Store) -> None:
    later = replace(MOVED, revision=4, turn=Turn.CALLED_OFF, dates=(), moved_to=None)
    async with store.begin() as work:
        stand = work.newsstand
        assert await stand.first() is None
        for news in (MOVED, later, MOVED):
            await stand.add(news)
        assert await stand.first() == (MOVED, None)
        for heard in (NewsSpread(lead=DAY, target=CHOIR), NewsSpread(lead=MINUTE, target=None)):
            await stand.told(MOVED, heard)
            assert await stand.first() == (MOVED, heard)
        await stand.done(MOVED)
        assert await stand.first() == (later, None)
        await stand.done(later)
        assert await stand.first() is None


async def test_that_somebody_cannot_be_reached_is_new_once(store: Store) -> None:
    async with store.begin() as work:
        assert await work.unreachable.add(WEEKLY.id, CHOIR)
        assert not await work.unreachable.add(WEEKLY.id, CHOIR)
        assert await work.unreachable.add(OTHER.id, CHOIR)
        await work.unreachable.remove(WEEKLY.id, CHOIR)
        assert await work.unreachable.add(WEEKLY.id, CHOIR)


async def test_a_fact_is_known_as_it_was_saved_last(store: Store) -> None:
    async with store.begin() as work:
        assert await work.facts.get("zone_rules") is None
        for version in ("2026a", "2026b"):
            await work.facts.save("zone_rules", version)
            assert await work.facts.get("zone_rules") == version


async def test_running_dates_are_found_when_they_end(store: Store) -> None:
    sooner = replace(RUNNING, key=DeliveryKey("sooner"), ends_at=NOON + MINUTE)
    async with store.begin() as work:
        dates = work.running_dates
        assert await dates.next_end() is None
        for date in (RUNNING, sooner):
            await dates.save(date)
        assert await dates.next_end() == NOON + MINUTE
        assert await dates.ended(now=NOON, limit=9) == []
        assert await dates.ended(now=NOON + MINUTE, limit=9) == [sooner]
        assert await dates.ended(now=NOON + DAY, limit=9) == [sooner, RUNNING]
        assert await dates.ended(now=NOON + DAY, limit=1) == [sooner]
        await dates.save(replace(sooner, ends_at=NOON + 2 * DAY))
        await dates.remove(RUNNING.key)
        assert await dates.next_end() == NOON + 2 * DAY


async def test_all_of_it_goes_with_its_series(store: Store) -> None:
    await announce(store, THERE)
    async with store.begin() as work:
        await work.announcements.offer("mibon", WEEKLY.id, until=NOON + 90 * DAY, now=NOON)
        await work.newsstand.add(MOVED)
        await work.unreachable.add(WEEKLY.id, CHOIR)
        await work.running_dates.save(RUNNING)
        await work.programme.save(WEEKLY.called_off())
        await work.alarms.save(alarm())
        await work.housekeeping.purge(before=NOON + DAY)
        assert await work.programme.get(WEEKLY.id) is None
        assert await work.announcements.numbered(CHOIR, 7) is None
        assert await work.announcements.offered("mibon", now=NOON) is None
        assert await work.newsstand.first() is None
        assert await work.running_dates.next_end() is None
        await work.programme.save(WEEKLY)
        assert await work.unreachable.add(WEEKLY.id, CHOIR)
