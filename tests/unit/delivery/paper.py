"""A chat network of paper, a clock that stands still, and a delivery worker between them."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.delivery.worker import DeliveryWorker
from bot.domain.chat import AccountId, DeliveryKey, LineId
from bot.domain.delivery import Delivery
from bot.storage.memory.store import MemoryStore
from bot.usecases.ports.store import Store
from tests.contract.store.examples import MATRIX, NOON, Desk


@dataclass
class StillClock:
    time: datetime = NOON

    def now(self) -> datetime:
        return self.time


@dataclass
class PaperNetwork:
    """Knows a repeat by its key, as a homeserver knows a transaction id.

    `troubles` are raised one after the other in answer to a key; a key in `held` is answered only
    once its event is set.
    """

    account: AccountId = MATRIX
    calls: list[Delivery] = field(default_factory=list)
    lines: dict[DeliveryKey, str] = field(default_factory=dict)
    troubles: defaultdict[str, list[Exception]] = field(default_factory=lambda: defaultdict(list))
    held: dict[str, asyncio.Event] = field(default_factory=dict)

    async def send(self, delivery: Delivery) -> LineId:
        self.calls.append(delivery)
        if self.troubles[delivery.key]:
            raise self.troubles[delivery.key].pop(0)
        self.lines.setdefault(delivery.key, delivery.outgoing.text)
        if delivery.key in self.held:
            await self.held[delivery.key].wait()
        return LineId(f"${delivery.key}")

    @property
    def tried(self) -> list[str]:
        return [delivery.key for delivery in self.calls]

    def hold(self, key: str) -> asyncio.Event:
        return self.held.setdefault(key, asyncio.Event())


@dataclass
class Trial:
    """All of it. Its worker is lucky: each pause is as short as it can be."""

    store: Store = field(default_factory=MemoryStore)
    network: PaperNetwork = field(default_factory=PaperNetwork)
    clock: StillClock = field(default_factory=StillClock)
    serves: bool = True

    def __post_init__(self) -> None:
        self.desk = Desk(self.store, owner="test")
        self.worker = self.new_worker()

    def new_worker(self) -> DeliveryWorker:
        return DeliveryWorker(
            store=self.store,
            sender=self.network,
            clock=self.clock,
            owner="worker",
            serves=lambda: self.serves,
            luck=lambda: 0.0,
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The worker at work; a new one each time, as after a restart."""
        self.worker = self.new_worker()
        task = asyncio.create_task(self.worker.run())
        await self.settle()
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def settle(self) -> None:
        """Let everything happen that can: in memory nothing takes more turns of the loop."""
        for _ in range(100):
            await asyncio.sleep(0)

    async def poke(self) -> None:
        self.worker.poke()
        await self.settle()

    async def wait(self, time: timedelta) -> None:
        self.clock.time += time
        await self.poke()

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(5):
            while not condition():  # noqa: ASYNC110 -- what is waited for tells nobody
                await asyncio.sleep(0.001)

    async def drain(self) -> None:
        async with asyncio.timeout(5):
            await self.worker.drain()
