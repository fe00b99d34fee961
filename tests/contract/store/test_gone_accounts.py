"""Accounts of the bot that are not configured any more."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from bot.domain.chat import AccountId, ChatAddress, ChatId, ChatKind
from bot.domain.settings import Chat
from bot.usecases.ports.announcements import Announcement
from bot.usecases.ports.store import Store
from bot.usecases.upkeep.gone_accounts import erase_gone, gone_accounts
from tests.contract.store.examples import (
    BOARD,
    DAY,
    MATRIX,
    NOON,
    WEEKLY,
    XMPP,
    conference_room,
    line,
    numbered,
    saying,
    subscription,
)

CLUB = ChatAddress(XMPP, ChatId("club@rooms.example.org"))
SHARED = numbered(2)
BOTH = (MATRIX, XMPP)


@dataclass
class Clock:
    time: datetime = NOON

    def now(self) -> datetime:
        return self.time


@pytest.fixture(autouse=True)
async def two_networks(store: Store) -> None:
    """Of two series in a Matrix room, a chat on XMPP announces one, and is joined to the room."""
    async with store.begin() as work:
        await work.positions.save(MATRIX, "sync", "s1")
        await work.positions.save(XMPP, "club", "m1")
        await work.chats.save(Chat(address=BOARD, kind=ChatKind.GROUP))
        await work.chats.save(Chat(address=CLUB, kind=ChatKind.GROUP, main=BOARD))
        for series in (WEEKLY, SHARED):
            await work.programme.save(series)
            for target in (BOARD, CLUB):
                await work.subscriptions.add(subscription(series.id, target))
        await work.announcements.save(Announcement(series=SHARED.id, chat=CLUB, number=7))
        await work.rooms.use(BOARD, conference_room("anker"), now=NOON)
        await work.inbox.receive(line("a"), now=NOON)
        await work.outbox.add(saying("a"), now=NOON)


async def go_on(store: Store, clock: Clock, *configured: AccountId, retention: int = 30) -> None:
    kept = timedelta(days=retention)
    await erase_gone(store, clock, configured=configured, retention=kept)


async def test_what_it_had_goes_after_the_retention_and_a_shared_series_goes_on_elsewhere(
    store: Store,
) -> None:
    clock = Clock()
    await go_on(store, clock, XMPP)
    async with store.begin() as work:
        assert await gone_accounts(work, [XMPP]) == {MATRIX: NOON}
    clock.time += 30 * DAY
    await go_on(store, clock, XMPP)
    async with store.begin() as work:
        assert len(await work.programme.of_chat(BOARD)) == 2
    clock.time += DAY
    await go_on(store, clock, XMPP)
    async with store.begin() as work:
        assert set(await work.accounts.beats()) == {XMPP}
        assert await gone_accounts(work, [XMPP]) == {}
        assert await work.programme.of_chat(BOARD) == []
        (left,) = await work.programme.of_chat(CLUB)
        assert left == replace(SHARED, owner=CLUB, number=7)
        assert [one.target for one in await work.subscriptions.of_target(CLUB)] == [CLUB]
        assert await work.subscriptions.of_target(BOARD) == []
        club = await work.chats.get(CLUB)
        assert club
        assert club.main is None
        assert list(await work.inbox.waiting(MATRIX)) == []


async def test_who_takes_a_network_out_for_some_days_finds_everything_again(store: Store) -> None:
    clock = Clock()
    for configured in (BOTH, (XMPP,), BOTH, (XMPP,), BOTH):
        await go_on(store, clock, *configured)
        clock.time += 20 * DAY
    async with store.begin() as work:
        assert len(await work.programme.of_chat(BOARD)) == 2
        assert await gone_accounts(work, BOTH) == {}


async def test_what_another_copy_serves_meanwhile_is_not_told_as_gone(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def beats(_: object) -> Mapping[AccountId, int]:
        return {MATRIX: 7, XMPP: -1}

    await go_on(store, Clock(), XMPP)
    async with store.begin() as work:
        assert await gone_accounts(work, [XMPP]) == {MATRIX: NOON}
        monkeypatch.setattr(type(work.accounts), "beats", beats)
        assert await gone_accounts(work, [XMPP]) == {}
