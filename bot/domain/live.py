"""The state of the call in one room: a snapshot goes in, the next state comes out.

Snapshots are the truth; what is pushed only says when to look. An answer that the server does not
give changes nothing of what is known, however long it lasts: unknown never becomes nobody.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.attendance import Attendance, Liveness

GRACE: Final = timedelta(seconds=60)
"""A call is over when nobody was there for that long: browsers crash, and people come again."""
SILENCE: Final = timedelta(minutes=5)
"""A server that says nothing for that long is told of."""
SURE: Final = timedelta(minutes=3)
"""Who looked away for longer than that does not know when the last one left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCall:
    """A call that is over. `ended_at` is None where nobody looked when the last one left."""

    began_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallState:
    """What is known of the call in one room; all times are aware and in UTC.

    `known` is the newest snapshot that told something. `began_at` is when the call that runs was
    first seen. `empty_at` is from when on nobody is there, while that is not yet an end, and
    `left_unseen` says that the last one left before. `silent_at` is from when on the server does
    not tell. `past` is the call before.
    """

    known: Attendance | None = None
    began_at: datetime | None = None
    empty_at: datetime | None = None
    left_unseen: bool = False
    silent_at: datetime | None = None
    past: PastCall | None = None

    def is_silent(self, now: datetime) -> bool:
        """Whether it has been unknown for so long that it is worth a word."""
        return self.silent_at is not None and now - self.silent_at >= SILENCE


def after(state: CallState, seen: Attendance, *, now: datetime) -> CallState:
    """What follows from a snapshot that arrives `now`; older than the known is no news.

    What is known from later than now was seen by a clock that has been set back since.
    """
    if seen.liveness is Liveness.UNKNOWN:
        return replace(state, silent_at=min(state.silent_at or now, now))
    if state.known and seen.seen_at < state.known.seen_at <= now:
        return state
    if seen.liveness is Liveness.LIVE:
        began_at = state.began_at or seen.since or seen.seen_at
        return CallState(known=seen, began_at=min(began_at, seen.seen_at), past=state.past)
    return _after_nobody(state, seen, now)


def _after_nobody(state: CallState, seen: Attendance, now: datetime) -> CallState:
    if state.began_at is None:
        return CallState(known=seen, past=state.past)
    if state.empty_at is None or state.empty_at > now:
        unseen = state.known is None or seen.seen_at - state.known.seen_at > SURE
        return replace(state, known=seen, empty_at=seen.seen_at, left_unseen=unseen, silent_at=None)
    if now - state.empty_at < GRACE:
        return replace(state, known=seen, silent_at=None)
    ended_at = None if state.left_unseen else state.empty_at
    return CallState(known=seen, past=PastCall(began_at=state.began_at, ended_at=ended_at))
