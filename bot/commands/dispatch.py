"""Work through jobs: in turns within a chat, side by side across chats."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from bot.domain.chat import ChatAddress, Incoming, PersonId
from bot.errors import TransientError

log = logging.getLogger(__name__)

Job = Callable[[], Awaitable[None]]
_Queues: TypeAlias = dict[PersonId, deque[Job]]

_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 30.0


class Dispatcher:
    """A slow answer holds up its own chat and no other.

    Each person's lines are answered in their order. Of several people in a chat each has a turn in
    turn, so that whoever writes much waits for themselves.
    """

    def __init__(self) -> None:
        self._chats: dict[ChatAddress, _Queues] = {}
        self._fresh: asyncio.Queue[ChatAddress] = asyncio.Queue()
        self._idle = asyncio.Event()
        self._idle.set()

    def put(self, line: Incoming, job: Job) -> None:
        """Queue what is to be done about a line.

        A job that raises `TransientError` is repeated until it does not.
        """
        self._idle.clear()
        if line.chat not in self._chats:
            self._chats[line.chat] = {}
            self._fresh.put_nowait(line.chat)
        self._chats[line.chat].setdefault(line.sender.id, deque()).append(job)

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
        queues = self._chats[chat]
        while queues:
            person, queue = next(iter(queues.items()))
            await self._do(queue[0])
            queue.popleft()
            del queues[person]
            if queue:  # behind the others
                queues[person] = queue
        del self._chats[chat]
        if not self._chats:
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
