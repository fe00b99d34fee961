"""Who wants to hear of what: known by series, target and lead, and read in pages."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.domain.chat import AccountId, ChatAddress, ChatId, PersonId
from bot.domain.due import AT_THE_START
from bot.usecases.ports.programme import Subscription
from bot.usecases.ports.store import Store
from tests.contract.store.examples import BOARD, CHOIR, DAY, MINUTE, XMPP, numbered, subscription

ONE, OTHER = numbered(1).id, numbered(2).id
ANNA = ChatAddress(XMPP, ChatId("anna@example.org"))


@pytest.fixture(autouse=True)
async def both_series(store: Store) -> None:
    async with store.begin() as work:
        await work.programme.save(numbered(1))
        await work.programme.save(numbered(2))


async def test_a_subscription_is_known_as_it_was_made(store: Store) -> None:
    private = Subscription(
        series=ONE, target=ANNA, lead=90 * MINUTE, person=PersonId("anna@example.org")
    )
    async with store.begin() as work:
        assert await work.subscriptions.add(private)
        assert await work.subscriptions.add(subscription(ONE))
    async with store.begin() as work:
        assert await work.subscriptions.of_target(ANNA) == [private]
        assert await work.subscriptions.of_target(BOARD) == [subscription(ONE)]


async def test_a_subscription_that_is_there_already_is_not_changed(store: Store) -> None:
    again = Subscription(series=ONE, target=BOARD, lead=DAY, person=PersonId("@eve:example.org"))
    async with store.begin() as work:
        assert await work.subscriptions.add(subscription(ONE, lead=DAY))
        assert not await work.subscriptions.add(again)
        assert await work.subscriptions.of_target(BOARD) == [subscription(ONE, lead=DAY)]


async def test_series_target_and_lead_each_make_another_subscription(store: Store) -> None:
    different = [
        subscription(ONE, BOARD, lead=DAY),
        subscription(OTHER, BOARD, lead=DAY),
        subscription(ONE, CHOIR, lead=DAY),
        subscription(ONE, ChatAddress(XMPP, BOARD.chat), lead=DAY),
        subscription(ONE, BOARD, lead=AT_THE_START),
    ]
    async with store.begin() as work:
        assert all([await work.subscriptions.add(each) for each in different])


async def test_removing_takes_all_leads_of_the_target_and_nothing_else(store: Store) -> None:
    kept = [subscription(OTHER, BOARD), subscription(ONE, CHOIR)]
    async with store.begin() as work:
        for lead in (DAY, AT_THE_START):
            await work.subscriptions.add(subscription(ONE, BOARD, lead=lead))
        for each in kept:
            await work.subscriptions.add(each)
        assert await work.subscriptions.remove(ONE, BOARD) == 2
        assert await work.subscriptions.remove(ONE, BOARD) == 0
        assert await work.subscriptions.of_target(BOARD) == kept[:1]
        assert await work.subscriptions.of_target(CHOIR) == kept[1:]


async def test_the_different_leads_of_a_series_come_longest_first(store: Store) -> None:
    async with store.begin() as work:
        assert await work.subscriptions.leads(ONE) == []
        for lead in (10 * MINUTE, AT_THE_START, DAY):
            for chat in (BOARD, CHOIR):
                await work.subscriptions.add(subscription(ONE, chat, lead=lead))
        await work.subscriptions.add(subscription(OTHER, lead=7 * DAY))
        assert await work.subscriptions.leads(ONE) == [DAY, 10 * MINUTE, AT_THE_START]
        await work.subscriptions.remove(ONE, BOARD)
        await work.subscriptions.remove(ONE, CHOIR)
        assert await work.subscriptions.leads(ONE) == []


async def pages(store: Store, lead: timedelta, *, limit: int) -> AsyncIterator[list[ChatAddress]]:
    after = None
    while True:
        async with store.begin() as work:
            page = await work.subscriptions.page(ONE, lead, after=after, limit=limit)
        if not page:
            return
        yield [one.target for one in page]
        after = page[-1].target


async def test_the_pages_hold_everyone_with_that_lead_once(store: Store) -> None:
    targets = {
        ChatAddress(AccountId(account), ChatId(chat))
        for account in ("matrix:@a:b", "xmpp:ä@b", "xmpp:z@b")
        for chat in ("", "!z:b", "ä@b", "🎺@b", "\uffee@b", "A@b", "a@b")
    }
    async with store.begin() as work:
        for target in targets:
            await work.subscriptions.add(subscription(ONE, target, lead=DAY))
            await work.subscriptions.add(subscription(ONE, target, lead=MINUTE))
            await work.subscriptions.add(subscription(OTHER, target, lead=DAY))
    read = [page async for page in pages(store, DAY, limit=4)]
    assert [len(page) for page in read] == [4, 4, 4, 4, 4, 1]
    everyone = [target for page in read for target in page]
    assert set(everyone) == targets
    assert everyone == sorted(targets, key=lambda target: (target.account, target.chat))


async def test_someone_who_leaves_between_two_pages_moves_nobody(store: Store) -> None:
    targets = [ChatAddress(XMPP, ChatId(f"{name}@example.org")) for name in "abcd"]
    async with store.begin() as work:
        for target in targets:
            await work.subscriptions.add(subscription(ONE, target))
    read: list[ChatAddress] = []
    async for page in pages(store, subscription(ONE).lead, limit=2):
        read += page
        async with store.begin() as work:
            await work.subscriptions.remove(ONE, page[-1])
    assert read == targets
