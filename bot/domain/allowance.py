"""How much a server lets an account say, and when to begin so that all is said in time. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

AT_ONCE: Final = 5
"""Lines that are never begun early. Synapse lets an account say ten at once; the others are left
for answers."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """A line in every `line_every` on average, and a few at once (a token bucket)."""

    line_every: timedelta


def latest_beginnings(moments: Sequence[datetime], allowance: Allowance) -> Sequence[datetime]:
    """For each of these moments, which are in order, when its line has to leave to be in time.

    Lines leave in that order. So many before a moment as leave at once need no time.
    """
    beginnings = list(moments)
    for last, moment in enumerate(moments):
        is_last_of_its_moment = last + 1 == len(moments) or moments[last + 1] > moment
        if is_last_of_its_moment:
            for one in range(last + 1):
                waits = max(0, last + 1 - one - AT_ONCE) * allowance.line_every
                beginnings[one] = min(beginnings[one], moment - waits)
    return beginnings
