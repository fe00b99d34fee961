"""The delivery worker of one account: claims what waits as soon as it may be said."""

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from bot.delivery.courier import STORE_PAUSE, Courier, Sender, until_stored
from bot.errors import TransientError
from bot.usecases.ports import Clock, Store

log = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=60)
LONGEST_REST: Final = timedelta(seconds=30)
"""After that the outbox is looked at in any case: the wall clock may have been set."""
LAST_WORDS: Final = timedelta(seconds=5)


class DeliveryWorker:
    """Sends what waits in the outbox for one account; nothing without a committed claim.

    `owner` names this process in the leases. `luck` spreads retries (see `pace`).
    """

    def __init__(
        self,
        *,
        store: Store,
        sender: Sender,
        clock: Clock,
        owner: str,
        luck: Callable[[], float] = random.random,
    ) -> None:
        self._store = store
        self._account = sender.account
        self._clock = clock
        self._owner = owner
        self._courier = Courier(store=store, sender=sender, clock=clock, owner=owner, luck=luck)
        self._under_way: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._quiet = asyncio.Event()

    @property
    def tally(self) -> Counter[str]:
        """How often a line was `Sent`, `PutBack` and `Failed` since the start."""
        return self._courier.tally

    def poke(self) -> None:
        """Say that something was put into the outbox, or that the clock was set."""
        self._quiet.clear()
        self._wake.set()

    async def drain(self) -> None:
        """Return once nothing waits for this account any more. `run` has to be running."""
        self.poke()
        await self._quiet.wait()

    async def run(self) -> None:
        """Send until cancelled; then finish what is under way, for 5 s at most, and leave.

        The account is served by this process alone, so leases found at the start are a dead one's.
        """
        await until_stored(
            self._store,
            lambda work: work.outbox.recover(self._account, now=self._clock.now()),
        )
        async with asyncio.TaskGroup() as sends:
            try:
                while True:
                    await self._rest_until(await self._round(sends))
            except asyncio.CancelledError:
                if self._under_way:
                    await asyncio.wait(self._under_way, timeout=LAST_WORDS.total_seconds())
                raise

    async def _round(self, sends: asyncio.TaskGroup) -> datetime | None:
        """Start what may be sent now. When to look again, unless woken before; None: then only."""
        self._wake.clear()
        now, pace = self._clock.now(), self._courier.pace
        room = pace.room(now, under_way=len(self._under_way))
        if not room or self._courier.recording:
            return pace.silence_ends(now)
        try:
            claimed = await self._claim(sends, room)
            if claimed == room:
                return None
            async with self._store.begin() as work:
                due = await work.outbox.next_due(self._account)
        except TransientError as error:
            log.warning("The database is away", extra={"action": "store_away", "why": str(error)})
            return now + STORE_PAUSE
        if due is None and not self._wake.is_set():
            self._quiet.set()
        return due

    async def _claim(self, sends: asyncio.TaskGroup, room: int) -> int:
        """Start up to `room` sends. How many it were."""
        now = self._clock.now()
        lease_until = now + LEASE
        async with self._store.begin() as work:
            claimed = await work.outbox.claim(
                self._account, owner=self._owner, now=now, lease_until=lease_until, limit=room
            )
        for delivery in claimed:
            task = sends.create_task(self._courier.carry(delivery, lease_until=lease_until))
            self._under_way.add(task)
            task.add_done_callback(self._returned)
        return len(claimed)

    def _returned(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._wake.set()

    async def _rest_until(self, due: datetime | None) -> None:
        rest = LONGEST_REST if due is None else min(due - self._clock.now(), LONGEST_REST)
        try:
            async with asyncio.timeout(rest.total_seconds()):
                await self._wake.wait()
        except TimeoutError:
            pass
