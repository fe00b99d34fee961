"""Slips of the finger: how far apart words are, and days that were mistyped: `tommorow`."""

from dataclasses import dataclass
from itertools import chain
from typing import Final

from bot.domain.language import fold
from bot.domain.when.hints import is_known
from bot.domain.when.tables import TABLES

_SHORTEST: Final = 6
_LONG: Final = 8
"""Letters from which on two slips are forgiven instead of one."""
_FIRST: Final = 4
"""Words among which one is looked for: further on, a title may have any."""


_DAYS: Final = {
    fold(day): day
    for day in chain(
        *(table.wording.weekdays for table in TABLES.values()),
        *(
            (month for month in table.wording.months if len(month) >= _LONG)
            for table in TABLES.values()
        ),
        ("tomorrow", "übermorgen"),
    )
    if len(day) >= _SHORTEST
}


@dataclass(frozen=True, slots=True)
class Slip:
    """What was typed, and what must have been meant."""

    typed: str
    meant: str


def slips_forgiven(word: str) -> int:
    """How far from that word something typed may be."""
    return 2 if len(word) >= _LONG else 1


def distance(left: str, right: str) -> int:
    """Optimal string alignment: insertions, deletions, replacements, swapped neighbours."""
    if abs(len(left) - len(right)) > 2:  # noqa: PLR2004 -- further apart than anything that counts
        return abs(len(left) - len(right))
    above: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        further, above, row = above, row, [i]
        for j, b in enumerate(right, 1):
            best = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                best = min(best, further[j - 2] + 1)
            row.append(best)
    return row[-1]


def misspelt_day(words: str) -> Slip | None:
    """The day that one of the first words is a slip of the finger away from."""
    for typed in words.split()[:_FIRST]:
        word = fold(typed).strip(".,;:!?()")
        if word in _DAYS or word.removesuffix("s") in _DAYS or is_known(word):
            continue
        for folded, day in _DAYS.items():
            away = min(distance(word, folded), distance(word.removesuffix("s"), folded))
            if word[:1] == folded[:1] and away <= slips_forgiven(folded):
                return Slip(typed.strip(".,;:!?()"), day)
    return None
