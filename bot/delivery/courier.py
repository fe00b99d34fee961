"""One line on its way: sent under its lease, and what became of it recorded."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final, Protocol, TypeVar

from bot.delivery.outcome import Failed, Outcome, PutBack, Sent, after_error
from bot.delivery.pace import Pace
from bot.domain.chat import AccountId, Delivery, DeliveryKey, LineId
from bot.errors import PermanentError, TransientError
from bot.usecases.ports import Clock, Store, Work

log = logging.getLogger(__name__)

T = TypeVar("T")

SEND_TIMEOUT: Final = timedelta(seconds=30)
STORE_PAUSE: Final = timedelta(seconds=1)


class Sender(Protocol):
    """What is needed of a `ChatNetwork`."""

    @property
    def account(self) -> AccountId: ...

    async def send(self, delivery: Delivery) -> LineId: ...


class Courier:
    """Carries lines, several at a time if need be, and knows at which pace more may follow.

    `recording` are those whose outcome is not on disk yet: their rows look unsent.
    """

    def __init__(
        self, *, store: Store, sender: Sender, clock: Clock, owner: str, luck: Callable[[], float]
    ) -> None:
        self._store = store
        self._sender = sender
        self._clock = clock
        self._owner = owner
        self._luck = luck
        self._stumbles = Counter[DeliveryKey]()
        self.pace = Pace()
        self.recording: Final[set[DeliveryKey]] = set()
        self.tally: Final = Counter[str]()

    async def carry(self, delivery: Delivery, *, lease_until: datetime) -> None:
        """Send it, unless too little of the lease is left, and record what became of it."""
        if self._clock.now() + SEND_TIMEOUT > lease_until:  # the machine was asleep
            outcome = PutBack(timedelta(0))
        else:
            outcome = await self._send(delivery)
        self.recording.add(delivery.key)
        if not await until_stored(self._store, lambda work: self._record(work, delivery, outcome)):
            log.warning("A lease was lost before its end", extra=_facts("lease_lost", delivery))
        self.recording.discard(delivery.key)
        self.tally[type(outcome).__name__] += 1
        if not isinstance(outcome, PutBack):
            del self._stumbles[delivery.key]

    async def _send(self, delivery: Delivery) -> Outcome:
        try:
            async with asyncio.timeout(SEND_TIMEOUT.total_seconds()):
                line = await self._sender.send(delivery)
        except Exception as error:  # noqa: BLE001 -- whatever one line does, the others go on
            return self._judge(error, delivery)
        self.pace = self.pace.accepted()
        return Sent(line)

    def _judge(self, error: Exception, delivery: Delivery) -> Outcome:
        match error:
            case TransientError(whole_account=True):
                now = self._clock.now()
                self.pace = self.pace.refused(now, retry_after=error.retry_after, luck=self._luck())
                log.info("The server wants a pause", extra=_facts("pause", delivery, why=error))
                return PutBack((self.pace.silent_until or now) - now)
            case TransientError() | TimeoutError():
                facts = _facts("delivery_put_back", delivery, why=error)
                log.info("A delivery did not work this time", extra=facts)
            case PermanentError():
                facts = _facts("delivery_failed", delivery, why=error)
                log.warning("A delivery can never work", extra=facts)
            case _:
                self._stumbles[delivery.key] += 1
                facts = _facts("delivery_stumbled", delivery)
                log.error("A delivery failed by a bug", exc_info=error, extra=facts)
        return after_error(
            error,
            attempt=delivery.attempt,
            stumbles=self._stumbles[delivery.key],
            luck=self._luck(),
        )

    async def _record(self, work: Work, delivery: Delivery, outcome: Outcome) -> bool:
        outbox, now = work.outbox, self._clock.now()
        match outcome:
            case Sent(line):
                return await outbox.sent(delivery, owner=self._owner, line=line, now=now)
            case PutBack(pause):
                return await outbox.retry(delivery, owner=self._owner, at=now + pause)
            case Failed():
                return await outbox.fail(delivery, owner=self._owner, now=now)


async def until_stored(store: Store, change: Callable[[Work], Awaitable[T]]) -> T:
    """One transaction, tried again until the database takes it."""
    while True:
        try:
            async with store.begin() as work:
                return await change(work)
        except TransientError as error:
            log.warning("The database is away", extra={"action": "store_away", "why": str(error)})
            await asyncio.sleep(STORE_PAUSE.total_seconds())


def _facts(action: str, delivery: Delivery, *, why: Exception | None = None) -> dict[str, object]:
    return {
        "action": action,
        "account": delivery.chat.account,
        "chat": delivery.chat.chat,
        "attempt": delivery.attempt,
        **({} if why is None else {"why": str(why) or type(why).__name__}),
    }
