"""What is past, and what is somebody's, goes from every table that the schema has."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from bot.domain.chat import (
    AccountId,
    ChatAddress,
    ChatId,
    ChatKind,
    ChatRole,
    LineId,
    Person,
    PersonId,
)
from bot.domain.line import Incoming
from bot.storage.opening import open_store
from bot.storage.schema import migrations
from bot.storage.sqlite.layout import tables
from bot.usecases.chats.own_data import forget
from bot.usecases.upkeep.gone_accounts import erase_gone
from bot.usecases.upkeep.keep_house import keep_house
from tests.contract.store.conftest import FromDump, rows
from tests.inventory import INVENTORY
from tests.schemas import changed_by

MATRIX: Final = AccountId("matrix:@anker:verein.example")
ANNA: Final = "@anna:verein.example"
OTHER: Final = AccountId("xmpp:anker@sport.example")
ENOUGH: Final = timedelta(days=31)
NOW: Final = datetime(2026, 3, 14, 12, tzinfo=UTC)
MORE_ROWS: Final = """
INSERT INTO bridge_code VALUES ('rote-ente', 'matrix:@anker:verein.example', '!chor:verein.example',
                                1773900000000);
INSERT INTO counted VALUES ('chor');
INSERT INTO turnout VALUES ('chor', '2026-03-08T19:30:00', 1772994600000, 7);
"""
"""For the tables that tests/data/schemas has no rows of."""

QUIET: Final = """
UPDATE inbox SET payload = NULL, closed_at = 1773500000000;
UPDATE outbox SET payload = NULL, state = 2, finished_at = 1773500000000;
"""
"""Nothing waits."""
OVER: Final = f"{QUIET}UPDATE series SET is_over = 1;"
"""And nothing goes on."""
STAYS: Final = {
    *("meta", "position", "tenure"),  # of the bot itself
    *("chat", "series_number"),  # a chat's choices; that no number means two things
    *("followed_room", "pinned_programme", "fixture"),  # until a moderator takes it back
    *("private_feed", "wish"),  # until they take it back; until they are told
}

GOES_ON: Final = {
    *("series", "alarm", "subscription", "announcement", "counted", "page"),
    "owned_room",  # whose it is counts as long as dates take place there
    "unreachable",  # until they subscribe again
    *("news", "running_date"),  # until all were told; until its end was told
}
"""Beside what stays, of a series that has no end."""

WHO: Final = {"person", "chat", "made_by"}
"""The columns that the id of a person may stand in."""
ELSEWHERE: Final = {
    "inbox",  # in the payload, until the line is answered
    "agenda_point",  # in what somebody typed
}
LEFT: Final = {
    "inbox",  # the id of an answered line
    "news",  # how far it has spread, so that nobody hears it twice; until everybody heard it
    "fixture",  # what hangs in a chat on Matrix, until it is taken down
}


def of_annas() -> str:
    """Makes the first row of each table Anna's, in whichever column that can be."""
    script = [MORE_ROWS, "UPDATE outbox SET state = 2, finished_at = 1773500000000;"]
    with closing(sqlite3.connect(":memory:")) as database:
        for each in migrations().values():
            database.executescript(each)
        for table in tables(database):
            its = [f"{column} = '{ANNA}'" for column in table.columns if column in WHO]
            its += [f"account = '{MATRIX}'"] if "account" in table.columns else []
            if its and WHO & set(table.columns):
                first = f"(SELECT MIN(rowid) FROM {table.name})"
                script.append(f"UPDATE {table.name} SET {', '.join(its)} WHERE rowid = {first};")
    script.append(f"UPDATE series SET payload = replace(payload, '@j\\u00f6rg', '{ANNA}');")
    return "PRAGMA foreign_keys = OFF;" + "\n".join(script)


def those_of_anna(all_rows: dict[str, list[dict[str, object]]]) -> set[str]:
    return {table for table, kept in all_rows.items() if ANNA in repr(kept)}


class StandingClock:
    def __init__(self, time: datetime) -> None:
        self.time = time

    def now(self) -> datetime:
        return self.time


def test_there_are_rows_for_every_table() -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(changed_by(MORE_ROWS))
        empty = [
            table.name
            for table in tables(database)
            if not database.execute(f"SELECT 1 FROM {table.name}").fetchone()
        ]
    assert empty == [], "give them some, as CONTRIBUTING says"


async def test_of_what_is_over_nothing_is_kept_for_longer_than_was_promised(
    from_dump: FromDump, tmp_path: Path
) -> None:
    url = await from_dump(changed_by(MORE_ROWS + OVER))
    store = open_store(url)
    retention = timedelta(days=30)
    await keep_house(store, StandingClock(NOW + timedelta(days=20)), retention=retention)
    early = await rows(url, tmp_path)
    await keep_house(store, StandingClock(NOW + timedelta(days=400)), retention=retention)
    await store.close()

    late = await rows(url, tmp_path)
    assert all(early[table] for table in ("inbox", "outbox", "series", "rsvp", "conference_room"))
    assert {table for table, kept in late.items() if kept} == STAYS


async def test_of_an_account_that_is_not_configured_any_more_nothing_is_kept_in_the_end(
    from_dump: FromDump, tmp_path: Path
) -> None:
    url = await from_dump(changed_by(MORE_ROWS))
    store, clock = open_store(url), StandingClock(NOW)

    async def go_on(*configured: AccountId) -> dict[str, list[dict[str, object]]]:
        await erase_gone(store, clock, configured=configured, retention=timedelta(days=30))
        return await rows(url, tmp_path)

    def of_account(all_rows: dict[str, list[dict[str, object]]]) -> set[str]:
        return {
            table
            for table, kept in all_rows.items()
            for row in kept
            if MATRIX in (row.get("account"), row.get("main_account"))
        }

    before = of_account(await go_on(MATRIX, OTHER))
    assert {"series", "chat", "outbox", "position", "subscription", "fixture"} <= before
    assert of_account(await go_on(OTHER)) == before  # missed for the first time
    clock.time += ENOUGH
    assert of_account(await go_on(MATRIX, OTHER)) == before  # and back again
    assert of_account(await go_on(OTHER)) == before
    clock.time += ENOUGH
    late = await go_on(OTHER)
    await store.close()
    assert of_account(late) <= {"news"}  # how far it has spread
    assert {row["account"] for row in late["chat"]} == {OTHER}


async def test_of_a_series_without_an_end_what_is_over_goes_as_well(
    from_dump: FromDump, tmp_path: Path
) -> None:
    url = await from_dump(changed_by(MORE_ROWS + QUIET))
    store = open_store(url)
    later = StandingClock(NOW + timedelta(days=400))
    await keep_house(store, later, retention=timedelta(days=30))
    await store.close()

    kept = await rows(url, tmp_path)
    assert [series["id"] for series in kept["series"]] == ["chor"]
    assert {table for table, left in kept.items() if left} == STAYS | GOES_ON


async def test_who_is_forgotten_stands_in_no_table_any_more(
    from_dump: FromDump, tmp_path: Path
) -> None:
    url = await from_dump(changed_by(of_annas()))
    before = those_of_anna(await rows(url, tmp_path))
    assert {table for table, kept in INVENTORY.items() if kept.personal} <= before | ELSEWHERE
    store = open_store(url)
    line = Incoming(
        line=LineId("$forget"),
        chat=ChatAddress(MATRIX, ChatId("!chor:verein.example")),
        kind=ChatKind.GROUP,
        sender=Person(PersonId(ANNA), "Anna"),
        role=ChatRole.MEMBER,
        text="!forget me yes",
        addressed=False,
        sent_at=NOW,
    )
    async with store.begin() as work:
        await forget(work, by=line, now=NOW)
    await store.close()

    assert those_of_anna(await rows(url, tmp_path)) <= LEFT
