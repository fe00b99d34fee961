"""The SQL files hold what the schema knows, what both engines understand, and only what is used."""

import re
from importlib.resources import files

import pytest

from bot.storage.postgresql import tenure
from bot.storage.sqlite import copies
from bot.storage.sqlite.store import SqliteStore
from bot.storage.tables import (
    announcements,
    chats,
    dashboard,
    fixtures,
    gone_accounts,
    housekeeping,
    imports,
    inbox,
    lookouts,
    outbox,
    people,
    programme,
    rooms,
    shaping,
    turnouts,
    web,
)

FILES = {
    "inbox": inbox.SQL,
    "outbox": outbox.SQL,
    "chats": chats.CHATS,
    "positions": chats.POSITIONS,
    "facts": chats.FACTS,
    "moving": chats.MOVING,
    "rooms": rooms.ROOMS,
    "cards": rooms.CARDS,
    "programme": programme.PROGRAMME,
    "subscriptions": programme.SUBSCRIPTIONS,
    "alarms": programme.ALARMS,
    "announcements": announcements.ANNOUNCEMENTS,
    "news": announcements.NEWS,
    "running_dates": announcements.RUNNING,
    "preparations": people.PREPARATIONS,
    "turnouts": turnouts.TURNOUTS,
    "reactions": people.REACTIONS,
    "people": people.PEOPLE,
    "shaping": shaping.SHAPING,
    "housekeeping": housekeeping.SQL,
    "lookouts": lookouts.SQL,
    "web": web.SQL,
    "dashboard": dashboard.SQL,
    "restore": copies.SQL,
    "imports": imports.SQL,
    "fixtures": fixtures.SQL,
    "gone_accounts": gone_accounts.SQL,
    "tenure": tenure.SQL,
}
TEXTS = {
    f"{file}.{name}": sql for file, queries in FILES.items() for name, sql in queries.texts.items()
}


def test_every_file_is_loaded() -> None:
    found = {path.name for path in (files("bot.storage") / "sql").iterdir()}
    assert found == {f"{name}.sql" for name in FILES}


@pytest.mark.parametrize("name", TEXTS)
def test_a_statement_fits_the_schema(store: SqliteStore, name: str) -> None:
    values = dict.fromkeys(re.findall(r":(\w+)", TEXTS[name]), 0)
    assert store._connection.execute(f"EXPLAIN {TEXTS[name]}", values).fetchall()


@pytest.mark.parametrize("name", TEXTS)
def test_a_statement_is_one_that_postgresql_understands_too(name: str) -> None:
    sqlite_only = (
        r"\b(OR (IGNORE|REPLACE)|IFNULL|rowid|GLOB|strftime|datetime|julianday|total)\b|\?"
    )
    assert not re.search(sqlite_only, TEXTS[name], re.IGNORECASE)


@pytest.mark.parametrize("name", TEXTS)
def test_a_statement_is_used(name: str) -> None:
    sources = "".join(
        path.read_text()
        for folder in ("tables", "sqlite", "postgresql")
        for path in (files("bot.storage") / folder).iterdir()
        if path.is_file()
    )
    assert re.search(rf'\(\s*"{name.partition(".")[2]}"', sources)
