"""Languages by their codes, and how words are compared however they were typed."""

import unicodedata
from enum import StrEnum
from typing import Final, NewType

Language = NewType("Language", str)
"""An ISO 639-1 code. `domain.when.tables` has all that the bot understands and speaks."""

ENGLISH: Final = Language("en")
GERMAN: Final = Language("de")


class Formality(StrEnum):
    """How people are addressed, in a language that has two words for "you"."""

    INFORMAL = "du"
    FORMAL = "sie"


_LONGEST_WORD: Final = 200
"""Characters. Nothing longer is a word that is compared; its beginning stands for it."""
GERMAN_SPELLING: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
"""How people without umlauts on their keyboard write small letters."""


def fold(word: str) -> str:
    """Lower case, without accents, umlauts as people without an umlaut key write them.

    `Nächsten` -> `naechsten`, `Réunion` -> `reunion`.
    """
    typed = (
        unicodedata.normalize("NFKC", word[:_LONGEST_WORD]).casefold().translate(GERMAN_SPELLING)
    )
    if typed.isascii():
        return typed
    parts = unicodedata.normalize("NFD", typed)
    return unicodedata.normalize("NFC", "".join(c for c in parts if not unicodedata.combining(c)))


def bare(text: str) -> str:
    """Without the stop, or the comma in front, that belongs to a sentence: `zurück.`, `, yes!`."""
    return text.strip(", ").rstrip(".!?;, ")


def carriable(text: str) -> str:
    """Without characters that XML, SQL or UTF-8 cannot carry: controls and lone surrogates."""
    return "".join(
        char for char in text if char.isspace() or unicodedata.category(char) not in ("Cc", "Cs")
    )
