"""One line on its way: it is sent under its lease, and its outcome is decided."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.delivery.outcome import Outcome, PutBack, Sent, after_error
from bot.delivery.pace import CHATS_AT_ONCE, CHATS_AT_ONCE_IN_A_STREAM, Pace
from bot.domain.chat import AccountId, DeliveryKey, LineId
from bot.domain.delivery import Delivery
from bot.domain.traits import traits
from bot.errors import PermanentError, TransientError
from bot.usecases.ports.clock import Clock

log = logging.getLogger(__name__)

SEND_TIMEOUT: Final = timedelta(seconds=30)


class Sender(Protocol):
    """As much of a `ChatNetwork` as is needed here."""

    @property
    def account(self) -> AccountId: ...

    async def send(self, delivery: Delivery) -> LineId: ...


class Courier:
    """Carries lines, several at a time if need be, and knows how fast more may follow."""

    def __init__(self, *, sender: Sender, clock: Clock, luck: Callable[[], float]) -> None:
        self._sender = sender
        self._clock = clock
        self._luck = luck
        self._stumbles = Counter[DeliveryKey]()
        in_a_stream = traits(sender.account).in_a_stream
        self.pace = Pace(at_once=CHATS_AT_ONCE_IN_A_STREAM if in_a_stream else CHATS_AT_ONCE)

    async def carry(self, delivery: Delivery, *, lease_until: datetime) -> Outcome:
        """Send it, unless too little of the lease is left."""
        if self._clock.now() + SEND_TIMEOUT > lease_until:  # the machine was asleep
            return PutBack(timedelta(0))
        outcome = await self._send(delivery)
        if not isinstance(outcome, PutBack):
            del self._stumbles[delivery.key]
        return outcome

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
                log.info("The server wants a pause", extra=facts("pause", delivery, why=error))
                return PutBack((self.pace.silent_until or now) - now)
            case TransientError() | TimeoutError():
                said = facts("delivery_put_back", delivery, why=error)
                log.info("A delivery did not work this time", extra=said)
            case PermanentError():
                said = facts("delivery_failed", delivery, why=error)
                log.warning("A delivery can never work", extra=said)
            case _:
                self._stumbles[delivery.key] += 1
                said = facts("delivery_stumbled", delivery)
                log.error("A delivery failed by a bug", exc_info=error, extra=said)
        return after_error(
            error,
            attempt=delivery.attempt,
            stumbles=self._stumbles[delivery.key],
            luck=self._luck(),
        )


def facts(action: str, delivery: Delivery, *, why: Exception | None = None) -> dict[str, object]:
    """What a log entry says about a line."""
    return {
        "action": action,
        "account": delivery.chat.account,
        "chat": delivery.chat.chat,
        "attempt": delivery.attempt,
        **({} if why is None else {"why": str(why) or type(why).__name__}),
    }
