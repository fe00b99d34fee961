"""What the delivery worker has claimed, and what has come back."""

import asyncio
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from bot.delivery.outcome import Outcome
from bot.domain.delivery import Delivery
from bot.errors import TransientError


@dataclass(slots=True)
class UnderWay:
    """Lines that were claimed: those that are being sent, and what became of those that came back.

    A report is on disk only after the next transaction; until then its row looks unsent. `doubts`
    are transactions of which nobody heard how they ended: what they were to record may be on disk,
    and what they claimed nobody sends.
    """

    sends: set[asyncio.Task[Outcome]] = field(default_factory=set[asyncio.Task[Outcome]])
    reports: list[tuple[Delivery, Outcome]] = field(default_factory=list[tuple[Delivery, Outcome]])
    doubts: int = 0

    @contextmanager
    def heard(self) -> Generator[None]:
        """Around a transaction, to notice when its end is not heard of."""
        try:
            yield
        except (TransientError, asyncio.CancelledError):
            self.doubts += 1
            raise

    def is_all_told(self, reports: Sequence[tuple[Delivery, Outcome]]) -> bool:
        """Whether nobody is sending what is still claimed apart from these."""
        return not self.sends and len(self.reports) == len(reports)


@dataclass(frozen=True, slots=True)
class Claim:
    """Lines that are ours to send until the lease ends (aware, UTC)."""

    lines: Sequence[Delivery]
    lease_until: datetime
