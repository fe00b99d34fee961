"""Keep one person from flooding a chat: too many lines at once get one answer, and then none."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Final

from bot.domain.chat import LineId, PersonId
from bot.domain.line import Incoming

BURST: Final = 20
"""Lines that one person may write within `WINDOW` without waiting for the answers."""

HASTE: Final = 3
"""So many of them have to be written before an earlier one was answered. Whoever waits for each
answer is never hasty, and may be as fast as the bot."""

WINDOW: Final = timedelta(seconds=2)
PEACE: Final = timedelta(seconds=5)
FEW: Final = 2
"""Whoever was asked for patience is heard again once they wrote no more than so many lines within
`PEACE`, as people who type do."""
ONE_PLEA_IN: Final = timedelta(minutes=1)
"""A server that stalls cuts one flood into several; people are asked for patience once."""
_MANY_PEOPLE: Final = 1000


class FloodVerdict(Enum):
    """What becomes of a line."""

    ANSWER = auto()
    ASK_FOR_PATIENCE = auto()
    STAY_QUIET = auto()


@dataclass(slots=True)
class _Record:
    """One person: what waits for an answer, and what they wrote lately (when, and if in haste).

    `newest` is when they last wrote, `before` when they wrote the latest lines, `asked_at` when
    they were last asked for patience.
    """

    waiting: set[LineId] = field(default_factory=set[LineId])
    lately: deque[tuple[datetime, bool]] = field(default_factory=deque[tuple[datetime, bool]])
    newest: datetime | None = None
    before: deque[datetime] = field(default_factory=lambda: deque[datetime](maxlen=FEW + 1))
    asked_at: datetime | None = None
    is_flooding: bool = False

    def is_quiet(self, now: datetime, span: timedelta) -> bool:
        """Whether nothing was written for so long."""
        return self.newest is None or now - self.newest >= span

    def is_calm(self, now: datetime) -> bool:
        """Whether only a few lines were written within `PEACE`."""
        return len(self.before) <= FEW or now - self.before[0] >= PEACE


class FloodGuard:
    """Goes by the server's stamps rather than by the time of arrival.

    What was written in an hour while the bot was away may arrive all at once.
    """

    def __init__(self) -> None:
        self._records: dict[PersonId, _Record] = {}

    def judge(self, line: Incoming) -> FloodVerdict:
        """To be called once per new line; one that is to be answered counts as waiting."""
        if len(self._records) > _MANY_PEOPLE:
            self._forget_the_quiet(line.sent_at)
        record, at = self._records.setdefault(line.sender.id, _Record()), line.sent_at
        if record.is_calm(at):
            record.is_flooding = False
        record.before.append(at)
        record.newest = max(at, record.newest or at)
        if record.is_flooding:
            return FloodVerdict.STAY_QUIET
        lately = record.lately
        while lately and at - lately[0][0] >= WINDOW:
            lately.popleft()
        lately.append((at, bool(record.waiting)))
        if len(lately) <= BURST or sum(hasty for _, hasty in lately) < HASTE:
            record.waiting.add(line.line)
            return FloodVerdict.ANSWER
        record.is_flooding = True
        if record.asked_at is not None and at - record.asked_at < ONE_PLEA_IN:
            return FloodVerdict.STAY_QUIET
        record.asked_at = at
        return FloodVerdict.ASK_FOR_PATIENCE

    def answered(self, line: Incoming) -> None:
        """The line no longer waits."""
        if record := self._records.get(line.sender.id):
            record.waiting.discard(line.line)

    def _forget_the_quiet(self, now: datetime) -> None:
        self._records = {
            person: record
            for person, record in self._records.items()
            if record.waiting or not record.is_quiet(now, ONE_PLEA_IN)
        }
