"""Which lines were encrypted, and who wrote so last: an answer goes the way of the question."""

from typing import Final

from omemo.types import JSONType

from bot.domain.chat import LineId
from bot.domain.delivery import Delivery
from bot.domain.line import Incoming
from bot.usecases.ports.clock import Clock

_LINES_KEPT_S: Final = 90 * 86_400
"""A line of the bot's may be edited for as long."""


class Habits:
    """Notes in two tables: the moments of encrypted lines, and the chats spoken to in that way."""

    def __init__(
        self,
        lines: dict[str, JSONType],
        chats: dict[str, JSONType],
        clock: Clock,
    ) -> None:
        self._lines = lines
        self._chats = chats
        self._clock = clock

    def heard(self, line: Incoming, *, is_encrypted: bool) -> None:
        """Somebody's words. Whoever encrypts in a group is spoken to like that in private too."""
        if is_encrypted:
            self._note(line.line)
            self._chats[line.chat.chat] = self._chats[line.sender.id] = True
        else:
            self._chats.pop(line.chat.chat, None)

    def said(self, line: str) -> None:
        """The bot says a line encrypted."""
        self._note(line)

    def wants(self, delivery: Delivery, line: str) -> bool:
        """Whether the bot's `line` has to be encrypted."""
        told = delivery.edits or delivery.outgoing.answers
        if line in self._lines or told in self._lines:
            return True
        return told is None and delivery.chat.chat in self._chats

    def _note(self, line: LineId | str) -> None:
        now = self._clock.now().timestamp()
        self._lines[line] = now
        for name, at in list(self._lines.items()):
            if isinstance(at, float) and now - at < _LINES_KEPT_S:
                break  # they stand in the order in which they came
            del self._lines[name]
