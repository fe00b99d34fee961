"""Every store that there is, fresh for each test."""

import sqlite3
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest

from bot.storage.opening import open_store
from bot.storage.postgresql import copies as postgresql
from bot.storage.postgresql.opening import for_postgresql
from bot.storage.sqlite import copies
from bot.usecases.ports.store import Store
from tests.contract.store.examples import Desk
from tests.fixtures.postgresql import Postgres

FromDump = Callable[[str], Awaitable[str]]


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def store(
    request: pytest.FixtureRequest, tmp_path: Path, postgres: Postgres
) -> AsyncIterator[Store]:
    urls = {
        "memory": lambda: "sqlite://",
        "sqlite": lambda: f"sqlite:///{tmp_path}/ankerplatz.db",
        "postgresql": postgres.url,
    }
    store = open_store(urls[request.param]())
    yield store
    await store.close()


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


@pytest.fixture(params=["sqlite", "postgresql"])
def from_dump(request: pytest.FixtureRequest, postgres: Postgres, tmp_path: Path) -> FromDump:
    """Make a database of an SQL dump, and tell its address."""

    async def make(dump: str) -> str:
        if request.param == "sqlite":
            path = tmp_path / "old.db"
            with closing(sqlite3.connect(path)) as database:
                database.executescript(dump)
            return f"sqlite:///{path}"
        url = postgres.url()
        async with postgresql.connected(url) as connection:
            await connection.execute(for_postgresql(dump))
            await postgresql.count_on(connection)
        return url

    return make


async def rows(url: str, folder: Path) -> dict[str, list[dict[str, object]]]:
    """All there is in a database, by table, as the export tells it."""
    if url.startswith("postgresql"):
        copy = folder / f"{uuid.uuid4().hex}.db"
        await postgresql.backup(url, copy)
    else:
        copy = Path(url.removeprefix("sqlite:///"))
    return cast("dict[str, list[dict[str, object]]]", copies.export(copy)["tables"])
