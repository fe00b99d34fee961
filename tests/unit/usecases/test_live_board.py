"""What others learn of the rooms that are looked at."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.attendance import Liveness
from bot.usecases.calls.live_board import LiveBoard
from bot.usecases.ports.live import LiveState

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
EMPTY = LiveState(liveness=Liveness.EMPTY, count=0, since=None, seen_at=NOON)
LIVE = LiveState(liveness=Liveness.LIVE, count=2, since=NOON, seen_at=NOON)


async def read(board: LiveBoard) -> asyncio.Task[str]:
    """A reader that waits for the next change."""
    reading = asyncio.create_task(anext(board.changes()))
    await asyncio.sleep(0)
    return reading


async def test_a_room_nobody_looks_at_has_no_state():
    board = LiveBoard()
    assert board.state("tea") is None
    board.put("tea", LIVE)
    assert board.state("tea") == LIVE
    board.put("tea", None)
    assert board.state("tea") is None


async def test_each_reader_hears_of_a_change():
    board = LiveBoard()
    readers = [await read(board), await read(board)]
    board.put("tea", LIVE)
    async with asyncio.timeout(20):
        assert [await reader for reader in readers] == ["tea", "tea"]


async def test_a_new_age_is_no_change():
    board = LiveBoard()
    board.put("tea", LIVE)
    reader = await read(board)
    later = replace(LIVE, seen_at=NOON + timedelta(minutes=1))
    board.put("tea", later)
    board.put("coffee", EMPTY)
    async with asyncio.timeout(20):
        assert await reader == "coffee"
    assert board.state("tea") == later


async def test_a_slow_reader_hears_of_each_room_once():
    board = LiveBoard()
    changes = board.changes()
    first = asyncio.create_task(anext(changes))
    await asyncio.sleep(0)
    for count in range(1000):
        board.put("tea", replace(LIVE, count=count))
    board.put("coffee", EMPTY)
    async with asyncio.timeout(20):
        assert [await first, await anext(changes)] == ["tea", "coffee"]
