"""Wait for what must not be left half done."""

import asyncio
from typing import TypeVar

T = TypeVar("T")


async def uninterrupted(work: asyncio.Future[T]) -> T:
    """Wait for it however often the waiting is cancelled: until then its connection is taken."""
    cancelled = False
    while not work.done():
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            cancelled = True
    if cancelled:
        raise asyncio.CancelledError
    return work.result()
