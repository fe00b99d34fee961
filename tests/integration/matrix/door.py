"""A `Door` that remembers, and a network that runs behind it for the length of a block."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.domain.chat import ChatAddress, ChatId, DeliveryKey, LineId
from bot.domain.delivery import Delivery, Outgoing
from bot.domain.line import Incoming
from bot.errors import TransientError
from bot.networks.matrix.network import MatrixNetwork

PATIENCE_S = 15


class WallClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class RecordingDoor:
    """Keeps lines and positions as the real one does: a line seen before does nothing.

    `away` is how many times the database fails before it works again.
    """

    lines: list[Incoming] = field(default_factory=list)
    positions: dict[str, str] = field(default_factory=dict)
    gone: list[ChatAddress] = field(default_factory=list)
    came: list[ChatAddress] = field(default_factory=list)
    moves: list[tuple[ChatId, ChatId]] = field(default_factory=list)
    seen: set[LineId] = field(default_factory=set)
    handed_in: int = 0
    away: int = 0

    async def receive(
        self, lines: Sequence[Incoming], *, positions: Sequence[tuple[str, str]] = ()
    ) -> None:
        if self.away:
            self.away -= 1
            raise TransientError("the database is away")
        self.handed_in += len(lines)
        self.lines += [line for line in lines if line.line not in self.seen]
        self.seen |= {line.line for line in lines}
        self.positions |= dict(positions)

    async def position(self, name: str) -> str | None:
        return self.positions.get(name)

    async def removed(self, chat: ChatAddress) -> None:
        self.gone.append(chat)

    async def entered(self, chat: ChatAddress) -> None:
        self.came.append(chat)

    async def moved(self, chat: ChatAddress, *, to: ChatId) -> None:
        self.moves.append((chat.chat, to))

    def texts(self) -> list[str]:
        return [line.text for line in self.lines]

    async def line(self, text: str) -> Incoming:
        """Wait for the line with that text."""
        await until(lambda: text in self.texts())
        return next(line for line in self.lines if line.text == text)


async def until(condition: Callable[[], bool], *, seconds: float = PATIENCE_S) -> None:
    """Wait for something that becomes true by itself; fails the test when it does not."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 -- the conditions are many, and all cheap
            await asyncio.sleep(0.02)


@asynccontextmanager
async def running(network: MatrixNetwork, door: RecordingDoor) -> AsyncIterator[None]:
    """The network, ready; it ends with the block. An error that stops it fails the test."""
    async with asyncio.TaskGroup() as tasks:
        run = tasks.create_task(network.run(door))
        async with asyncio.timeout(PATIENCE_S):
            await network.wait_ready()
        try:
            yield
        finally:
            run.cancel()
            with suppress(asyncio.CancelledError):
                await run
            await network.close()


def delivery(
    chat: ChatAddress, outgoing: Outgoing, *, key: str, edits: LineId | None = None
) -> Delivery:
    return Delivery(
        id=1,
        key=DeliveryKey(key),
        chat=chat,
        outgoing=outgoing,
        attempt=1,
        first_tried_at=datetime.now(UTC),
        edits=edits,
    )
