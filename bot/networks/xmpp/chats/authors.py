"""Who wrote the latest lines in rooms: an answer names them (XEP-0461)."""

from collections import OrderedDict
from datetime import datetime
from typing import Final

from bot.domain.chat import LineId
from bot.domain.line import Incoming
from bot.networks.xmpp.stanzas.ids import is_made_up

_REMEMBERED: Final = 500


class Authors:
    """Occupant JIDs by line, of the lines that are known to everybody by that id."""

    def __init__(self) -> None:
        self._by_line: OrderedDict[LineId, tuple[str, datetime | None]] = OrderedDict()

    def remember(self, line: Incoming, occupant: str, *, kept_at: datetime | None) -> None:
        """Called for each line of a room; the oldest are forgotten.

        `kept_at` (aware, UTC) is when the archive took it, None for a line that came live.
        """
        if not is_made_up(line.line):
            self._by_line[line.line] = (occupant, kept_at)
            if len(self._by_line) > _REMEMBERED:
                self._by_line.popitem(last=False)

    def of(self, line: LineId | None) -> str | None:
        """None for a line that is not known any more, or cannot be referred to."""
        return self._of(line)[0]

    def kept_at(self, line: LineId | None) -> datetime | None:
        """When the archive took a line that was read back from there; None for others."""
        return self._of(line)[1]

    def _of(self, line: LineId | None) -> tuple[str, datetime | None] | tuple[None, None]:
        known = self._by_line.get(line) if line else None
        return known or (None, None)
