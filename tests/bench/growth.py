"""How a cost grows with what there is: the exponent of a power law, by least squares on logarithms.

0: it does not matter how much there is. 1: twice as much costs twice as much.
"""

import math
from collections.abc import Mapping, Sequence

Points = Sequence[tuple[float, float]]


def exponent(points: Points) -> float:
    """Of sizes and what each cost."""
    logs = [(math.log(size), math.log(cost)) for size, cost in points]
    middle, level = (sum(column) / len(logs) for column in zip(*logs, strict=True))
    spread = sum((size - middle) ** 2 for size, _ in logs)
    return sum((size - middle) * (cost - level) for size, cost in logs) / spread


def with_exponents(taken: Mapping[int, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """What was taken at each size, and behind it how each figure grows; as `report` wants it."""
    names = next(iter(taken.values()))
    grown = {
        name: exponent([(size, figures[name]) for size, figures in taken.items()]) for name in names
    }
    return {str(size): dict(figures) for size, figures in taken.items()} | {"exponent": grown}
