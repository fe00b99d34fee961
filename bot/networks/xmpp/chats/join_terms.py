"""Which group chat to join, and how."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_TRIES: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinTerms:
    """Which room to join, and how.

    `real_jids` says whether the room's service is believed, see `XmppSettings.believes`. A room
    that the bot was invited to (`is_invited`) is never made anew when it is gone; any other that
    is missing is, and is given to the `owners`, who are bare JIDs.
    """

    room: str
    nick: str
    real_jids: bool
    is_invited: bool = False
    password: str | None = None
    owners: frozenset[str] = frozenset()

    @property
    def nicks(self) -> Sequence[str]:
        """What to be called there: the first that nobody else has."""
        return [self.nick + "_" * number for number in range(_TRIES)]
