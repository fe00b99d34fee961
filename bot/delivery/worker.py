"""The delivery worker of one account: claims what waits as soon as it may be said."""

import asyncio
import logging
import random
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Protocol, TypeVar

from bot.delivery.courier import Courier, Sender, facts
from bot.delivery.outcome import Failed, Outcome, PutBack, Sent
from bot.delivery.under_way import Claim, UnderWay
from bot.domain.delivery import Delivery
from bot.errors import TransientError
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.store import Store, Work

log = logging.getLogger(__name__)

T = TypeVar("T")

LEASE: Final = timedelta(seconds=60)
LONGEST_REST: Final = timedelta(seconds=30)
"""The outbox is looked at after that in any case: the wall clock may have been set."""
LAST_WORDS: Final = timedelta(seconds=5)
STORE_PAUSE: Final = timedelta(seconds=1)
GATHERS_S: Final = 0.05
"""For so long, at most, a line that came back waits for others, to share a commit with them."""
STALLS_S: Final = 1.0
"""How long what follows an answer waits for the server to take that."""


class Refused(Protocol):
    """What follows when a line can never be sent."""

    async def __call__(self, work: Work, delivery: Delivery, *, now: datetime) -> None: ...


async def _nothing_follows(work: Work, delivery: Delivery, *, now: datetime) -> None:
    """For lines of which nobody has to hear."""


class DeliveryWorker:
    """Sends what waits in the outbox for one account; nothing without a committed claim.

    What came back since the last transaction is recorded together, in the one that claims what
    comes next: the more there is to say, the more lines share a commit. Nothing is lost by that: a
    line that was sent, but not yet recorded, is still a claimed one, and every start treats those
    with care.

    `owner` names this process in the leases; whether it `serves` the account is asked with each
    claim. `refused` may change more in the transaction that ends a line which can never be sent.
    `luck` spreads retries (see `pace`).
    """

    def __init__(
        self,
        *,
        store: Store,
        sender: Sender,
        clock: Clock,
        owner: str,
        refused: Refused = _nothing_follows,
        serves: Callable[[], bool] = lambda: True,
        luck: Callable[[], float] = random.random,
    ) -> None:
        self._store = store
        self._refused = refused
        self._serves = serves
        self._account = sender.account
        self._clock = clock
        self._owner = owner
        self._courier = Courier(sender=sender, clock=clock, luck=luck)
        self._under_way = UnderWay()
        self._tasks: asyncio.TaskGroup | None = None
        self._latest: asyncio.Task[Outcome] | None = None
        self._wake = asyncio.Event()
        self._quiet = asyncio.Event()
        self.tally: Final = Counter[str]()
        """How often a line was `Sent`, `PutBack` and `Failed` since the start."""

    def poke(self) -> None:
        """Say that something was put into the outbox, or that the clock was set."""
        self._quiet.clear()
        self._wake.set()

    @asynccontextmanager
    async def speaking(self) -> AsyncGenerator[Work]:
        """A transaction that also claims a line, which is on its way as soon as it is committed.

        So an answer that is put into the outbox there needs no second transaction. For everything
        else that is put there, `poke` is still needed.
        """
        try:
            with self._under_way.heard():
                async with self._store.begin() as work:
                    yield work
                    claim = await self._claim(work, min(self._room(), 1) if self._tasks else 0)
        except TransientError:
            self.poke()
            raise
        self._latest = self._start(claim)

    def once_said(self, then: Callable[[], None]) -> None:
        """Call `then` once the last line of `speaking` has come back, at once if none is out.

        A server that stalls delays it by a second at most.
        """
        if self._tasks is None or self._latest is None or self._latest.done():
            then()
        else:
            self._tasks.create_task(_follow(self._latest, then))

    async def drain(self) -> None:
        """Return once nothing waits for this account any more. `run` has to be running."""
        self.poke()
        await self._quiet.wait()

    async def run(self) -> None:
        """Send until cancelled; then finish what is under way, for 5 s at most, and leave.

        The account is served by this process alone, so leases found at the start are those of a
        dead one.
        """
        await self._until_stored(self._recover)
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            try:
                while True:
                    await self._rest_until(await self._round())
            finally:
                self._tasks = None
                await self._leave()

    async def _round(self) -> datetime | None:
        """Record what came back and start what may be sent now, in one transaction.

        Returns when to look again unless woken earlier; None for only when woken.
        """
        self._wake.clear()
        reports = tuple(self._under_way.reports)
        if not (self._room() or reports):
            return self._silence_ends()
        due = None
        try:
            with self._under_way.heard():
                async with self._store.begin() as work:
                    held = await self._record(work, reports)
                    settled = self._under_way.doubts if self._under_way.is_all_told(reports) else 0
                    if settled:
                        await self._recover(work)
                    room = self._room()
                    claim = await self._claim(work, room)
                    if len(claim.lines) < room:
                        due = await work.outbox.next_due(self._account)
        except TransientError as error:
            _note_away(error)
            return self._clock.now() + STORE_PAUSE
        self._recorded(reports, held)
        self._under_way.doubts -= settled
        self._start(claim)
        if not room:
            return self._silence_ends()
        if due is None and len(claim.lines) < room and not self._wake.is_set():
            self._quiet.set()
        return due

    def _room(self) -> int:
        """How many more lines may be sent now."""
        return self._courier.pace.room(self._clock.now(), under_way=len(self._under_way.sends))

    def _silence_ends(self) -> datetime | None:
        return self._courier.pace.silence_ends(self._clock.now())

    async def _claim(self, work: Work, limit: int) -> Claim:
        """Lines to be started as soon as that transaction is over, before anything else."""
        now = self._clock.now()
        lease_until = now + LEASE
        if limit == 0:
            return Claim((), lease_until)
        lines = await work.outbox.claim(
            self._account, owner=self._owner, now=now, lease_until=lease_until, limit=limit
        )
        self._demand_to_serve()
        return Claim(lines, lease_until)

    async def _recover(self, work: Work) -> None:
        await work.outbox.recover(self._account, now=self._clock.now())
        self._demand_to_serve()

    def _demand_to_serve(self) -> None:
        """Undo the transaction if another copy may serve the account; see `Tenure.fenced`."""
        if not self._serves():
            raise TransientError("another copy may serve the account now")

    def _start(self, claim: Claim) -> asyncio.Task[Outcome] | None:
        """Send what was claimed. The last task, None for none."""
        if self._tasks is None:  # stopped; the next process finds the leases
            return None
        task = None
        for delivery in claim.lines:
            carrying = self._courier.carry(delivery, lease_until=claim.lease_until)
            task = self._tasks.create_task(carrying)
            self._under_way.sends.add(task)
            task.add_done_callback(partial(self._returned, delivery))
        return task

    def _returned(self, delivery: Delivery, task: asyncio.Task[Outcome]) -> None:
        self._under_way.sends.discard(task)
        if not task.cancelled() and not task.exception():
            self._under_way.reports.append((delivery, task.result()))
        if self._courier.pace.is_busy(under_way=len(self._under_way.sends)):
            asyncio.get_running_loop().call_later(GATHERS_S, self._wake.set)
        else:
            self._wake.set()

    async def _record(
        self, work: Work, reports: Sequence[tuple[Delivery, Outcome]]
    ) -> Sequence[bool]:
        """Whether each was still under the lease with which it was sent."""
        now = self._clock.now()
        posted = [
            (delivery, outcome.line) for delivery, outcome in reports if isinstance(outcome, Sent)
        ]
        held = iter(await work.outbox.sent(posted, owner=self._owner, now=now) if posted else ())
        return [
            next(held)
            if isinstance(outcome, Sent)
            else await self._give_back(work, delivery, outcome, now)
            for delivery, outcome in reports
        ]

    async def _give_back(
        self, work: Work, delivery: Delivery, outcome: PutBack | Failed, now: datetime
    ) -> bool:
        if isinstance(outcome, Failed):
            failed = await work.outbox.fail(delivery, owner=self._owner, why=outcome.why, now=now)
            if failed:
                await self._refused(work, delivery, now=now)
            return failed
        return await work.outbox.retry(delivery, owner=self._owner, at=now + outcome.pause)

    def _recorded(self, reports: Sequence[tuple[Delivery, Outcome]], held: Sequence[bool]) -> None:
        del self._under_way.reports[: len(reports)]  # more may have come meanwhile, behind these
        for (delivery, outcome), holds in zip(reports, held, strict=True):
            self.tally[type(outcome).__name__] += 1
            # an earlier transaction that recorded it has ended its lease, too
            if not (holds or self._under_way.doubts):
                log.warning("A lease was lost before its end", extra=facts("lease_lost", delivery))

    async def _leave(self) -> None:
        if self._under_way.sends:
            await asyncio.wait(self._under_way.sends, timeout=LAST_WORDS.total_seconds())
        if reports := tuple(self._under_way.reports):
            self._recorded(
                reports, await self._until_stored(lambda work: self._record(work, reports))
            )

    async def _until_stored(self, change: Callable[[Work], Awaitable[T]]) -> T:
        """One transaction, tried again until the database takes it."""
        while True:
            try:
                with self._under_way.heard():
                    async with self._store.begin() as work:
                        return await change(work)
            except TransientError as error:
                _note_away(error)
                await asyncio.sleep(STORE_PAUSE.total_seconds())

    async def _rest_until(self, due: datetime | None) -> None:
        rest = LONGEST_REST if due is None else min(due - self._clock.now(), LONGEST_REST)
        try:
            async with asyncio.timeout(rest.total_seconds()):
                await self._wake.wait()
        except TimeoutError:
            pass


def _note_away(error: TransientError) -> None:
    log.warning("The database is away", extra={"action": "store_away", "why": str(error)})


async def _follow(line: asyncio.Task[Outcome], then: Callable[[], None]) -> None:
    await asyncio.wait([line], timeout=STALLS_S)
    then()
