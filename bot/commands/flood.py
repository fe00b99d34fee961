"""Keep one person from drowning a chat: too many lines at once are answered once, then not."""

from collections import deque
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.domain.chat import Incoming, PersonId

BURST = 20
"""Lines by one person that may wait for an answer at the same time, if written within `WINDOW`."""

WINDOW = timedelta(seconds=2)


class Verdict(Enum):
    """What becomes of a line."""

    ANSWER = auto()
    ASK_FOR_PATIENCE = auto()
    STAY_QUIET = auto()


class FloodGuard:
    """Counts what waits, so whoever waits for each answer before typing on is never stopped.

    Goes by the server's stamps and not by the time of arrival: what was written over an hour while
    the bot was away may arrive in one moment.
    """

    def __init__(self) -> None:
        self._waiting: dict[PersonId, deque[datetime]] = {}
        self._told: set[PersonId] = set()

    def judge(self, line: Incoming) -> Verdict:
        """Call once for each new line; a line that is to be answered is counted as waiting."""
        waiting = self._waiting.setdefault(line.sender.id, deque())
        if sum(1 for sent_at in waiting if line.sent_at - sent_at < WINDOW) < BURST:
            waiting.append(line.sent_at)
            return Verdict.ANSWER
        if line.sender.id in self._told:
            return Verdict.STAY_QUIET
        self._told.add(line.sender.id)
        return Verdict.ASK_FOR_PATIENCE

    def answered(self, line: Incoming) -> None:
        """A counted line is dealt with. Who has nothing waiting any more starts afresh."""
        waiting = self._waiting.get(line.sender.id)
        if waiting is None or line.sent_at not in waiting:
            return
        waiting.remove(line.sent_at)
        if not waiting:
            del self._waiting[line.sender.id]
            self._told.discard(line.sender.id)
