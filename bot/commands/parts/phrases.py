"""The small grammar that the verbs of the programme share, understood in all languages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.commands.parts.verb import Misunderstood
from bot.commands.parts.words import named
from bot.domain.language import ENGLISH, GERMAN, Language, bare, fold, without_please
from bot.domain.naming import clean_topic
from bot.domain.shaping import SHAPED, RoomKind
from bot.domain.when import Length, Lengths, understand
from bot.domain.when.hints import number_named
from bot.errors import UserError

MAX_TITLE: Final = 100
"""Characters; a longer one is a pasted text and would fill everybody's screen."""
MOST_LEADS: Final = 5
LONGEST_LEAD: Final = timedelta(days=60)

_WORDS: Final[Mapping[str, Mapping[Language, str]]] = {
    "in": {ENGLISH: "in", GERMAN: "in"},
    "from": {ENGLISH: "from", GERMAN: "vom"},
    "to": {ENGLISH: "to", GERMAN: "auf"},
    "undo": {ENGLISH: "undo", GERMAN: "zurück"},
    "yes": {ENGLISH: "yes", GERMAN: "ja"},
    "ring": {ENGLISH: "@room", GERMAN: "@alle"},
    "public": {ENGLISH: "public", GERMAN: "öffentlich"},
    "private": {ENGLISH: "private", GERMAN: "privat"},
    "closed": {ENGLISH: "closed", GERMAN: "geschlossen"},
    "teaching": {ENGLISH: "teaching", GERMAN: "unterricht"},
    "not": {ENGLISH: "not", GERMAN: "nicht"},
    "on": {ENGLISH: "on", GERMAN: "an"},
    "off": {ENGLISH: "off", GERMAN: "aus"},
    "at_least": {ENGLISH: "from", GERMAN: "ab"},
    "with": {ENGLISH: "with", GERMAN: "mit"},
    "now": {ENGLISH: "now", GERMAN: "jetzt"},
    "here": {ENGLISH: "here", GERMAN: "hier"},
    "is": {ENGLISH: "is", GERMAN: "ist"},
    "is_there": {ENGLISH: "is there", GERMAN: "ist da"},
    "lead": {ENGLISH: "remind", GERMAN: "erinnern"},
    "no": {ENGLISH: "no", GERMAN: "nein"},
    "remove": {ENGLISH: "remove", GERMAN: "weg"},
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
_QUOTES: Final = {pair[0]: pair[1:] for pair in _PAIRS}
_NUMBER: Final = re.compile(
    r"(?:#|n(?:umme|umbe)?r\.?\s*|no\.?\s*|n[°º]\s*|num[eé]ro\s*)?([0-9]{1,9})(?:,?\s+|[.,!?]*$)",
    re.IGNORECASE,
)
_BRACKETS: Final = re.compile(r"(\[[^\[\]]*\])")
_LONGEST_NUMBER: Final = 9
"""Digits."""
_LONGEST_OPTION: Final = 12
"""Words; an option is looked for at the end of the line and no further away."""


def is_word(text: str, key: str) -> bool:
    """Whether that is the word `key` in any language, however it is spelt."""
    return fold(text) in _FOLDED[key]


def numbered(rest: str) -> tuple[int, str]:
    """`3 am 24.12.`, `Nummer 3` -> its number, and what follows. Raises `Misunderstood`."""
    number, rest = number_before(rest)
    if number is None:
        raise Misunderstood
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
    return "-".join(fold(text).replace("-", " ").split())


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
    """Quotes say that words are a title although they look like something else: `!meet "who"`."""
    text = text.strip()
    title, rest = _leading_quote(text)
    return text if title is None or rest else title


def quoted(title: str) -> str:
    """In quotes that `unquoted` takes off again."""
    marks = (pair for pair in _QUOTES.items() if not set(title) & {*pair[0], *pair[1]})
    opening, closing = next(marks, ("", ""))
    return f"{opening}{title}{closing[:1]}"


def title_in(text: str) -> str:
    """What people call something, harmless and in one line. Raises `UserError` when too long."""
    return _harmless(unquoted(text))


def _harmless(text: str) -> str:
    title = clean_topic(text)
    if len(title) > MAX_TITLE:
        raise UserError("topic_too_long", {"length": len(title), "limit": MAX_TITLE})
    return title


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was asked for beside time, title and room; None where nothing was said.

    `words` are these words as they were typed. `private` is for a name that nobody guesses, `rings`
    for reminders that ring for everybody in the chat.
    """

    words: str = ""
    leads: tuple[timedelta, ...] | None = None
    public: bool | None = None
    private: bool = False
    rings: bool | None = None
    kind: RoomKind | None = None

    @property
    def unguessable(self) -> bool:
        return self.private or self.kind is RoomKind.CLOSED


def without_options(text: str, *, now: datetime) -> tuple[str, Options]:
    """`Board [remind 1d, 10m] public` -> `Board` and the options. `now` is the chat's.

    In brackets they may stand anywhere, without them only at the end. Raises `Misunderstood` for
    lead times in brackets that are none, `UserError` for too many, and for other words in brackets
    at the end: elsewhere these belong to the title.
    """
    options, kept = Options(), list[str]()
    for piece in _BRACKETS.split(text):
        more = _with_option(options, piece, now) if piece.startswith("[") else None
        if more is None:
            kept.append(piece)
            _refuse_odd_leads(piece)
        options = more or options
    words = "".join(kept).split()
    while found := _last_option(words, options, now):
        words, options = found
    _refuse_contradiction(options)
    bare = " ".join(words)
    if bare.endswith("]") and len(ends := _BRACKETS.split(bare)) > 1:
        raise UserError("unknown_option", {"word": ends[-2]})
    return bare, options


def without_shape(text: str) -> tuple[str, Options]:
    """`Board [closed]` -> `Board` and what is said of the room in brackets; all else stays."""
    options, kept = Options(), list[str]()
    for piece in _BRACKETS.split(text):
        more = _shaped(options, piece.strip("[]").strip()) if piece.startswith("[") else None
        if more is None:
            kept.append(piece)
        options = more or options
    _refuse_contradiction(options)
    return " ".join("".join(kept).split()), options


def _shaped(options: Options, word: str) -> Options | None:
    """None for a word that says nothing of the room."""
    if is_word(word, "public"):
        return replace(options, public=True)
    if is_word(word, "private"):
        return replace(options, public=options.public or False, private=True)
    for kind in SHAPED:
        if is_word(word, kind):
            return replace(options, kind=kind)
    return None


def _refuse_contradiction(options: Options) -> None:
    if options.public and options.unguessable:
        raise UserError("public_and_closed")


def _last_option(
    words: list[str], options: Options, now: datetime
) -> tuple[list[str], Options] | None:
    for start in range(max(0, len(words) - _LONGEST_OPTION), len(words)):
        more = _with_option(options, " ".join(words[start:]), now)
        if more:
            return words[:start], more
    return None


def _with_option(options: Options, text: str, now: datetime) -> Options | None:
    """None for what is no option."""
    first, *others = text.strip("[]").split() or [""]
    rest = " ".join(others)
    more = replace(options, words=f"{options.words} {text}".strip())
    if is_word(first, "lead"):
        return _with_leads(more, rest, now)
    if text.startswith("[") and not rest and (shaped := _shaped(more, first)):
        return shaped
    wanted, word = (False, rest) if is_word(first, "not") else (True, f"{first} {rest}".strip())
    if is_word(word, "public"):
        return replace(more, public=wanted)
    return replace(more, rings=wanted) if is_word(word, "ring") else None


def _with_leads(options: Options, text: str, now: datetime) -> Options | None:
    """`1d, 10m`, `10m @room`, `off`."""
    text, rings = ending(text, "ring")
    leads = () if is_word(text, "off") else leads_in(text, now=now)
    rings = True if rings else options.rings
    return None if leads is None else replace(options, leads=leads, rings=rings)


def _refuse_odd_leads(piece: str) -> None:
    first, *others = piece.strip("[]").split() or [""]
    if piece.startswith("[") and others and is_word(first, "lead"):
        raise Misunderstood(puzzling=piece)


def leads_in(text: str, *, now: datetime) -> tuple[timedelta, ...] | None:
    """`1 Tag, 10 Min` -> lead times, longest first; None for anything else.

    Raises `UserError` for more than anybody needs: each is looked out for as long before a date.
    """
    match understand(text, now=now):
        case Length(length):
            leads = {length}
        case Lengths(lengths):
            leads = set(lengths)
        case _:
            return None
    if len(leads) > MOST_LEADS or max(leads) > LONGEST_LEAD:
        raise UserError("leads_too_many", {"most": MOST_LEADS, "days": LONGEST_LEAD.days})
    return tuple(sorted(leads, reverse=True))


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
    return title_in(" ".join(words[:at])), unquoted(" ".join(words[at + 1 :]))


def _place(text: str) -> str | None:
    first, _, name = text.partition(" ")
    return unquoted(name) or None if is_word(first, "in") else None


def _leading_quote(text: str) -> tuple[str | None, str]:
    for at, char in enumerate(text[1:], 1):
        if char in _QUOTES.get(text[0], ""):
            return text[1:at], text[at + 1 :].strip()
    return None, text
