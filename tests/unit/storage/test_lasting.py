"""What a power cut takes, and what waits for the disk so that it does not."""

import asyncio
from pathlib import Path

import pytest

from bot.storage.sqlite.store import SqliteStore
from tests.contract.store.examples import MATRIX

PAGE = 4096
FULL, NORMAL = 2, 1  # https://www.sqlite.org/pragma.html#pragma_synchronous


async def save(store: SqliteStore, token: str, *, comes_again: bool = False) -> int:
    """How the commit of it treats the disk."""
    async with store.begin(comes_again=comes_again) as work:
        await work.positions.save(MATRIX, "sync", token)
        ((level,),) = store._connection.execute("PRAGMA synchronous").fetchall()
    return level


async def load(store: SqliteStore) -> str | None:
    async with store.begin() as work:
        return await work.positions.load(MATRIX, "sync")


async def test_only_what_comes_again_does_not_wait_for_the_disk(store: SqliteStore) -> None:
    assert await save(store, "a") == FULL
    assert await save(store, "b", comes_again=True) == NORMAL
    assert await save(store, "c") == FULL


async def test_the_journal_does_not_grow_for_ever_where_all_comes_again(
    store: SqliteStore, database: Path
) -> None:
    for number in range(1_000):
        await save(store, f"{number}" * 500, comes_again=True)
    journal = database.with_name(database.name + "-wal")
    assert journal.stat().st_size < 1_500 * PAGE
    assert await load(store) == "999" * 500


@pytest.mark.parametrize("turns", range(4))
async def test_whoever_is_cancelled_while_it_commits_leaves_a_store_that_works(
    store: SqliteStore, turns: int
) -> None:
    saving = asyncio.create_task(save(store, "before"))
    for _ in range(turns):
        await asyncio.sleep(0)
    saving.cancel()
    await asyncio.wait([saving])
    assert await load(store) in (None, "before")
    await save(store, "after")
    assert await load(store) == "after"


async def test_a_change_waits_while_the_journal_is_emptied(store: SqliteStore) -> None:
    await save(store, "before")
    store._begin_to_empty_journal()
    await save(store, "after")
    assert await load(store) == "after"
