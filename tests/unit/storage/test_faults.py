"""What goes wrong below is one of our errors, undone as a whole, and over when its cause is."""

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.errors import PermanentError, TransientError
from bot.storage.sqlite.faults import BROKEN, BUGS, PASSING
from bot.storage.sqlite.store import SqliteStore
from tests.contract.store.examples import MATRIX


async def save(store: SqliteStore, token: str) -> None:
    async with store.begin() as work:
        await work.positions.save(MATRIX, "sync", token)


async def load(store: SqliteStore) -> str | None:
    async with store.begin() as work:
        return await work.positions.load(MATRIX, "sync")


def test_each_result_code_of_sqlite_has_one_meaning() -> None:
    """The primary codes are 1 to 28; rows and ends of results are no errors."""
    assert sorted([*PASSING, *BROKEN, *BUGS]) == list(range(1, 29))
    names = {name for name in vars(sqlite3) if name.startswith("SQLITE_IOERR_")}
    assert {getattr(sqlite3, name) & 0xFF for name in names} == {sqlite3.SQLITE_IOERR}


@contextmanager
def full_disk(database: Path) -> Iterator[None]:
    """No file may grow beyond what the journal has now."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    journal = database.with_name(database.name + "-wal")
    resource.setrlimit(resource.RLIMIT_FSIZE, (journal.stat().st_size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_full_disk_is_a_passing_trouble_and_nothing_of_the_block_stays(
    store: SqliteStore, database: Path
) -> None:
    await save(store, "before")
    with full_disk(database):
        for _ in range(3):
            with pytest.raises(TransientError):
                await save(store, "x" * 100_000)
        assert await load(store) == "before"
    await save(store, "after")
    assert await load(store) == "after"


async def test_another_program_that_writes_is_a_passing_trouble(
    store: SqliteStore, database: Path
) -> None:
    store._connection.execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(TransientError):
        await save(store, "now")
    other.close()
    await save(store, "later")
    assert await load(store) == "later"


def damage(database: Path) -> None:
    size = database.stat().st_size
    with database.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))


async def test_a_damaged_file_is_no_passing_trouble(store: SqliteStore, database: Path) -> None:
    await save(store, "s1")
    store._empty_journal()
    damage(database)
    store._connection.execute("PRAGMA shrink_memory")
    with pytest.raises(PermanentError):
        await load(store)


@pytest.mark.parametrize("name", [object(), "\ud800"])
async def test_a_block_that_swallows_an_error_is_undone_all_the_same(
    store: SqliteStore, name: Any
) -> None:
    await save(store, "before")

    async def swallow() -> None:
        async with store.begin() as work:
            await work.positions.save(MATRIX, "sync", "half")
            with pytest.raises((sqlite3.ProgrammingError, UnicodeEncodeError)):
                await work.positions.load(MATRIX, name)

    with pytest.raises(TransientError, match="undone"):
        await swallow()
    assert await load(store) == "before"


async def test_repositories_are_useless_after_their_block(store: SqliteStore) -> None:
    async with store.begin() as work:
        pass
    with pytest.raises(RuntimeError):
        await work.positions.load(MATRIX, "sync")


async def test_a_closed_store_begins_nothing(store: SqliteStore) -> None:
    await store.close()
    with pytest.raises(RuntimeError):
        await load(store)
