"""What people say to a bot as to a person: they greet it, thank it, and smile."""

import re
import unicodedata
from typing import Final

from bot.domain.language import fold
from bot.domain.when.tables import TABLES

_LONGEST: Final = 4
"""Words. What is longer wants something."""
_TYPED_SMILE: Final = re.compile(r"(?:^|\s)(?:[:;=]-?[()DPp]|\^\^|<3)$")
_LONGEST_SMILE: Final = 4
"""Characters, with the space in front."""


def _phrases(listed: str) -> frozenset[str]:
    return frozenset(fold(one) for one in listed.split(", ") if one)


_GREETINGS: Final = frozenset[str]().union(*(_phrases(one.greetings) for one in TABLES.values()))
_QUESTIONS: Final = frozenset[str]().union(*(_phrases(one.questions) for one in TABLES.values()))
_CLOSINGS: Final = frozenset[str]().union(*(_phrases(one.closings) for one in TABLES.values()))


def without_smiles(text: str) -> str:
    """Without the emoji and smileys at its end: `1 🎉` -> `1`."""
    end = len(text)
    while True:
        while end and (text[end - 1].isspace() or _is_drawn(text[end - 1])):
            end -= 1
        smile = _TYPED_SMILE.search(text, max(0, end - _LONGEST_SMILE), end)
        if smile is None:
            return text[:end]
        end = smile.start()


def is_smile(text: str) -> bool:
    """Whether it is nothing but emoji and smileys."""
    return bool(text.strip()) and not without_smiles(text)


def is_greeting(text: str) -> bool:
    """`Hallo Ankerplatz!`, `Guten Morgen`; also no word or a lone `?`, of who knows none."""
    words = _words(text)
    if not words:
        return not is_smile(text)
    return len(words) <= _LONGEST and any(" ".join(words[:count]) in _GREETINGS for count in (1, 2))


def is_about_itself(text: str) -> bool:
    """`Wer bist du?`, which asks for nobody in a call."""
    return " ".join(_words(text)) in _QUESTIONS


def is_closing(text: str) -> bool:
    """`Danke!`, `ok`, a thumb: nobody waits for an answer to that."""
    words = _words(text)
    return is_smile(text) or (0 < len(words) <= _LONGEST + 1 and _is_all_closings(words))


def _is_all_closings(words: list[str]) -> bool:
    """`ok danke dir` is made of two of them."""
    return not words or any(
        " ".join(words[:count]) in _CLOSINGS and _is_all_closings(words[count:])
        for count in range(1, len(words) + 1)
    )


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+", fold(without_smiles(text)))


def _is_drawn(char: str) -> bool:
    """An emoji, or what colours and joins some; not the degree sign, which is typed."""
    return (unicodedata.category(char) == "So" and char > "\u2000") or char in _JOINING


_JOINING: Final = frozenset(("\u200d", "\ufe0f", *map(chr, range(0x1F3FB, 0x1F400))))
