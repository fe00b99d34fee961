"""Keep many people who each write little from flooding a chat: past a limit all of them wait."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.commands.answering.flood import ONE_PLEA_IN, FloodVerdict
from bot.domain.chat import ChatAddress, ChatKind, ChatRole, PersonId
from bot.domain.line import Incoming

WINDOW: Final = timedelta(seconds=30)
LINES: Final = 100
"""So many lines within `WINDOW` are answered; nobody could read more."""
PEOPLE: Final = 10
"""So many make a crowd. `FloodGuard` stops fewer people one by one."""
CALM: Final = 20
"""Everybody is heard again once fewer lines than that were written within `WINDOW`."""
_MANY_CHATS: Final = 1000


@dataclass(slots=True)
class _Record:
    """What was written in one chat lately (when, by whom), and when all were asked to wait."""

    lately: deque[tuple[datetime, PersonId]] = field(
        default_factory=lambda: deque[tuple[datetime, PersonId]](maxlen=LINES + 1)
    )
    asked_at: datetime | None = None
    is_crowded: bool = False


class CrowdGuard:
    """Goes by the server's stamps, like `FloodGuard`.

    Moderators are always heard. Reactions always count: they are not answered in the chat.
    """

    def __init__(self) -> None:
        self._records: dict[ChatAddress, _Record] = {}

    def judge(self, line: Incoming) -> FloodVerdict:
        """To be called once per new line."""
        if line.kind is not ChatKind.GROUP or line.role >= ChatRole.MODERATOR or line.reaction:
            return FloodVerdict.ANSWER
        at = line.sent_at
        if len(self._records) > _MANY_CHATS:
            self._forget_the_quiet(at)
        record = self._records.setdefault(line.chat, _Record())
        lately = record.lately
        while lately and at - lately[0][0] >= WINDOW:
            lately.popleft()
        lately.append((at, line.sender.id))
        if record.is_crowded and len(lately) >= CALM:
            return FloodVerdict.STAY_QUIET
        record.is_crowded = len(lately) > LINES and len({who for _, who in lately}) >= PEOPLE
        if not record.is_crowded:
            return FloodVerdict.ANSWER
        if record.asked_at is not None and at - record.asked_at < ONE_PLEA_IN:
            return FloodVerdict.STAY_QUIET
        record.asked_at = at
        return FloodVerdict.ASK_FOR_PATIENCE

    def _forget_the_quiet(self, now: datetime) -> None:
        self._records = {
            chat: record
            for chat, record in self._records.items()
            if now - record.lately[-1][0] < ONE_PLEA_IN
        }
