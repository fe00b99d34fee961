"""A database of every schema version is brought up to date, on both engines, and loses nothing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.chat import AccountId, ChatAddress, ChatId, DeliveryKey
from bot.domain.delivery import NewDelivery, Outgoing
from bot.domain.series import SeriesId
from bot.domain.settings import Presence
from bot.storage.opening import open_store
from bot.storage.schema import migrations
from bot.usecases.ports.store import Store
from tests.contract.store.conftest import FromDump, rows
from tests.schemas import fixtures

MATRIX = AccountId("matrix:@anker:verein.example")
CHOIR = ChatAddress(MATRIX, ChatId("!chor:verein.example"))
SPORT = ChatAddress(
    AccountId("xmpp:anker@sport.example"), ChatId("verein@conference.sport.example")
)
NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
LIVE = 5
"""The cards of before that version are past, and the update says so in them."""
EVERY_VERSION = sorted(fixtures())


def test_there_is_a_database_of_every_version() -> None:
    assert list(migrations()) == EVERY_VERSION, "run: make pages"


@pytest.mark.parametrize("version", EVERY_VERSION)
async def test_an_update_keeps_every_row_and_the_bot_goes_on(
    version: int, from_dump: FromDump, tmp_path: Path
) -> None:
    url = await from_dump(fixtures()[version])
    before = await rows(url, tmp_path)
    store = open_store(url)
    await look_around(store, with_programme=version > 1)
    await store.close()
    after = await rows(url, tmp_path)
    changed = {"meta"} if version >= LIVE else {"meta", "card"}
    for table in before.keys() - changed:
        known = [{name: row[name] for name in before[table][0]} for row in after[table]]
        assert all(row in known for row in before[table]), table
    assert len(after["card"]) == len(before["card"])
    store = open_store(url)
    await say_something(store)
    await store.close()


async def look_around(store: Store, *, with_programme: bool) -> None:
    """What was kept is understood."""
    async with store.begin() as work:
        choir = await work.chats.get(CHOIR)
        assert choir is not None
        assert (choir.presence, choir.timezone) == (Presence.NAMES, "Europe/Berlin")
        (waiting,) = await work.inbox.waiting(MATRIX)
        assert (waiting.text, waiting.sender.name) == ("!wer", "Jörg 🎺")
        assert await work.outbox.posted(
            DeliveryKey("reply:matrix:@anker:verein.example:$answered:0")
        )
        assert [room.name for room in await work.rooms.recent(CHOIR)] == ["Chorprobe"]
        if with_programme:
            assert choir.leads == (timedelta(days=1), timedelta(minutes=10))
            weekly = await work.programme.get(SeriesId("chor"))
            assert weekly is not None
            assert (weekly.title, len(weekly.changes), weekly.public) == ("Chorprobe", 2, True)
            assert await work.alarms.get(weekly.id) is not None


async def say_something(store: Store) -> None:
    """New rows get numbers of their own, and what waited is sent."""
    new = NewDelivery(key=DeliveryKey("new"), chat=SPORT, outgoing=Outgoing(text="hello"))
    async with store.begin() as work:
        assert await work.outbox.add(new, now=NOW)
        claimed = await work.outbox.claim(
            SPORT.account, owner="me", now=NOW, lease_until=NOW + timedelta(minutes=1), limit=9
        )
    assert [delivery.key for delivery in claimed] == ["new"]
