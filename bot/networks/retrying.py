"""Trying again: how long to wait before the next try, and for how long to go on."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from typing import Final, TypeVar

from bot.errors import TransientError

log = logging.getLogger(__name__)
_TRIES: Final = 5

ResultT = TypeVar("ResultT")


def pauses(first: float, longest: float) -> Iterator[float]:
    """Seconds, without end: doubling up to a limit.

    Half of each pause is chance, so that many bots do not return at once to a server that has just
    come back.
    """
    length = first
    while True:
        yield length * random.uniform(0.5, 1.0)  # noqa: S311 -- no secret hangs on it
        length = min(longest, length * 2)


def at_least(pause: float, asked: timedelta | None) -> float:
    """Seconds: the pause, or a longer one that the server asks for."""
    return max(pause, asked.total_seconds() if asked else 0)


async def patiently(action: Callable[[], Awaitable[ResultT]]) -> ResultT:
    """Do it again until it works: for what must not be left out, such as keeping a line."""
    waits = pauses(0.5, 30.0)
    while True:
        try:
            return await action()
        except TransientError as error:
            log.warning("Cannot go on; trying again", extra={"why": str(error)})
            pause = at_least(next(waits), error.retry_after)
        await asyncio.sleep(pause)


async def a_few_times(action: Callable[[], Awaitable[ResultT]]) -> ResultT:
    """Do it again until it works, but not for ever. Raises the last `TransientError`.

    What fails because the account is not connected does not count: the connection may come back
    as it was, and then nobody else does this.
    """
    waits = pauses(1.0, 16.0)
    failures = 0
    while True:
        try:
            return await action()
        except TransientError as error:
            failures += not error.whole_account
            if failures == _TRIES:
                raise
        await asyncio.sleep(next(waits))
