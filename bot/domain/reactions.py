"""What a reaction under a line of the bot means, whatever shape and colour its emoji has."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final


class Meaning(StrEnum):
    """What an emoji can mean to the bot."""

    BELL = "bell"
    """Tell me before it begins, in private."""
    COMING = "coming"
    ABSENT = "absent"


_EMOJI: Final[Mapping[str, Meaning]] = {
    "🔔": Meaning.BELL,
    "👍": Meaning.COMING,
    "👎": Meaning.ABSENT,
}
_PLAIN: Final = str.maketrans(
    dict.fromkeys(("\ufe0e", "\ufe0f", *map(chr, range(0x1F3FB, 0x1F400))), "")
)
"""Variation selectors, and the skin tones of Fitzpatrick's scale."""


def meanings(emoji: Iterable[str]) -> frozenset[Meaning]:
    """Of several emoji; those that mean nothing to the bot are left out."""
    plain = (one.translate(_PLAIN) for one in emoji)
    return frozenset(_EMOJI[one] for one in plain if one in _EMOJI)
