"""One process for each file; the kernel sees to it that a dead one is not in the way."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.errors import InUseError
from bot.storage.sqlite.store import SqliteStore
from tests.contract.store.examples import MATRIX

KEEPER = """
import asyncio, sys
from pathlib import Path
from bot.domain.chat import AccountId
from bot.storage.sqlite.store import SqliteStore

async def keep():
    store = SqliteStore(Path(sys.argv[1]))
    for number in range(10**6):
        async with store.begin() as work:
            await work.positions.save(AccountId("matrix:@anker:example.org"), "sync", str(number))
        print(number, flush=True)

asyncio.run(keep())
"""


@contextmanager
def keeper(database: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that commits one number after the other and says each."""
    command = [sys.executable, "-c", KEEPER, str(database)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def numbers(process: subprocess.Popen[str], count: int) -> list[str]:
    assert process.stdout
    return [process.stdout.readline().strip() for _ in range(count)]


def test_a_second_process_is_refused_and_told_which_one_is_first(database: Path) -> None:
    with keeper(database) as first:
        numbers(first, 1)
        command = Path(f"/proc/{first.pid}/comm").read_text().strip()
        with pytest.raises(InUseError) as caught:
            SqliteStore(database)
    assert str(caught.value) == (
        f"bot.database: {database} is in use by process {first.pid} ({command}); "
        "stop that one first, or give this one a database of its own"
    )


async def test_after_kill_9_the_file_is_free_and_holds_all_that_was_committed(
    database: Path,
) -> None:
    with keeper(database) as first:
        numbers(first, 200)
        first.kill()
        rest = first.communicate()[0].split()
    store = SqliteStore(database)
    async with store.begin() as work:
        token = await work.positions.load(MATRIX, "sync")
    await store.close()
    assert token is not None
    assert int(token) >= int((rest or ["199"])[-1])


@pytest.fixture
def child(store: SqliteStore) -> Iterator[subprocess.Popen[bytes]]:  # noqa: ARG001 -- open before
    """A process that inherits whatever it can."""
    command = [sys.executable, "-c", "input()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, close_fds=False) as child:
        yield child
        child.kill()


async def test_a_child_process_does_not_keep_the_lock(
    store: SqliteStore, database: Path, child: subprocess.Popen[bytes]
) -> None:
    await store.close()
    assert child.poll() is None
    await SqliteStore(database).close()


async def test_a_store_that_is_closed_can_be_opened_again(database: Path) -> None:
    for _ in range(2):
        await SqliteStore(database).close()


async def test_a_stale_lock_file_is_in_nobodys_way(database: Path) -> None:
    database.with_name("ankerplatz.db.lock").write_text(f"{os.getppid()}\n")
    await SqliteStore(database).close()


@pytest.mark.parametrize(
    ("content", "holder"),
    [("", "another process"), ("nonsense", "another process"), ("4194305", "process 4194305")],
)
def test_a_holder_that_cannot_be_named_is_still_refused(
    store: SqliteStore,  # noqa: ARG001 -- it holds the lock
    database: Path,
    content: str,
    holder: str,
) -> None:
    database.with_name("ankerplatz.db.lock").write_text(content)
    with pytest.raises(InUseError, match=f"in use by {holder};"):
        SqliteStore(database)
