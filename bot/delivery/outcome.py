"""What became of an attempt to send."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.delivery.pace import pause
from bot.domain.chat import LineId
from bot.errors import PermanentError, TransientError

PATIENCE_WITH_BUGS: Final = 5
"""After so many attempts, a line that makes the program itself fail is given up."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The server has it, under this id."""

    line: LineId


@dataclass(frozen=True, slots=True)
class PutBack:
    """To be tried again after that pause."""

    pause: timedelta


@dataclass(frozen=True, slots=True)
class Failed:
    """It can never be sent; `why` is what the log says."""

    why: str


Outcome = Sent | PutBack | Failed


def after_error(error: Exception, *, attempt: int, stumbles: int, luck: float) -> Outcome:
    """What follows from an error that concerns the line alone.

    `stumbles` counts the bugs met with this line, this one included.
    """
    match error:
        case PermanentError():
            return Failed(str(error))
        case TransientError(retry_after=named):
            return PutBack(pause(named, attempt=attempt, luck=luck))
        case _ if stumbles < PATIENCE_WITH_BUGS:  # a bug, or no answer in time
            return PutBack(pause(None, attempt=attempt, luck=luck))
        case _:
            return Failed(type(error).__name__)
