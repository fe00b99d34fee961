"""What the running bot does on signals. Those that come while it loads: `bot.cli`."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any


def until_told_to_stop(work: Coroutine[Any, Any, None], *, hung_up: Callable[[], None]) -> None:
    """Run, and stop in order on SIGINT and SIGTERM. `hung_up` hears of SIGHUP."""

    async def guarded() -> None:
        task = asyncio.ensure_future(work)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, task.cancel)
        loop.add_signal_handler(signal.SIGHUP, hung_up)
        with suppress(asyncio.CancelledError):
            await task

    asyncio.run(guarded())
