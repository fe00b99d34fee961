"""A database is saved while it is in use, and putting it back repeats nothing."""

import errno
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.chat import ChatKind, ChatRole, DeliveryKey, LineId, Person, PersonId
from bot.domain.delivery import NewDelivery, Outgoing
from bot.domain.line import Incoming
from bot.errors import InUseError, PermanentError
from bot.storage.sqlite import copies
from bot.storage.sqlite.store import SqliteStore
from bot.usecases.ports.store import ANSWERED_UNTIL
from tests.contract.store.examples import BOARD, NOON, WEEKLY, alarm

LATER = NOON + timedelta(days=1)
EARLIER = Path(__file__).parents[2] / "data" / "schemas" / "0001.sql"
BALLAST = "x" * 300_000
KILLED_WHILE_IT_WRITES = """
import resource, signal, sys
from pathlib import Path
from bot.storage.sqlite.copies import backup, upgrade

signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
{work}(*map(Path, sys.argv[1:]))
"""
"""A write beyond that size kills the program, as an impatient operator might."""


@pytest.fixture
def of_an_earlier_version(database: Path) -> Path:
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(EARLIER.read_text())
        with connection:
            connection.execute("INSERT INTO meta VALUES ('ballast', ?)", (BALLAST,))
    return database


def kill_while_it_writes(work: str, *paths: Path) -> None:
    program = [sys.executable, "-c", KILLED_WHILE_IT_WRITES.format(work=work), *map(str, paths)]
    assert subprocess.run(program, check=False).returncode == -signal.SIGXFSZ


def ballast_in(copy: Path) -> tuple[str, str]:
    """And the version of the schema."""
    with closing(sqlite3.connect(copy)) as connection:
        kept = dict(connection.execute("SELECT key, value FROM meta"))
    return kept["ballast"], kept["schema_version"]


async def fill(store: SqliteStore) -> None:
    async with store.begin() as work:
        line = Incoming(
            line=LineId("1"),
            chat=BOARD,
            kind=ChatKind.GROUP,
            sender=Person(PersonId("anna"), "Anna"),
            role=ChatRole.MEMBER,
            text="!who",
            addressed=False,
            sent_at=NOON,
        )
        await work.inbox.receive(line, now=NOON)
        await work.positions.save(BOARD.account, "since", "s1")
        said = NewDelivery(key=DeliveryKey("k"), chat=BOARD, outgoing=Outgoing(text="hello"))
        await work.outbox.add(said, now=NOON)
        await work.programme.save(WEEKLY)
        await work.alarms.save(alarm())


async def test_a_backup_is_made_while_the_bot_has_the_file(
    store: SqliteStore, database: Path, tmp_path: Path
) -> None:
    await fill(store)
    copy = tmp_path / "copy.db"
    copies.backup(database, copy)
    assert copy.stat().st_mode & 0o777 == 0o600
    other = SqliteStore(copy)
    async with other.begin() as work:
        assert await work.programme.get(WEEKLY.id) == WEEKLY
    await other.close()


def test_what_is_no_database_cannot_be_saved_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no database at all, but long enough to have a header" * 9)
    with pytest.raises(PermanentError, match="text cannot be read"):
        copies.backup(tmp_path / "text", tmp_path / "copy.db")
    with pytest.raises(PermanentError, match="there is no database"):
        copies.backup(tmp_path / "nothing", tmp_path / "copy.db")


async def test_nothing_is_written_over(store: SqliteStore, database: Path, tmp_path: Path) -> None:
    await fill(store)
    copy = tmp_path / "copy.db"
    copy.write_text("mine")
    with pytest.raises(PermanentError, match="exists already"):
        copies.backup(database, copy)
    assert copy.read_text() == "mine"


async def test_what_waited_in_a_backup_is_neither_said_nor_answered_nor_made_up_for(
    store: SqliteStore, database: Path, tmp_path: Path
) -> None:
    await fill(store)
    copy = tmp_path / "copy.db"
    copies.backup(database, copy)
    await store.close()
    kept = copies.restore(database, copy, now=LATER)
    again = SqliteStore(database)
    async with again.begin() as work:
        assert await work.inbox.waiting(BOARD.account) == []
        assert await work.outbox.next_due(BOARD.account) is None
        assert await work.positions.load(BOARD.account, ANSWERED_UNTIL) == LATER.isoformat()
        known = await work.alarms.get(WEEKLY.id)
        assert known is not None
        assert (known.told_until, known.due_at) == (LATER, LATER)
        assert await work.programme.get(WEEKLY.id) == WEEKLY
    await again.close()
    assert kept is not None
    assert kept.exists()
    names = set(os.listdir(tmp_path))  # noqa: PTH208 -- pathlib's blocks, says ruff
    assert names == {"ankerplatz.db", "ankerplatz.db.lock", "copy.db", kept.name}


def test_a_backup_takes_the_place_of_a_damaged_file_which_is_kept_as_it_is(
    database: Path, tmp_path: Path
) -> None:
    copies.upgrade(database)
    copies.backup(database, tmp_path / "copy.db")
    damaged = b"not much is left " * 999
    database.write_bytes(damaged)
    kept = copies.restore(database, tmp_path / "copy.db", now=LATER)
    before, after = copies.upgrade(database)
    assert before == after
    assert kept
    assert kept.read_bytes() == damaged
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_damaged_file_stays_where_it_is_while_there_is_no_room_to_keep_it(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_full(*_paths: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    copies.upgrade(database)
    copies.backup(database, tmp_path / "copy.db")
    database.write_bytes(damaged := b"not much is left " * 999)
    monkeypatch.setattr("shutil.copyfile", is_full)
    with pytest.raises(PermanentError, match="cannot be written: No space left"):
        copies.restore(database, tmp_path / "copy.db", now=LATER)
    assert database.read_bytes() == damaged


async def test_a_backup_is_not_put_under_a_running_bot(
    store: SqliteStore, database: Path, tmp_path: Path
) -> None:
    await fill(store)
    copy = tmp_path / "copy.db"
    copies.backup(database, copy)
    with pytest.raises(InUseError, match="in use by process"):
        copies.restore(database, copy, now=LATER)


@pytest.mark.parametrize("content", [None, b"", b"no database at all", b"SQLite format 3\0"])
async def test_what_is_no_backup_changes_nothing(
    store: SqliteStore, database: Path, tmp_path: Path, content: bytes | None
) -> None:
    await fill(store)
    await store.close()
    copy = tmp_path / "copy.db"
    if content is not None:
        copy.write_bytes(content)
    with pytest.raises(PermanentError, match="db backup"):
        copies.restore(database, copy, now=LATER)
    again = SqliteStore(database)
    async with again.begin() as work:
        assert len(await work.inbox.waiting(BOARD.account)) == 1
    await again.close()


async def test_an_update_keeps_what_was_there_before(database: Path) -> None:
    await SqliteStore(database).close()
    connection = sqlite3.connect(database)
    (newest,) = connection.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()
    connection.close()
    assert copies.upgrade(database) == (int(newest), int(newest))
    assert not list(database.parent.glob("*.schema-*"))


def test_an_update_that_was_killed_leaves_no_half_copy_for_the_next_to_rely_on(
    of_an_earlier_version: Path,
) -> None:
    kept = Path(f"{of_an_earlier_version}.schema-1")
    kill_while_it_writes("upgrade", of_an_earlier_version)
    assert not kept.exists()
    before, _ = copies.upgrade(of_an_earlier_version)
    assert (before, ballast_in(kept)) == (1, (BALLAST, "1"))
    assert not Path(f"{kept}.part").exists()


def test_a_backup_that_was_killed_leaves_no_half_file_under_its_name(
    of_an_earlier_version: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    kill_while_it_writes("backup", of_an_earlier_version, copy)
    assert not copy.exists()
    copies.backup(of_an_earlier_version, copy)
    assert ballast_in(copy) == (BALLAST, "1")
    assert not Path(f"{copy}.part").exists()


async def test_an_export_holds_every_table(store: SqliteStore, database: Path) -> None:
    await fill(store)
    tables = copies.export(database)["tables"]
    assert isinstance(tables, dict)
    assert {"meta", "inbox", "outbox", "series", "alarm"} <= set(tables)
    (series,) = tables["series"]
    assert series["payload"]["title"] == WEEKLY.title
