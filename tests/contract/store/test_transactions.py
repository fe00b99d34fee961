"""What a transaction promises: all or nothing, one after another, whatever happens in between."""

import asyncio
from itertools import count

import pytest

from bot.usecases.ports.store import Store, Work
from tests.contract.store.examples import BOARD, MATRIX, NOON, conference_room, line, saying


async def change_everything(work: Work, name: str) -> None:
    await work.inbox.receive(line(name), now=NOON)
    await work.outbox.add(saying(name), now=NOON)
    await work.positions.save(MATRIX, "sync", name)
    await work.rooms.use(BOARD, conference_room(name), now=NOON)


async def traces(store: Store) -> list[object]:
    async with store.begin() as work:
        return [
            *await work.inbox.waiting(MATRIX),
            await work.outbox.next_due(MATRIX),
            await work.positions.load(MATRIX, "sync"),
            *await work.rooms.recent(BOARD),
        ]


async def test_what_a_block_did_is_there_for_the_next_one(store: Store) -> None:
    async with store.begin() as work:
        await change_everything(work, "one")
    assert await traces(store) == [line("one"), NOON, "one", conference_room("one")]


async def test_a_block_sees_its_own_changes(store: Store) -> None:
    async with store.begin() as work:
        await change_everything(work, "one")
        assert await work.inbox.waiting(MATRIX) == [line("one")]


async def change_and_raise(store: Store, name: str) -> None:
    async with store.begin() as work:
        await change_everything(work, name)
        await work.inbox.close(line("old"), now=NOON)
        raise LookupError


async def test_a_block_that_raises_leaves_nothing(store: Store) -> None:
    with pytest.raises(LookupError):
        await change_and_raise(store, "one")
    assert await traces(store) == [None, None]


async def test_a_block_that_raises_leaves_what_was_there_before(store: Store) -> None:
    async with store.begin() as work:
        await change_everything(work, "old")
    before = await traces(store)
    with pytest.raises(LookupError):
        await change_and_raise(store, "new")
    assert await traces(store) == before


async def test_a_cancelled_block_leaves_nothing_and_is_in_nobodys_way(store: Store) -> None:
    changed = asyncio.Event()

    async def dawdle() -> None:
        async with store.begin() as work:
            await change_everything(work, "one")
            changed.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(dawdle())
    await changed.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await traces(store) == [None, None]


async def test_whenever_a_block_is_cancelled_all_of_it_is_there_or_nothing(store: Store) -> None:
    for steps in count():
        name = str(steps)
        task = asyncio.create_task(change_in_a_block(store, name))
        for _ in range(steps):
            await asyncio.sleep(0)
        finished = not task.cancel()
        await asyncio.wait([task])
        async with store.begin() as work:
            there = {
                line(name) in await work.inbox.waiting(MATRIX),
                not await work.outbox.add(saying(name), now=NOON),
                await work.positions.load(MATRIX, "sync") == name,
                conference_room(name) in await work.rooms.recent(BOARD),
            }
        assert len(there) == 1
        if finished:
            assert there == {True}
            break


async def change_in_a_block(store: Store, name: str) -> None:
    async with store.begin() as work:
        await change_everything(work, name)


async def test_blocks_wait_for_each_other(store: Store) -> None:
    async def increase() -> None:
        async with store.begin() as work:
            seen = int(await work.positions.load(MATRIX, "sync") or 0)
            await asyncio.sleep(0)
            await work.positions.save(MATRIX, "sync", str(seen + 1))

    async with asyncio.TaskGroup() as group:
        for _ in range(20):
            group.create_task(increase())
    async with store.begin() as work:
        assert await work.positions.load(MATRIX, "sync") == "20"


async def test_closing_twice_is_closing_once(store: Store) -> None:
    await store.close()
    await store.close()
