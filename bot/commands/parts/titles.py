"""Which series somebody means who names it otherwise than by its number."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from bot.commands.parts.phrases import QUOTES, ending, is_word, number_in
from bot.domain.language import fold
from bot.domain.series import Series
from bot.domain.when import Unknown, several_days, understand

Meant = tuple[tuple[Series, ...], str]
"""The series, and what was typed beside its name."""

_MARKS: Final = "".join((*QUOTES.keys(), *QUOTES.values(), "()[]#.,:;!?"))
_SMALL: Final = 5
"""Letters of the longest word that stands in front of a name: `beim Chor`."""
_BEHIND: Final = ("to", "undo", "here", "off", "host")
"""Words that come only behind a number."""


class _Place(NamedTuple):
    """How many words of a line are a title, and how many stand before it."""

    length: int
    at: int


def by_title(known: Sequence[Series], rest: str, *, now: datetime) -> Meant | None:
    """`zum Chor 10 min`, `29.11. Chor` -> the series whose title that is, the longest one.

    Of equally long ones the first. `now` is the chat's. None where no title is among the words, or
    other words stand before it.
    """
    words = rest.split()
    spelt = [_plain(word) for word in words]
    found = defaultdict[_Place, list[Series]](list)
    for series in known:
        title = [_plain(word) for word in series.title.split()]
        for at in range(len(words) - len(title) + 1):
            if spelt[at : at + len(title)] == title and any(title):
                found[_Place(len(title), at)].append(series)
    if not found:
        return None
    length, at = place = max(found, key=lambda place: (place.length, -place.at))
    before = words[:at]
    if not _is_time(" ".join(before), now):
        if not all(len(word) <= _SMALL and word.isalpha() for word in before):
            return None
        before = []
    after = " ".join((*before, *words[at + length :]))
    return tuple(found[place]), after


def series_meant(known: Sequence[Series], rest: str, *, now: datetime) -> Meant | None:
    """The same also for its number in words, `eins`; all, where only a number is missing."""
    first, _, others = rest.partition(" ")
    if not rest or _goes_behind_a_number(rest, now):
        return (tuple(known), rest) if known else None
    if titled := by_title(known, rest, now=now):
        return titled
    if fold(first).rstrip(".") in ("nummer", "nr", "number", "no"):
        first, _, others = others.partition(" ")
    number = number_in(_plain(first))
    meant = tuple(one for one in known if one.number == number)
    return (meant, others.strip()) if meant else None


def _goes_behind_a_number(rest: str, now: datetime) -> bool:
    """`am 29.11. zurück`, `auf Mo 20:00`, `10 min`."""
    words = rest.split()
    at = next((at for at, word in enumerate(words) if is_word(word, "to")), len(words))
    phrase, _ = ending(" ".join(words[:at]), "undo")
    return any(is_word(words[0].strip(_MARKS), key) for key in _BEHIND) or _is_time(phrase, now)


def _is_time(words: str, now: datetime) -> bool:
    is_one = not isinstance(understand(words, now=now), Unknown)
    return is_one or several_days(words, now=now) is not None


def _plain(word: str) -> str:
    return fold(word).strip(_MARKS)
