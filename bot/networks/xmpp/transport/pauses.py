"""How long to wait before the next try: doubling, with jitter, and up to a limit."""

import random
from collections.abc import Iterator


def pauses(first: float, longest: float) -> Iterator[float]:
    """Seconds, without end. Half of each pause is chance, so that many bots do not come at once."""
    length = first
    while True:
        yield length * random.uniform(0.5, 1.0)  # noqa: S311 -- no secret hangs on it
        length = min(longest, length * 2)
