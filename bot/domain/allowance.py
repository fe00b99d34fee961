"""How much a server lets an account say, and when to begin so that everything is said in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

LINES_AT_ONCE: Final = 5
"""So many lines are never sent early: Synapse takes ten at once, and the others are left for
answers."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """A token bucket: one line per `line_every` on average, and a few at once."""

    line_every: timedelta


def latest_beginnings(moments: Sequence[datetime], allowance: Allowance) -> Sequence[datetime]:
    """When the line for each of these moments has to leave to be in time; the moments ascend.

    Lines leave in this order. The last `LINES_AT_ONCE` before a moment leave together and need no
    time.
    """
    beginnings = list(moments)
    for last, moment in enumerate(moments):
        is_last_of_its_moment = last + 1 == len(moments) or moments[last + 1] > moment
        if is_last_of_its_moment:
            for one in range(last + 1):
                waits = max(0, last + 1 - one - LINES_AT_ONCE) * allowance.line_every
                beginnings[one] = min(beginnings[one], moment - waits)
    return beginnings
