"""What is to be done is done at the start and again and again, whatever happened the last time."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import TransientError
from bot.scheduling.alarm_clock import AlarmClock, Round

SOON = timedelta(milliseconds=20)
LATER = timedelta(days=1)


async def never() -> None:
    """Nothing is due, and nothing will be."""


@asynccontextmanager
async def going(*rounds: Round) -> AsyncGenerator[asyncio.Task[None]]:
    async with running(AlarmClock(rounds, wake=never)) as task:
        yield task


@asynccontextmanager
async def running(clock: AlarmClock) -> AsyncGenerator[asyncio.Task[None]]:
    task = asyncio.create_task(clock.run())
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


class Sleeper:
    """Something that is due at times, and counts how often it was woken."""

    def __init__(self, *answers: datetime | Exception | None) -> None:
        self._answers = list(answers)
        self.woken = 0
        self.changed = asyncio.Condition()

    async def __call__(self) -> datetime | None:
        async with self.changed:
            self.woken += 1
            self.changed.notify_all()
        answer = self._answers.pop(0) if self._answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def until_woken(self, times: int) -> None:
        async with self.changed:
            await self.changed.wait_for(lambda: self.woken >= times)


async def test_what_is_due_is_woken_at_the_start_and_at_the_moment_that_it_names() -> None:
    moment = datetime.now(UTC) + 5 * SOON
    sleeper = Sleeper(moment)
    async with running(AlarmClock([], wake=sleeper)):
        await sleeper.until_woken(2)
        assert datetime.now(UTC) >= moment


async def test_a_moment_that_has_passed_wakes_once_and_not_for_ever() -> None:
    """As with a clock that stands, in the console."""
    past = datetime.now(UTC) - LATER
    sleeper = Sleeper(past, past, past, past)
    clock = AlarmClock([], wake=sleeper)
    async with running(clock):
        await sleeper.until_woken(2)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(sleeper.until_woken(3), 10 * SOON.total_seconds())


async def test_an_earlier_moment_replaces_a_later_one_when_the_clock_is_poked() -> None:
    sleeper = Sleeper(datetime.now(UTC) + LATER, datetime.now(UTC) + 5 * SOON)
    clock = AlarmClock([], wake=sleeper)
    async with running(clock):
        await sleeper.until_woken(1)
        clock.poke()
        await sleeper.until_woken(3)


async def test_a_watchdog_notices_a_clock_that_was_set() -> None:
    sleeper = Sleeper(datetime.now(UTC) + LATER)
    async with running(AlarmClock([], wake=sleeper, watchdog=SOON)):
        await sleeper.until_woken(3)


@pytest.mark.parametrize("error", [TransientError("database: disk full"), KeyError("bug")])
async def test_what_could_not_be_woken_is_tried_again(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    sleeper = Sleeper(error)
    async with running(AlarmClock([], wake=sleeper, watchdog=SOON)):
        await sleeper.until_woken(2)
    assert caplog.messages[0].startswith("A round failed")


async def test_what_is_due_is_never_worked_off_by_two_at_once() -> None:
    at_work = most = 0

    async def wake() -> None:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        await asyncio.sleep(0)
        at_work -= 1

    clock = AlarmClock([], wake=wake)
    async with running(clock):
        await asyncio.gather(*(clock.settle() for _ in range(5)))
    assert most == 1


async def test_rounds_that_are_another_copys_wait_and_what_is_due_here_does_not() -> None:
    work, done = counted(1)
    wake, woken = counted(1)
    free = asyncio.Event()

    async def nothing_more() -> datetime | None:
        await wake()
        return None

    async def wait_free() -> None:
        await free.wait()

    rounds = [Round(name="daily", every=LATER, work=work)]
    async with running(AlarmClock(rounds, wake=nothing_more, may_go=wait_free)):
        await woken.wait()
        assert not done.is_set()
        free.set()
        await done.wait()
