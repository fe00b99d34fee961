"""Who wrote the latest lines in rooms: an answer names them (XEP-0461)."""

from collections import OrderedDict
from typing import Final

from bot.domain.chat import Incoming, LineId
from bot.networks.xmpp.ids import is_made_up

_REMEMBERED: Final = 500


class Authors:
    """Occupant JIDs by line, of the lines that are known to everybody by that id."""

    def __init__(self) -> None:
        self._by_line: OrderedDict[LineId, str] = OrderedDict()

    def remember(self, line: Incoming, occupant: str) -> None:
        """Called for each line of a room; the oldest are forgotten."""
        if not is_made_up(line.line):
            self._by_line[line.line] = occupant
            if len(self._by_line) > _REMEMBERED:
                self._by_line.popitem(last=False)

    def of(self, line: LineId | None) -> str | None:
        """None for a line that is not known any more, or cannot be referred to."""
        return self._by_line.get(line) if line else None
