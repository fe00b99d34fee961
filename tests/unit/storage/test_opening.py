"""A database that cannot be used is refused in one line that says which, why and what to do."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.storage.memory.store import MemoryStore
from bot.storage.opening import open_store
from bot.storage.sqlite.store import SqliteStore
from tests.contract.store.examples import MATRIX


def refusal(url: str) -> str:
    with pytest.raises(ConfigError) as caught:
        open_store(url)
    reason = str(caught.value)
    assert reason.startswith("bot.database: ")
    assert "\n" not in reason
    return reason


async def test_a_relative_path_is_of_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    await open_store("sqlite:///data.db").close()
    assert (tmp_path / "data.db").exists()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_without_a_file_is_in_memory(url: str) -> None:
    assert isinstance(open_store(url), MemoryStore)


@pytest.mark.parametrize(
    "url", ["", "ankerplatz.db", "sqlite:///", "sqlite://a.db", "sqlite:///a/", "mysql://u:pw@h/d"]
)
def test_an_address_that_is_not_understood_is_refused(url: str) -> None:
    reason = refusal(url)
    assert "sqlite:///relative.db" in reason
    assert "pw" not in reason


async def test_nothing_is_connected_to_before_it_is_used() -> None:
    await open_store("postgresql://anker@127.0.0.1:9/anker").close()


@pytest.fixture
def readable_by_all(database: Path) -> Path:
    database.touch(mode=0o644)
    return database


async def test_only_the_owner_can_read_what_is_kept(readable_by_all: Path) -> None:
    store = SqliteStore(readable_by_all)
    async with store.begin() as work:
        await work.positions.save(MATRIX, "sync", "s1")
    modes = {file.name: oct(file.stat().st_mode & 0o777) for file in siblings(readable_by_all)}
    await store.close()
    names = ["", ".lock", "-shm", "-wal"]
    assert modes == {f"ankerplatz.db{name}": "0o600" for name in names}


def siblings(database: Path) -> list[Path]:
    return list(database.parent.iterdir())


async def test_what_is_kept_is_there_after_a_restart(database: Path) -> None:
    for token in (None, "s1"):
        store = SqliteStore(database)
        async with store.begin() as work:
            assert await work.positions.load(MATRIX, "sync") == token
            await work.positions.save(MATRIX, "sync", "s1")
        await store.close()


def missing_folder(database: Path) -> Path:
    return database.parent / "missing" / database.name


def folder_instead_of_file(database: Path) -> Path:
    database.mkdir()
    return database


def text_file(database: Path) -> Path:
    database.write_text("Dear diary, " * 1000)
    return database


def torn_file(database: Path) -> Path:
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE meta (key, value)")
    connection.close()
    content = bytearray(database.read_bytes())
    content[100:] = b"\xff" * len(content[100:])
    database.write_bytes(content)
    return database


@pytest.mark.parametrize(
    ("spoil", "reason", "remedy"),
    [
        (missing_folder, "No such file", "folder must exist"),
        (folder_instead_of_file, "Is a directory", "must be writable"),
        (text_file, "damaged or no SQLite database", "restore a backup"),
        (torn_file, "damaged or no SQLite database", "restore a backup"),
    ],
)
def test_an_unusable_file_is_refused(
    database: Path, spoil: Callable[[Path], Path], reason: str, remedy: str
) -> None:
    path = spoil(database)
    refused = refusal(f"sqlite:///{path}")
    assert str(path) in refused
    assert reason in refused
    assert remedy in refused


def newer(database: Path) -> Path:
    asyncio.run(SqliteStore(database).close())
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    connection.close()
    return database


def test_a_database_of_a_newer_program_is_refused_and_left_alone(database: Path) -> None:
    before = newer(database).read_bytes()
    refused = refusal(f"sqlite:///{database}")
    assert "schema 99" in refused
    assert "install that version" in refused
    assert database.read_bytes() == before


def test_a_refused_database_can_be_opened_once_it_is_mended(database: Path) -> None:
    refusal(f"sqlite:///{text_file(database)}")
    database.unlink()
    asyncio.run(SqliteStore(database).close())


@pytest.mark.parametrize("table", ["chat (anything)", "meta (key, value)", "meta (whatever)"])
def test_the_database_of_another_program_is_refused_and_left_alone(
    database: Path, table: str
) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute(f"CREATE TABLE {table}")
    connection.close()
    assert "the tables of another program" in refusal(f"sqlite:///{database}")
    with sqlite3.connect(database) as connection:
        tables = connection.execute("SELECT sql FROM sqlite_schema WHERE type = 'table'")
        assert tables.fetchall() == [(f"CREATE TABLE {table}",)]
    connection.close()
