"""Text that is erased is in none of the files any more."""

import asyncio
from pathlib import Path

import pytest

from bot.storage.sqlite import store as sqlite
from bot.storage.sqlite.store import SqliteStore
from tests.contract.store.examples import NOON, Desk, line, saying

SECRET = "Wir treffen uns heimlich"


def is_on_disk(database: Path) -> bool:
    return any(SECRET.encode() in file.read_bytes() for file in database.parent.iterdir())


async def keep_and_erase(store: SqliteStore, database: Path) -> None:
    written = line("$1", text=SECRET)
    desk = Desk(store)
    async with store.begin() as work:
        await work.inbox.receive(written, now=NOON)
    await desk.add(saying("sent", text=SECRET), saying("edit", text=SECRET, edits="sent"))
    await desk.add(saying("newer edit", text=SECRET, edits="sent"))
    await desk.add(saying("failed", text=SECRET), saying("expired", text=SECRET, expires_at=NOON))
    assert is_on_disk(database)
    async with store.begin() as work:
        await work.inbox.close(written, now=NOON)
    for end in (desk.sent, desk.sent, desk.fail):
        await end(await desk.claim_one())
    assert await desk.claim() == []


async def test_erased_text_is_gone_when_the_store_is_closed(database: Path) -> None:
    store = SqliteStore(database)
    await keep_and_erase(store, database)
    await store.close()
    assert not is_on_disk(database)


async def test_erased_text_is_gone_soon_after_it_became_quiet(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "QUIET_S", 0.05)
    store = SqliteStore(database)
    await keep_and_erase(store, database)
    async with asyncio.timeout(10):
        while is_on_disk(database):  # noqa: ASYNC110 -- SQLite tells nobody
            await asyncio.sleep(0.01)
    await store.close()
