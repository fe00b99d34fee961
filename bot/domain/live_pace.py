"""How often a room is looked at."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.live import GRACE, CallState


@dataclass(frozen=True, slots=True, kw_only=True)
class LookPace:
    """`quick` while a call runs and for `fresh` after a card was posted, else `slow`.

    A server that does not answer is asked less and less often, down to once in `longest`. News of
    a room lead to a look at once, but at most one per `debounce`.
    """

    quick: timedelta = timedelta(seconds=10)
    slow: timedelta = timedelta(seconds=60)
    longest: timedelta = timedelta(minutes=2)
    fresh: timedelta = timedelta(minutes=10)
    debounce: timedelta = timedelta(seconds=1)

    def next_look(
        self, state: CallState, *, opened_at: datetime | None, misses: int, now: datetime
    ) -> datetime:
        """`opened_at` is when the newest card was posted, `misses` how often nothing was told."""
        if misses:
            return now + min(self.quick * 2 ** min(misses - 1, 10), self.longest)
        if state.empty_at and now < state.empty_at + GRACE:
            return min(now + self.quick, state.empty_at + GRACE)
        if state.began_at or (opened_at and now - opened_at < self.fresh):
            return now + self.quick
        return now + self.slow
