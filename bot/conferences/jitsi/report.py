"""What a Jitsi server lets the bot see, for the operator and for `!about`."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """The most that the server was seen to tell to outsiders; each step includes the ones before.

    COUNT shows itself only while a call runs: a server hides a room once it is live.
    """

    NOTHING = "nothing"
    LIVENESS = "liveness"
    COUNT = "count"


@dataclass(frozen=True, slots=True, kw_only=True)
class JitsiReport:
    """What the bot found.

    `config_js` says whether it was read, which it is not where the settings say everything.
    `transport` is how the bot is connected: `websocket`, `c2s`, or `none`. `problem` is a line for
    the operator, empty when all is well.
    """

    config_js: bool
    transport: str
    level: Level
    problem: str
