"""Keep many people from drowning a chat, each of whom writes little: past a limit all wait."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.commands.answering.flood import ONE_PLEA_IN, Verdict
from bot.domain.chat import ChatAddress, ChatKind, ChatRole, PersonId
from bot.domain.line import Incoming

WINDOW: Final = timedelta(seconds=30)
LINES: Final = 100
"""So many within `WINDOW` are answered; nobody could read more."""
PEOPLE: Final = 10
"""So many make a crowd. Fewer are stopped one by one, where they do not wait for answers."""
CALM: Final = 20
"""All are heard again once fewer lines were written within `WINDOW`."""
_MANY_CHATS: Final = 1000


@dataclass(slots=True)
class _Record:
    """Of one chat: what was written lately (when, by whom), and when all were asked to wait."""

    lately: deque[tuple[datetime, PersonId]] = field(
        default_factory=lambda: deque[tuple[datetime, PersonId]](maxlen=LINES + 1)
    )
    asked_at: datetime | None = None
    is_crowded: bool = False


class CrowdGuard:
    """Goes by the server's stamps, as `FloodGuard`.

    Moderators are always heard, and reactions always count: nothing is said in the chat to these.
    """

    def __init__(self) -> None:
        self._records: dict[ChatAddress, _Record] = {}

    def judge(self, line: Incoming) -> Verdict:
        """Call once for each new line."""
        if line.kind is not ChatKind.GROUP or line.role >= ChatRole.MODERATOR or line.reaction:
            return Verdict.ANSWER
        at = line.sent_at
        if len(self._records) > _MANY_CHATS:
            self._forget_the_quiet(at)
        record = self._records.setdefault(line.chat, _Record())
        lately = record.lately
        while lately and at - lately[0][0] >= WINDOW:
            lately.popleft()
        lately.append((at, line.sender.id))
        if record.is_crowded and len(lately) >= CALM:
            return Verdict.STAY_QUIET
        record.is_crowded = len(lately) > LINES and len({who for _, who in lately}) >= PEOPLE
        if not record.is_crowded:
            return Verdict.ANSWER
        if record.asked_at is not None and at - record.asked_at < ONE_PLEA_IN:
            return Verdict.STAY_QUIET
        record.asked_at = at
        return Verdict.ASK_FOR_PATIENCE

    def _forget_the_quiet(self, now: datetime) -> None:
        self._records = {
            chat: record
            for chat, record in self._records.items()
            if now - record.lately[-1][0] < ONE_PLEA_IN
        }
