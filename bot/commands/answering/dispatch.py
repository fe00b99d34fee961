"""Work through jobs: in turns within a chat, side by side across chats."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final, TypeAlias
from weakref import WeakValueDictionary

from bot.domain.chat import ChatAddress, PersonId
from bot.domain.line import Incoming
from bot.errors import TransientError

log = logging.getLogger(__name__)

Job = Callable[[], Awaitable[None]]
_Lane: TypeAlias = tuple[ChatAddress, PersonId]

_TURN_S: Final = 1.0
_PAUSE_S: Final = 1.0
_LONGEST_PAUSE_S: Final = 30.0


class Dispatcher:
    """A slow command holds up other people in its chat for a second, and other chats not at all.

    The lines of each person are answered in order, those of several people in a chat in turns: so
    whoever writes a lot makes only themselves wait.
    """

    def __init__(self) -> None:
        self._lanes: dict[_Lane, deque[Job]] = {}
        self._turns: WeakValueDictionary[ChatAddress, asyncio.Lock] = WeakValueDictionary()
        self._fresh: asyncio.Queue[_Lane] = asyncio.Queue()
        self._idle = asyncio.Event()
        self._idle.set()

    def put(self, line: Incoming, job: Job) -> None:
        """Queue what is to be done about a line.

        A job that raises `TransientError` is repeated until it does not. One that raises anything
        else is given up, and its line stays in the inbox until the next start.
        """
        self._idle.clear()
        lane = (line.chat, line.sender.id)
        if lane in self._lanes:
            self._lanes[lane].append(job)
            return
        self._lanes[lane] = deque([job])
        self._fresh.put_nowait(lane)

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                lane = await self._fresh.get()
                tasks.create_task(self._work_through(lane))

    async def wait_idle(self) -> None:
        """Return when no job is queued or under way."""
        await self._idle.wait()

    async def _work_through(self, lane: _Lane) -> None:
        queue, (chat, _) = self._lanes[lane], lane
        turns = self._turns.setdefault(chat, asyncio.Lock())
        while queue:
            async with _turn(turns):
                await self._do(queue[0])
            queue.popleft()
            await asyncio.sleep(0)  # let whoever waits for a turn have it
        del self._lanes[lane]
        if not self._lanes:
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
            except Exception:
                # one line must not end the program, now and at every start
                log.exception("A command failed by a bug", extra={"action": "command_left"})
                return None


@asynccontextmanager
async def _turn(turns: asyncio.Lock) -> AsyncGenerator[None]:
    """Wait for a turn, and keep it until the work is done, for a second at most."""
    await turns.acquire()
    is_over = False

    def end() -> None:
        nonlocal is_over
        if not is_over:
            is_over = True
            turns.release()

    timer = asyncio.get_running_loop().call_later(_TURN_S, end)
    try:
        yield
    finally:
        timer.cancel()
        end()
