"""A door for tests: a small honest one that keeps everything in memory."""

import asyncio
from collections.abc import Callable, Sequence

from bot.domain.chat import ChatAddress, ChatId
from bot.domain.line import Incoming
from bot.errors import TransientError
from bot.usecases.ports.forms import FormDesk

PATIENCE = 10.0


class MemoryDoor:
    """Keeps lines once, as the real one does. `is_shut` makes it fail like a database that is away.

    It outlives networks, so that a bot can be started again on what an earlier one had read.
    """

    def __init__(self, forms: FormDesk | None = None) -> None:
        self.forms = forms
        self.lines: list[Incoming] = []
        self.positions: dict[str, str] = {}
        self.left: list[ChatAddress] = []
        self.came: list[ChatAddress] = []
        self.repeats = 0
        self.is_shut = False
        self._news = asyncio.Condition()

    async def receive(
        self, lines: Sequence[Incoming], *, positions: Sequence[tuple[str, str]] = ()
    ) -> None:
        if self.is_shut:
            raise TransientError("the database is away")
        known = {(line.chat, line.line) for line in self.lines}
        new = [line for line in lines if (line.chat, line.line) not in known]
        self.repeats += len(lines) - len(new)
        self.lines += new
        self.positions.update(positions)
        await self._tell()

    async def position(self, name: str) -> str | None:
        return self.positions.get(name)

    async def removed(self, chat: ChatAddress) -> None:
        self.left.append(chat)
        await self._tell()

    async def entered(self, chat: ChatAddress) -> None:
        self.came.append(chat)
        await self._tell()

    async def moved(self, chat: ChatAddress, *, to: ChatId) -> None:
        raise AssertionError(f"{chat} cannot move to {to} on this network")

    async def line(self, text: str) -> Incoming:
        """The line with that text, once it is there."""
        await self.until(lambda: text in self.texts)
        return next(line for line in self.lines if line.text == text)

    @property
    def texts(self) -> list[str]:
        return [line.text for line in self.lines]

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(holds)

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()
