"""How fast an account may speak: pure arithmetic, with time and luck as arguments.

`luck`, between 0 and 1, spreads retries: what failed together does not come back together.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

CHATS_AT_ONCE: Final = 8
"""How many chats are served at the same time. Each line is a request that the server works on, and
whatever comes later, such as a reply, has to wait for those that are under way."""
CHATS_AT_ONCE_IN_A_STREAM: Final = 64
"""The same on XMPP, where lines follow each other in one stream and are acknowledged later."""

SHORTEST_PAUSE: Final = timedelta(seconds=2)
LONGEST_PAUSE: Final = timedelta(minutes=5)
LONGEST_ACCOUNT_PAUSE: Final = timedelta(seconds=30)
"""Shorter, because a single line is enough to try a whole account."""
CAREFUL: Final = timedelta(minutes=1)


def pause(
    named: timedelta | None, *, attempt: int, luck: float, longest: timedelta = LONGEST_PAUSE
) -> timedelta:
    """The pause that the server named, else one from 2 s up to a limit that doubles each time.

    A server that says "again in 0 s" is not taken at its word.
    """
    if named is not None and named > timedelta(0):
        return named
    upper = min(SHORTEST_PAUSE * 2 ** min(attempt, 20), longest)
    return SHORTEST_PAUSE + (upper - SHORTEST_PAUSE) * luck


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What the server last said to the account as a whole, and how many lines it may be given.

    Nothing is sent until `silent_until`. After that one line at a time, so that it is the most
    urgent one that gets through: until the server has taken one and, where it named a limit, until
    `careful_until`.
    """

    at_once: int = CHATS_AT_ONCE
    refusals: int = 0
    silent_until: datetime | None = None
    careful_until: datetime | None = None

    def refused(self, now: datetime, *, retry_after: timedelta | None, luck: float) -> "Pace":
        """The server wants to hear nothing from this account for a while, or is away."""
        together = self.silence_ends(now) is not None  # with another one that was under way
        refusals = self.refusals if together else self.refusals + 1
        silence = pause(retry_after, attempt=refusals, luck=luck, longest=LONGEST_ACCOUNT_PAUSE)
        silent_until = max(now + silence, self.silent_until or now)
        return replace(
            self,
            refusals=refusals,
            silent_until=silent_until,
            careful_until=self.careful_until if retry_after is None else silent_until + CAREFUL,
        )

    def accepted(self) -> "Pace":
        """The server took a line."""
        return replace(self, refusals=0)

    def room(self, now: datetime, *, under_way: int) -> int:
        """How many more lines may be sent now."""
        if self.silence_ends(now):
            return 0
        careful = self.refusals or (self.careful_until and now < self.careful_until)
        return max(0, (1 if careful else self.at_once) - under_way)

    def is_busy(self, *, under_way: int) -> bool:
        """Whether the server has enough to do: more than half of what it may be given at once."""
        return 2 * under_way > self.at_once

    def silence_ends(self, now: datetime) -> datetime | None:
        """When something may be said again, None when it may be now."""
        return self.silent_until if self.silent_until and now < self.silent_until else None
