"""What the delivery worker has claimed, and what has come back."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.delivery.outcome import Outcome
from bot.domain.delivery import Delivery


@dataclass(slots=True)
class UnderWay:
    """Lines that were claimed: those that are being sent, and what became of those that came back.

    A report is on disk only after the next transaction; until then its row looks unsent. Of the
    first `unsure` of them it may be: a transaction was to record them, and nobody heard how it
    ended.
    """

    sends: set[asyncio.Task[Outcome]] = field(default_factory=set[asyncio.Task[Outcome]])
    reports: list[tuple[Delivery, Outcome]] = field(default_factory=list[tuple[Delivery, Outcome]])
    unsure: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """Lines that are ours to send until the lease ends (aware, UTC)."""

    lines: Sequence[Delivery]
    lease_until: datetime
