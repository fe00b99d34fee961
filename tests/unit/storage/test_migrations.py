"""A database of an earlier version is brought up to date and keeps what is in it."""

import sqlite3
from importlib.resources import files
from pathlib import Path

from bot.domain.chat import ChatKind
from bot.domain.settings import Chat, Presence
from bot.storage.sqlite.store import SqliteStore
from tests.contract.store.examples import BOARD, DAY, WEEKLY, alarm, subscription

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
