"""The state of the call in one room: a snapshot goes in, the next state comes out.

Snapshots are the truth; what is pushed only says when to look. A server that does not answer
changes nothing of what is known, however long that lasts: unknown never becomes nobody.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.attendance import Attendance, Liveness

GRACE: Final = timedelta(seconds=60)
"""A call is over once nobody has been there for so long: browsers crash, and people come back."""
SILENCE: Final = timedelta(minutes=5)
"""When a server has not answered for so long, the cards say so."""
SURE: Final = timedelta(minutes=3)
"""With more time between two looks, nobody knows when the last person left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCall:
    """A call that is over. `ended_at` is None where nobody looked when the last one left."""

    began_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallState:
    """What is known of the call in one room; all times are aware and in UTC.

    `known` is the newest snapshot that told something. `began_at` is when the call that runs was
    first seen. `empty_at` is since when nobody is there, until that counts as the end;
    `left_unseen`: the last person left at an unknown time before. `silent_at` is since when the
    server has not answered. `past` is the previous call.
    """

    known: Attendance | None = None
    began_at: datetime | None = None
    empty_at: datetime | None = None
    left_unseen: bool = False
    silent_at: datetime | None = None
    past: PastCall | None = None

    def is_silent(self, now: datetime) -> bool:
        """Whether it has been unknown for so long that people should know."""
        return self.silent_at is not None and now - self.silent_at >= SILENCE


def after(state: CallState, seen: Attendance, *, now: datetime) -> CallState:
    """The state after a snapshot that arrives `now`; one older than what is known changes nothing.

    What is known from later than `now` was seen before the clock was set back.
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
