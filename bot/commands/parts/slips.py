"""Days whose names were mistyped: `Sontag`, `tommorow`."""

from dataclasses import dataclass
from itertools import chain
from typing import Final

from bot.commands.parts.vocabulary import distance
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


def misspelt_day(words: str) -> Slip | None:
    """The day that one of the first words is a slip of the finger away from."""
    for typed in words.split()[:_FIRST]:
        word = fold(typed).strip(".,;:!?()")
        if word in _DAYS or word.removesuffix("s") in _DAYS or is_known(word):
            continue
        for folded, day in _DAYS.items():
            slips = 2 if len(folded) >= _LONG else 1
            away = min(distance(word, folded), distance(word.removesuffix("s"), folded))
            if word[:1] == folded[:1] and away <= slips:
                return Slip(typed.strip(".,;:!?()"), day)
    return None
