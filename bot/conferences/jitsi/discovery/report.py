"""What a Jitsi server lets the bot see, for the operator and for `!about`."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final


class Level(IntEnum):
    """The most that the server was seen to tell; each step includes the ones before.

    By signalling, COUNT shows itself only while a call runs: a server hides a room once it is live.
    """

    NOTHING = 0
    LIVENESS = 1
    COUNT = 2
    NAMES = 3

    @property
    def told(self) -> str:
        """In words, as in "the bot sees …"."""
        return _TOLD[self]


_TOLD: Final = {
    Level.NOTHING: "nothing",
    Level.LIVENESS: "whether a call runs",
    Level.COUNT: "how many are in a call",
    Level.NAMES: "who is in a call",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """One way to see who is in a call. `problem` is for the operator, empty when it works."""

    name: str
    level: Level
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JitsiReport:
    """What the bot found.

    `config_js` says whether it was read; where the settings say everything, only `reach` does so.
    `transport` is how the bot is connected: `websocket`, `c2s`, or `none`. `level` is the best of
    the sources'; `pushed` says that the server posted news since the start. `problem` is a line for
    the operator, empty when all is well. `step` is what would let the bot see more, with the lines
    to write; empty when there is nothing more.
    """

    config_js: bool
    transport: str
    level: Level
    problem: str = ""
    pushed: bool = False
    sources: tuple[SourceReport, ...] = ()
    step: str = ""
