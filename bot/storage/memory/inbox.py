"""The inbox port in a plain dictionary."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.chat import AccountId
from bot.domain.line import Incoming
from bot.storage.memory.tables import Tables


class MemoryInbox:
    """Lines that were meant for the bot."""

    def __init__(self, tables: Tables) -> None:
        self._open = tables.open_lines
        self._closed = tables.closed_lines

    async def receive(self, line: Incoming, *, now: datetime) -> bool:  # noqa: ARG002 -- the port
        key = (line.chat, line.line)
        if key in self._open or key in self._closed:
            return False
        self._open[key] = line
        return True

    async def waiting(self, account: AccountId) -> Sequence[Incoming]:
        return [line for line in self._open.values() if line.chat.account == account]

    async def close(self, line: Incoming, *, now: datetime) -> bool:
        key = (line.chat, line.line)
        if self._open.pop(key, None) is None:
            return False
        self._closed[key] = now
        return True
