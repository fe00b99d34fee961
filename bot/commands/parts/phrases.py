"""The small grammar that the verbs of the programme share, understood in all languages."""

import re
from collections.abc import Mapping
from typing import Final

from bot.commands.parts.verb import Misunderstood
from bot.commands.parts.words import named
from bot.domain.language import ENGLISH, GERMAN, Language, bare, fold
from bot.domain.naming import clean_topic
from bot.domain.when.hints import number_named, without_please
from bot.errors import UserError

MAX_TITLE: Final = 100
"""Characters; a longer one is a pasted text and would fill everybody's screen."""

_WORDS: Final[Mapping[str, Mapping[Language, str]]] = {
    "in": {ENGLISH: "in", GERMAN: "in"},
    "from": {ENGLISH: "from", GERMAN: "vom"},
    "to": {ENGLISH: "to", GERMAN: "auf"},
    "undo": {ENGLISH: "undo", GERMAN: "zurück"},
    "yes": {ENGLISH: "yes", GERMAN: "ja"},
    "only": {ENGLISH: "only", GERMAN: "nur"},
    "ring": {ENGLISH: "@room", GERMAN: "@alle"},
    "public": {ENGLISH: "public", GERMAN: "öffentlich"},
    "private": {ENGLISH: "private", GERMAN: "privat"},
    "closed": {ENGLISH: "closed", GERMAN: "geschlossen"},
    "teaching": {ENGLISH: "teaching", GERMAN: "unterricht"},
    "not": {ENGLISH: "not", GERMAN: "nicht"},
    "on": {ENGLISH: "on", GERMAN: "an"},
    "off": {ENGLISH: "off", GERMAN: "aus"},
    "at_least": {ENGLISH: "from", GERMAN: "ab"},
    "when": {ENGLISH: "when", GERMAN: "sobald"},
    "if": {ENGLISH: "if", GERMAN: "wenn"},
    "comes": {ENGLISH: "comes", GERMAN: "kommt"},
    "coming": {ENGLISH: "coming", GERMAN: "dabei"},
    "with": {ENGLISH: "with", GERMAN: "mit"},
    "now": {ENGLISH: "now", GERMAN: "jetzt"},
    "here": {ENGLISH: "here", GERMAN: "hier"},
    "is": {ENGLISH: "is", GERMAN: "ist"},
    "lead": {ENGLISH: "remind", GERMAN: "erinnern"},
    "no": {ENGLISH: "no", GERMAN: "nein"},
    "remove": {ENGLISH: "remove", GERMAN: "weg"},
    "title": {ENGLISH: "title", GERMAN: "titel"},
    "host": {ENGLISH: "host", GERMAN: "leitung"},
    "me": {ENGLISH: "me", GERMAN: "ich"},
    "nobody": {ENGLISH: "nobody", GERMAN: "niemand"},
}
WORDS: Final = {key: named(key, words) for key, words in _WORDS.items()}
"""In every language."""
_FOLDED: Final = {
    key: frozenset(fold(word) for word in words.values()) for key, words in WORDS.items()
}

_SINGLE: Final = ("\u201a\u2018\u2019", "\u2018\u2019", "\u203a\u2039", "\u2039\u203a")
_PAIRS: Final = ('""', "''", "„“”", "“”", "»«", "«»", *_SINGLE)
QUOTES: Final = {pair[0]: pair[1:] for pair in _PAIRS}
_NUMBER: Final = re.compile(
    r"(?:#|n(?:umme|umbe)?r\.?\s*|no\.?\s*|n[°º]\s*|num[eé]ro\s*)?([0-9]{1,9})(?:[,:]?\s+|[.,:!?]*$)",
    re.IGNORECASE,
)
_LONGEST_NUMBER: Final = 9
"""Digits."""


def is_word(text: str, key: str) -> bool:
    """Whether that is the word `key` in any language, however it is spelt."""
    return fold(text) in _FOLDED[key]


class NumberMissing(Misunderstood):
    """The number of a series is missing in front of `rest`, which may begin with its title.

    `word` is the key of a word that was typed as well and is no part of `rest`; it may be empty.
    """

    def __init__(self, rest: str, word: str) -> None:
        super().__init__()
        self.rest = rest
        self.word = word


def numbered(rest: str, *, word: str = "") -> tuple[int, str]:
    """`3 am 24.12.`, `Nummer 3` -> its number, and what follows. Raises `NumberMissing`.

    `word` is the key of a word that was taken off already.
    """
    number, rest = number_before(rest)
    if number is None:
        raise NumberMissing(rest, word)
    return number, rest


def number_before(rest: str) -> tuple[int | None, str]:
    """The same for words that may have none."""
    found = _NUMBER.match(rest)
    return (int(found[1]), without_please(rest[found.end() :])) if found else (None, rest)


def number_in(word: str) -> int | None:
    """`3`, `drei`, `three`: None for what is no number, or a longer one than anybody means."""
    if word.isdecimal():
        return int(word) if len(word) <= _LONGEST_NUMBER else None
    return number_named(word)


def code_in(text: str) -> str:
    """A code that was read out or typed, as it was drawn: `Mibon Terak` -> `mibon-terak`."""
    return "-".join(fold(bare(text)).replace("-", " ").split())


def ending(rest: str, key: str) -> tuple[str, bool]:
    """`24.12. zurück` -> what stands before the word, and that it is there."""
    before, _, last = rest.rpartition(" ")
    return (before.strip(), True) if is_word(bare(last), key) else (rest, False)


def at_either_end(rest: str, key: str) -> tuple[str, bool]:
    """The same for a word that may as well stand in front: `off 4`, `4 off`."""
    first, _, others = rest.partition(" ")
    return (others.strip(), True) if is_word(first, key) else ending(rest, key)


def only(rest: str, key: str) -> bool:
    """Whether the word was typed. Raises `Misunderstood` for anything else."""
    if rest and not is_word(bare(rest), key):
        raise Misunderstood(puzzling=rest)
    return bool(rest)


def unquoted(text: str) -> str:
    """Without its quotes, which mark a title that looks like something else: `!meet "who"`."""
    text = text.strip()
    title, rest = _leading_quote(text)
    return text if title is None or rest else title


def quoted(title: str) -> str:
    """In quotes that `unquoted` takes off again."""
    marks = (pair for pair in QUOTES.items() if not set(title) & {*pair[0], *pair[1]})
    opening, closing = next(marks, ("", ""))
    return f"{opening}{title}{closing[:1]}"


def title_in(text: str) -> str:
    """A title in one line, without characters that fake text. Raises `UserError` for long ones."""
    return _harmless(unquoted(text))


def _harmless(text: str) -> str:
    title = clean_topic(text)
    if len(title) > MAX_TITLE:
        raise UserError("topic_too_long", {"length": len(title), "limit": MAX_TITLE})
    return title


def title_and_place(text: str) -> tuple[str, str | None]:
    """`Talk in English in Ankerplatz` -> title and name of the room, None where none is named.

    Quotes keep a title whole: `"Talk in English"`. Raises `UserError` when it is too long.
    """
    quoted, rest = _leading_quote(text.strip())
    if quoted is not None and (not rest or _place(rest) is not None):
        return _harmless(quoted), _place(rest)  # quotes within are part of it
    words = text.split()
    starts = [at for at, word in enumerate(words[:-1]) if is_word(word, "in")]
    if not starts:
        return title_in(text), None
    at = 0 if starts[0] == 0 else starts[-1]
    return title_in(" ".join(words[:at]).rstrip(",;")), room_named(" ".join(words[at + 1 :]))


def room_named(text: str) -> str:
    """`Ankerplatz.` is the room `Ankerplatz`: a sentence may end there. `"Ankerplatz."` is not."""
    name = unquoted(text)
    if name != text.strip():
        return name
    without = name.rstrip("!?,;: ")
    last = without.rpartition(" ")[2]
    is_stop = last.endswith(".") and "." not in last[:-1] and len(last) > 1
    return unquoted(without[:-1] if is_stop else without) or name


def _place(text: str) -> str | None:
    first, _, name = text.partition(" ")
    return room_named(name) or None if is_word(first, "in") else None


def _leading_quote(text: str) -> tuple[str | None, str]:
    for at, char in enumerate(text[1:], 1):
        if char in QUOTES.get(text[0], ""):
            return text[1:at], text[at + 1 :].strip()
    return None, text
