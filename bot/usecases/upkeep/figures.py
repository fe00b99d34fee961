"""How quick the bot is, in numbers that tell nothing about anybody; counted since the start."""

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.domain.chat import AccountId, DeliveryKey
from bot.domain.delivery import Delivery, reply_key
from bot.domain.line import Incoming
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.conferences import SourceState
from bot.usecases.upkeep.check_health import CheckHealth

BOUNDS_S: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0, 600.0)
_MOST_ASKED: Final = 1_000
"""Lines that wait for an answer; beyond that, the oldest is not measured."""


@dataclass(slots=True)
class Durations:
    """A histogram: `counts` has one more than there are bounds, for what took longer than all."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS_S) + 1))
    total_s: float = 0.0

    def note(self, length: timedelta) -> None:
        """Add a length; a clock that was set back meanwhile makes no negative one."""
        seconds = max(length.total_seconds(), 0.0)
        self.counts[bisect_left(BOUNDS_S, seconds)] += 1
        self.total_s += seconds


class Figures:
    """Of one account. `asked` and `sent` hear of lines as they come and go.

    `replies` is from a line's arrival to the server's receipt for its answer; `lateness` from when
    any line was put into the outbox to that.
    """

    def __init__(self, clock: Clock) -> None:
        self.replies = Durations()
        self.lateness = Durations()
        self._clock = clock
        self._asked = OrderedDict[DeliveryKey, datetime]()

    def asked(self, lines: Sequence[Incoming]) -> None:
        now = self._clock.now()
        for line in lines:
            self._asked[reply_key(line)] = now
        while len(self._asked) > _MOST_ASKED:
            self._asked.popitem(last=False)

    def sent(self, delivery: Delivery) -> None:
        now = self._clock.now()
        if delivery.added_at is not None:
            self.lateness.note(now - delivery.added_at)
        if (asked_at := self._asked.pop(delivery.key, None)) is not None:
            self.replies.note(now - asked_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """How the bot is just now, what it sees of calls, and all that is counted since the start.

    `deliveries` is how often a line was `Sent`, `PutBack` and `Failed`, of each account;
    `reminders` how many were `told`, and how many `dropped` because they were late.
    """

    check: CheckHealth
    figures: Mapping[AccountId, Figures]
    deliveries: Mapping[AccountId, Mapping[str, int]]
    reminders: Mapping[str, int]
    sources: Callable[[], Sequence[SourceState]]
