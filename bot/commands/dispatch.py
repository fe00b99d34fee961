"""Work through jobs: in order within a chat, side by side across chats."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

from bot.domain.chat import ChatAddress
from bot.errors import TransientError

log = logging.getLogger(__name__)

Job = Callable[[], Awaitable[None]]

_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 30.0


class Dispatcher:
    """A slow answer holds up its own chat and no other."""

    def __init__(self) -> None:
        self._queues: dict[ChatAddress, deque[Job]] = {}
        self._fresh: asyncio.Queue[ChatAddress] = asyncio.Queue()
        self._idle = asyncio.Event()
        self._idle.set()

    def put(self, chat: ChatAddress, job: Job) -> None:
        """Queue a job. A job that raises `TransientError` is repeated until it does not."""
        self._idle.clear()
        if chat in self._queues:
            self._queues[chat].append(job)
            return
        self._queues[chat] = deque([job])
        self._fresh.put_nowait(chat)

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                chat = await self._fresh.get()
                tasks.create_task(self._work_through(chat))

    async def wait_idle(self) -> None:
        """Return when no job is queued or under way."""
        await self._idle.wait()

    async def _work_through(self, chat: ChatAddress) -> None:
        queue = self._queues[chat]
        while queue:
            await self._do(queue[0])
            queue.popleft()
        del self._queues[chat]
        if not self._queues:
            self._idle.set()

    async def _do(self, job: Job) -> None:
        pause = _PAUSE_S
        while True:
            try:
                return await job()
            except TransientError:
                log.warning("A command waits for the database", extra={"action": "command_waits"})
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE_S)
