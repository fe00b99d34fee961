"""How long to wait before trying again."""

import random
from datetime import timedelta

from bot.networks.matrix.settings import Patience


def pause(failures: int, patience: Patience, *, asked: timedelta | None = None) -> float:
    """Seconds to wait after that many failures in a row: 1, 2, 4 ... 60, and never in step.

    Between half and all of the step is waited, so that many bots do not return at once to a
    server that has just come back. A longer pause that the server asks for is kept.
    """
    step = min(patience.longest_pause, patience.first_pause * 2 ** min(failures - 1, 16))
    spread = step * random.uniform(0.5, 1)  # noqa: S311 -- nothing secret hangs on it
    return max(spread, asked.total_seconds() if asked else 0)
