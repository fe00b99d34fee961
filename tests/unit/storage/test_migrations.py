"""A database of an earlier version is brought up to date and keeps what is in it."""

import sqlite3
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import pytest

from bot.domain.chat import ChatKind
from bot.domain.settings import Chat, Presence
from bot.storage.schema import migrations
from bot.storage.sqlite.store import SqliteStore
from tests.contract.store.examples import BOARD, DAY, WEEKLY, alarm, subscription
from tests.schemas import fixtures

CHAT = Chat(address=BOARD, kind=ChatKind.GROUP, presence=Presence.OFF)


def first_version(database: Path) -> None:
    connection = sqlite3.connect(database)
    script = files("bot.storage") / "migrations" / "0001_first.sql"
    connection.executescript(script.read_text(encoding="utf-8"))
    connection.execute("INSERT INTO meta VALUES ('schema_version', '1')")
    connection.execute(
        "INSERT INTO chat (account, chat, kind, presence, active) VALUES (?, ?, 'group', 'off', 1)",
        (BOARD.account, BOARD.chat),
    )
    connection.commit()
    connection.close()


async def test_a_chat_of_the_first_version_can_have_a_programme(database: Path) -> None:
    first_version(database)
    for _ in range(2):
        store = SqliteStore(database)
        async with store.begin() as work:
            assert await work.chats.get(BOARD) == CHAT
            await work.programme.save(WEEKLY)
            await work.subscriptions.add(subscription())
            await work.alarms.save(alarm())
            assert await work.subscriptions.leads(WEEKLY.id) == [DAY]
        await store.close()


def built(*scripts: str) -> dict[str, list[tuple[object, ...]]]:
    """The columns of each table and index, as these scripts leave them one after the other."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for script in scripts:
            connection.executescript(script)
        names = connection.execute("SELECT type, name FROM sqlite_schema").fetchall()
        return {
            name: connection.execute(f"PRAGMA {kind}_info('{name}')").fetchall()
            for kind, name in names
        }


@pytest.mark.parametrize("version", sorted(fixtures()))
def test_an_updated_database_is_built_like_a_new_one(version: int) -> None:
    """So whoever changes a migration that was released, instead of adding one, is found out."""
    known = migrations()
    later = [script for number, script in known.items() if number > version]

    assert built(fixtures()[version], *later) == built(*known.values()), (
        f"migration {version} or one before is not as it was when the database was made of it; if "
        f"it never was released: delete tests/data/schemas/{version:04}.sql, and make pages"
    )
