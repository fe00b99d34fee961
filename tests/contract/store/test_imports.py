"""What was taken over from other calendars."""

from dataclasses import replace

from bot.domain.series import SeriesId
from bot.usecases.ports.store import Store
from tests.contract.store.examples import BOARD, CHOIR, NOON, WEEKLY


async def test_an_entry_is_known_in_its_chat_until_its_series_is_gone(store: Store) -> None:
    async with store.begin() as work:
        await work.programme.save(WEEKLY)
        await work.imports.keep(BOARD, "uid", WEEKLY.id)
        assert await work.imports.find(BOARD, "uid") == WEEKLY.id
        assert await work.imports.find(BOARD, "other") is None
        assert await work.imports.find(CHOIR, "uid") is None
        await work.programme.save(WEEKLY.called_off())
        await work.housekeeping.purge(before=NOON)
    async with store.begin() as work:
        assert await work.imports.find(BOARD, "uid") is None


async def test_an_entry_that_is_taken_over_again_is_the_new_series(store: Store) -> None:
    again = replace(WEEKLY, id=SeriesId("again"), number=WEEKLY.number + 1)
    async with store.begin() as work:
        for series in (WEEKLY, again):
            await work.programme.save(series)
            await work.imports.keep(BOARD, "uid", series.id)
    async with store.begin() as work:
        assert await work.imports.find(BOARD, "uid") == again.id
