"""What is to be done is done at the start and again and again, whatever happened the last time."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest

from bot.errors import TransientError
from bot.scheduling.alarm_clock import AlarmClock, Round, Wake

SOON = timedelta(milliseconds=20)
LATER = timedelta(days=1)


async def never() -> None:
    """Nothing is due, and nothing will be."""


@asynccontextmanager
async def going(*rounds: Round, wake: Wake = never) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(AlarmClock(rounds, wake=wake).run())
    async with asyncio.timeout(10):
        yield task
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def counted(
    goal: int, trouble: Callable[[int], Awaitable[None]] | None = None
) -> tuple[Callable[[], Awaitable[None]], asyncio.Event]:
    """Something to do, and the sign that it was done `goal` times."""
    reached, count = asyncio.Event(), 0

    async def work() -> None:
        nonlocal count
        count += 1
        if count == goal:
            reached.set()
        if trouble:
            await trouble(count)

    return work, reached


async def test_a_round_is_gone_at_the_start_however_rare_it_is() -> None:
    work, done = counted(1)
    async with going(Round(name="daily", every=LATER, work=work)):
        await done.wait()


async def test_a_round_is_gone_again_and_again() -> None:
    work, done = counted(3)
    async with going(Round(name="often", every=SOON, work=work)):
        await done.wait()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (TransientError("database: disk full"), "A round failed and comes again"),
        (KeyError("bug"), "A round failed by a bug"),
    ],
)
async def test_a_round_that_fails_comes_again_and_holds_up_no_other(
    error: Exception, sentence: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_: int) -> None:
        raise error

    failing, failed_often = counted(3, fail)
    working, worked_often = counted(3)
    with caplog.at_level(logging.WARNING):
        async with going(
            Round(name="failing", every=SOON, work=failing),
            Round(name="working", every=SOON, work=working),
        ):
            await failed_often.wait()
            await worked_often.wait()
    assert sentence in caplog.messages


async def test_after_it_was_cancelled_nothing_more_happens() -> None:
    worked = asyncio.Event()

    async def work() -> None:
        worked.set()

    async with going(Round(name="often", every=SOON, work=work)) as task:
        await worked.wait()
        task.cancel()
        await asyncio.wait([task])
    worked.clear()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(worked.wait(), timeout=5 * SOON.total_seconds())
