"""Wait for what must not be left half done."""

import asyncio
from typing import TypeVar

T = TypeVar("T")


async def uninterrupted(work: asyncio.Future[T]) -> T:
    """Wait for it however often the waiting is cancelled: until then its connection is taken.

    Whoever was cancelled stops then, also where the work failed: a worker that has to stop must not
    take that for one more thing to try again.
    """
    cancelled = False
    while not work.done():
        try:
            await asyncio.wait([work])
        except asyncio.CancelledError:
            cancelled = True
    if cancelled:
        if not work.cancelled():
            work.exception()  # looked at, so that asyncio does not complain
        raise asyncio.CancelledError
    return work.result()
