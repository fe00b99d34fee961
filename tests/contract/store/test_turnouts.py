"""How many came to the dates of a series."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.turnout import Turnout
from bot.usecases.ports.store import Store
from tests.contract.store.examples import DAY, NOON, WEEKLY, numbered


def turnout(day: int, people: int) -> Turnout:
    """Of the date so many days after the first."""
    starts_at = NOON + day * DAY
    return Turnout(slot=starts_at.replace(tzinfo=None), starts_at=starts_at, people=people)


async def test_nothing_is_kept_of_a_series_for_which_nobody_wished_it(store: Store) -> None:
    async with store.begin() as work:
        await work.programme.save(WEEKLY)
        await work.turnouts.note(WEEKLY.id, turnout(0, 5))
        assert not await work.turnouts.is_counted(WEEKLY.id)
        assert await work.turnouts.counted() == []
        assert await work.turnouts.of(WEEKLY.id, limit=9) == []


async def test_the_highest_number_of_each_date_stays(store: Store) -> None:
    async with store.begin() as work:
        await work.programme.save(WEEKLY)
        assert await work.turnouts.begin(WEEKLY.id)
        assert not await work.turnouts.begin(WEEKLY.id)
        for noted in (turnout(7, 3), turnout(0, 2), turnout(7, 9), turnout(7, 4), turnout(14, 0)):
            await work.turnouts.note(WEEKLY.id, noted)
    async with store.begin() as work:
        assert await work.turnouts.is_counted(WEEKLY.id)
        known = [turnout(0, 2), turnout(7, 9), turnout(14, 0)]
        assert list(await work.turnouts.of(WEEKLY.id, limit=9)) == known
        assert list(await work.turnouts.of(WEEKLY.id, limit=2)) == known[1:]


async def test_the_counted_series_are_known_until_they_are_over(store: Store) -> None:
    other = numbered(2)
    async with store.begin() as work:
        for series in (WEEKLY, other, numbered(3)):
            await work.programme.save(series)
        await work.turnouts.begin(WEEKLY.id)
        await work.turnouts.begin(other.id)
        assert {series.id for series in await work.turnouts.counted()} == {WEEKLY.id, other.id}
        await work.programme.save(other.called_off())
        assert await work.turnouts.counted() == [WEEKLY]


async def test_whoever_ends_it_ends_the_numbers_too(store: Store) -> None:
    async with store.begin() as work:
        await work.programme.save(WEEKLY)
        await work.turnouts.begin(WEEKLY.id)
        await work.turnouts.note(WEEKLY.id, turnout(0, 5))
        assert await work.turnouts.end(WEEKLY.id)
        assert not await work.turnouts.end(WEEKLY.id)
        await work.turnouts.begin(WEEKLY.id)
        assert await work.turnouts.of(WEEKLY.id, limit=9) == []


async def test_numbers_are_erased_with_what_is_past_and_with_their_series(store: Store) -> None:
    async with store.begin() as work:
        await work.programme.save(WEEKLY)
        await work.turnouts.begin(WEEKLY.id)
        await work.turnouts.note(WEEKLY.id, turnout(0, 5))
        await work.turnouts.note(WEEKLY.id, turnout(7, 6))
        assert await work.housekeeping.purge(before=NOON + timedelta(hours=1)) == 1
        assert await work.turnouts.of(WEEKLY.id, limit=9) == [turnout(7, 6)]
        await work.programme.save(replace(WEEKLY, is_over=True))
        await work.housekeeping.purge(before=NOON + timedelta(hours=1))
        assert await work.programme.get(WEEKLY.id) is None
        assert not await work.turnouts.is_counted(WEEKLY.id)
