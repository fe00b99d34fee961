"""Names of conference rooms: easy to say on the telephone, hard to guess.

Randomness comes in as `choose`, in production `secrets.choice`.
"""

import unicodedata
from collections.abc import Callable
from typing import Final

from slugify import slugify

from bot.domain.language import GERMAN_SPELLING

Choose = Callable[[str], str]
"""Picks one character of a string, each as likely as the others."""

WORDS: Final = 3
TOPIC_LIMIT: Final = 40
NAME_LIMIT: Final = 60
"""Characters of somebody's name that are shown."""

ONSETS: Final = "bdfgklmnprst"
"""Consonants that Germans and English people hear and spell alike."""
CODAS: Final = "fklmnprst"
"""Without b, d and g, which German hardens at the end of a word."""
VOWELS: Final = "aeiou"
SYLLABLES: Final = (ONSETS, VOWELS, ONSETS, VOWELS, CODAS)

RUDE: Final = (
    *("anal", "anus", "debil", "dik", "dum", "fag", "fasis", "fik", "fot", "fuk", "gas", "gek"),
    *("kak", "kanak", "kok", "kot", "kum", "loser", "luder", "moron", "nega", "neger", "nig"),
    *("nut", "paki", "pedo", "penis", "pimel", "pis", "popo", "puf", "pusi", "rape", "rapis"),
    *("sadis", "satan", "sek", "semen", "suf", "sut", "teror", "tit", "tod", "tot", "tumor"),
)
"""What nobody wants to read out in a meeting, German and English, as the syllables can spell it."""

_BLANK: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Counted as letters, marks or symbols by Unicode, and shown as nothing."""
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Cn"})
"""Controls; bidirectional and zero-width characters; surrogates; unassigned code points."""


def conference_name(topic: str | None, *, choose: Choose) -> str:
    """`Vorstand` -> `vorstand-mibon-terak-sulof`: ASCII `[a-z0-9-]`, over 40 bits of it random.

    The topic is transliterated and cut at a word. Where nothing speakable is in it, the random
    words stand alone.
    """
    words = [_word(choose) for _ in range(WORDS)]
    slug = slug_of(topic or "")
    return "-".join([slug, *words] if slug else words)


def share_code(*, choose: Choose) -> str:
    """`mibon-terak`: 30 bits of it random, to be read out to somebody in another chat."""
    return "-".join(_word(choose) for _ in range(2))


def is_rude(word: str) -> bool:
    """Whether a random word is better drawn again."""
    return any(fragment in word for fragment in RUDE)


def clean_topic(text: str) -> str:
    """The text in one line, without characters that hide, reorder or fake other text.

    Empty when nothing visible is left.
    """
    cleaned = " ".join(visible(text).split())
    return "" if all(unicodedata.category(char)[0] in "MZ" for char in cleaned) else cleaned


def shown_name(name: str) -> str:
    """What somebody calls themselves, fit to be shown: one line, and not too long."""
    return clean_topic(name)[:NAME_LIMIT].rstrip()


def visible(text: str) -> str:
    """The characters that a reader can see; white space of any kind becomes a plain space."""
    return "".join(" " if char.isspace() else char for char in text if is_visible(char))


def is_visible(char: str) -> bool:
    """Whether it shows, or is white space; what hides, turns or joins others does not."""
    return char.isspace() or (unicodedata.category(char) not in _UNSEEN and char not in _BLANK)


def slug_of(topic: str) -> str:
    """The text as it can stand in an address, cut at a word; empty when nothing of it can."""
    return slugify(
        unicodedata.normalize("NFKC", topic).lower().translate(GERMAN_SPELLING),
        entities=False,
        decimal=False,
        hexadecimal=False,
        max_length=TOPIC_LIMIT,
        word_boundary=True,
        save_order=True,
    )


def _word(choose: Choose) -> str:
    while is_rude(word := "".join(choose(letters) for letters in SYLLABLES)):
        pass
    return word
