"""Copies of a PostgreSQL database, and an installation that moves between the engines."""

import asyncio
import os
import re
import signal
import sqlite3
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Final

import pytest

from bot.domain.chat import DeliveryKey
from bot.domain.series import SeriesId
from bot.errors import ConfigError, InUseError, PermanentError, TransientError
from bot.storage.moving import move
from bot.storage.opening import open_store
from bot.storage.postgresql import copies
from bot.storage.postgresql.opening import for_postgresql, have_alone
from bot.storage.schema import migrations
from bot.storage.sqlite.opening import schema_version
from bot.usecases.ports.store import ANSWERED_UNTIL, Store
from tests.contract.store.examples import (
    CHOIR,
    DAY,
    MATRIX,
    MINUTE,
    NOON,
    WEEKLY,
    Desk,
    alarm,
    line,
    saying,
)
from tests.fixtures.postgresql import Postgres
from tests.schemas import fixtures

NewUrl = Callable[[str], str]


@pytest.fixture
def new_url(postgres: Postgres, tmp_path: Path) -> NewUrl:
    """The address of a database that is not there yet."""

    def address(name: str) -> str:
        return postgres.url() if name == "postgresql" else f"sqlite:///{tmp_path}/{name}.db"

    return address


@asynccontextmanager
async def opened(url: str) -> AsyncGenerator[Store]:
    store = open_store(url)
    try:
        yield store
    finally:
        await store.close()


async def fill(url: str) -> None:
    """One line is said, one is under way, two wait, and one is to be answered."""
    async with opened(url) as store:
        desk = Desk(store)
        async with store.begin() as work:
            await work.inbox.receive(line("asked"), now=NOON)
            await work.positions.save(MATRIX, "since", "s1")
            await work.programme.save(WEEKLY)
            await work.alarms.save(alarm())
        await desk.add(saying("said"), saying("under way"), saying("waits", CHOIR, text="„Ä 🎺“"))
        said, _ = await desk.claim()
        await desk.sent(said)
        assert await desk.keys() == ["under way"]
        await desk.add(saying("waits too"))


async def what_is_left(url: str) -> list[str]:
    """What the bot says and answers when it is started there, once each."""
    async with opened(url) as store:
        desk = Desk(store, owner="another")
        await desk.recover(NOON + MINUTE)
        left: list[str] = []
        while claimed := await desk.claim(NOON + MINUTE):
            for delivery in claimed:
                left.append(f"{delivery.key} {delivery.attempt}")
                await desk.sent(delivery, NOON + MINUTE)
        async with store.begin() as work:
            assert await work.outbox.posted(DeliveryKey("said"))
            assert await work.programme.get(WEEKLY.id) == WEEKLY
            left += [str(waiting.text) for waiting in await work.inbox.waiting(MATRIX)]
        return sorted(left)


ALL_THERE = sorted(["under way 2", "waits 2", "waits too 1", "!meet"])


@pytest.mark.parametrize(("source", "target"), [("sqlite", "postgresql"), ("postgresql", "sqlite")])
async def test_what_waited_is_said_where_the_installation_moved_and_nowhere_else(
    new_url: NewUrl, source: str, target: str
) -> None:
    old, new = new_url(source), new_url(target)
    await fill(old)
    await move(old, new)
    with pytest.raises(ConfigError, match="was moved to"):
        await what_is_left(old)
    with pytest.raises(ConfigError, match="was moved to"):
        await move(old, new_url("elsewhere"))
    assert await what_is_left(new) == ALL_THERE


async def test_there_and_back_again_nothing_is_lost(new_url: NewUrl) -> None:
    first, second, third = new_url("first"), new_url("postgresql"), new_url("third")
    await fill(first)
    await move(first, second)
    async with opened(second) as store:
        assert await Desk(store).add(saying("new")) == [True]  # the numbers go on
    await move(second, third)
    assert await what_is_left(third) == sorted([*ALL_THERE, "new 1"])


DIES: Final = """
import os, signal, sys
from importlib import import_module
from bot.cli.app import main
def die(*_): os.kill(os.getpid(), signal.SIGKILL)
import_module(sys.argv[1]).mark_moved = die
sys.argv[:2] = ["ankerplatz"]
main()
"""
"""The operator's command, killed when the target is whole and the source does not say so yet."""


async def typed(*command: str) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, stdout=DEVNULL, stderr=PIPE
    )
    _, told = await process.communicate()
    lines = [line for line in told.decode().splitlines() if not line.startswith("20")]
    return process.returncode, "\n".join(lines)


@pytest.mark.parametrize(("source", "target"), [("sqlite", "postgresql"), ("postgresql", "sqlite")])
async def test_a_move_that_is_killed_when_the_target_is_whole_leaves_the_source_as_it_was(
    new_url: NewUrl, source: str, target: str
) -> None:
    old, half = new_url(source), new_url(target)
    new = new_url("postgresql" if target == "postgresql" else "another")
    await fill(old)
    marks = {"sqlite": "bot.storage.sqlite.copies", "postgresql": "bot.storage.postgresql.copies"}
    dies = ("-c", DIES, marks[source], "db", "migrate", old, half)
    assert await typed(*dies) == (-signal.SIGKILL, "")

    code, told = await typed("-m", "bot", "db", "migrate", old, half)
    assert (code, told.count("\n")) == (1, 0)
    assert re.search("is not empty; name a new|must be a new file", told)
    assert await typed("-m", "bot", "db", "migrate", old, new) == (0, "")
    with pytest.raises(ConfigError, match="was moved to"):
        await what_is_left(old)
    assert await what_is_left(new) == ALL_THERE


@pytest.mark.parametrize("source", ["sqlite", "postgresql"])
async def test_nothing_moves_while_the_bot_runs(new_url: NewUrl, source: str) -> None:
    old, new = new_url(source), new_url("target")
    await fill(old)
    async with opened(old) as store:
        assert await Desk(store).next_due()
        with pytest.raises(InUseError, match="in use by"):
            await move(old, new)
    assert await what_is_left(old) == ALL_THERE


async def test_what_is_not_empty_is_no_target(new_url: NewUrl) -> None:
    old, server, file = new_url("old"), new_url("postgresql"), new_url("file")
    for url in (old, server, file):
        await fill(url)
    for target in (server, file):
        with pytest.raises(PermanentError, match=r"not empty|exists already"):
            await move(old, target)
    for url in (old, server, file):
        assert await what_is_left(url) == ALL_THERE


async def test_a_copy_of_a_running_bot_is_put_back_and_repeats_nothing(
    new_url: NewUrl, tmp_path: Path
) -> None:
    url, copy, kept = new_url("postgresql"), tmp_path / "copy.db", tmp_path / "kept.db"
    await fill(url)
    async with opened(url) as store:
        assert await Desk(store).add(saying("last")) == [True]
        await copies.backup(url, copy)
        with pytest.raises(InUseError, match="in use by a running bot"):
            await copies.restore(url, copy, kept=kept, now=NOON + DAY)
    assert not kept.exists()
    assert await copies.restore(url, copy, kept=kept, now=NOON + DAY) == kept
    async with opened(url) as store, store.begin() as work:
        assert await work.outbox.next_due(MATRIX) is None
        assert await work.inbox.waiting(MATRIX) == []
        assert await work.positions.load(MATRIX, ANSWERED_UNTIL) == (NOON + DAY).isoformat()
        known = await work.alarms.get(WEEKLY.id)
        assert known is not None
        assert known.told_until == NOON + DAY
        assert await work.outbox.add(saying("fresh"), now=NOON + DAY)
    # what was there before the restore is whole, on either engine
    assert await what_is_left(f"sqlite:///{kept}") == sorted([*ALL_THERE, "last 1"])


@pytest.mark.parametrize("content", [None, b"", b"no database at all"])
async def test_what_is_no_backup_changes_nothing(
    new_url: NewUrl, tmp_path: Path, content: bytes | None
) -> None:
    url, copy = new_url("postgresql"), tmp_path / "copy.db"
    await fill(url)
    if content is not None:
        copy.write_bytes(content)
    with pytest.raises(PermanentError, match="db backup"):
        await copies.restore(url, copy, kept=tmp_path / "kept.db", now=NOON)
    assert await what_is_left(url) == ALL_THERE


async def test_what_postgresql_cannot_hold_leaves_all_as_it_was(
    new_url: NewUrl, tmp_path: Path
) -> None:
    url, old = new_url("postgresql"), new_url("old")
    async with opened(old) as store, store.begin() as work:
        await work.positions.save(MATRIX, "since", "a\0b")
    await fill(url)
    copy = tmp_path / "old.db"
    with pytest.raises(PermanentError, match="cannot hold"):
        await copies.restore(url, copy, kept=tmp_path / "kept.db", now=NOON)
    assert await what_is_left(url) == ALL_THERE


async def test_nobody_starts_while_all_of_it_is_being_replaced(new_url: NewUrl) -> None:
    url = new_url("postgresql")
    await fill(url)
    async with copies.connected(url) as connection:
        await have_alone(connection, url)
        with pytest.raises(TransientError, match="being restored"):
            await what_is_left(url)
    assert await what_is_left(url) == ALL_THERE


async def test_a_copy_of_an_older_schema_is_brought_up_to_date_on_the_way(
    new_url: NewUrl, tmp_path: Path
) -> None:
    url, copy = new_url("postgresql"), tmp_path / "copy.db"
    with closing(sqlite3.connect(copy)) as database:
        database.executescript(fixtures()[3])
    assert await copies.restore(url, copy, kept=tmp_path / "kept.db", now=NOON) is None
    async with opened(url) as store, store.begin() as work:
        assert await work.programme.get(SeriesId("chor"))
    with closing(sqlite3.connect(copy)) as database:
        assert schema_version(database) == 3  # the copy itself is as it was
    assert os.listdir(tmp_path) == ["copy.db"]  # noqa: PTH208 -- pathlib's blocks, says ruff


async def test_an_update_of_postgresql_saves_what_was_before(
    new_url: NewUrl, tmp_path: Path
) -> None:
    url, kept = new_url("postgresql"), tmp_path / "kept.db"
    async with copies.connected(url) as connection:
        await connection.execute(for_postgresql(fixtures()[3]))
    before, after = await copies.upgrade(url, kept)
    assert (before, after) == (3, max(migrations()))
    with closing(sqlite3.connect(kept)) as database:
        assert schema_version(database) == 3
    assert await copies.upgrade(url, tmp_path / "none.db") == (after, after)
    assert not (tmp_path / "none.db").exists()
