"""From text to tokens: pieces of text with all the senses that a language gives them."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.domain.language import fold
from bot.domain.when.words import Sense, Table

MOST_TOKENS: Final = 60
"""No time phrase is longer; of a longer text the rest counts as one token without sense."""
_LEAP_YEAR: Final = 2028
_CENTURY: Final = 2000

_SHAPES: Final = re.compile(
    "|".join(
        (
            r"(?P<rrule>(?:rrule:)?freq=[\w;=,+-]+)",
            r"(?P<iso>[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:T(?=[0-9]))?)",
            r"(?P<date>[0-9][0-9]?\.\s?[0-9][0-9]?\.(?:\s?[0-9]{4}(?![0-9])|[0-9][0-9](?![0-9:.]))?)",
            r"(?P<clock>[0-9][0-9]?:[0-9][0-9](?::00)?(?![0-9]))",
            r"(?P<slashed>[0-9][0-9]?/[0-9][0-9]?(?:/(?:[0-9]{4}|[0-9][0-9]))?(?![0-9/]))",
            r"(?P<dotted>[0-9][0-9]?\.[0-9][0-9]?(?![0-9.]))",
            r"(?P<decimal>[0-9]+,[0-9][0-9]?(?![0-9]))",
            r"(?P<ordinal>[0-9][0-9]?\.(?![0-9]))",
            r"(?P<number>[0-9]+)",
            r"(?P<word>[ap]\.\s?m\b\.?|[^\W\d_]+(?:['’][^\W\d_]+)*)",
            r"(?P<mark>\S)",
        )
    ),
    re.IGNORECASE,
)
_MARKS: Final = {
    **dict.fromkeys(",;().", Sense.COMMA),
    **dict.fromkeys("-–—", Sense.DASH),
    **dict.fromkeys("+&", Sense.AND),
}

Senses = Mapping[Sense, int]


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text. Words that stand for several (`longhand`) give tokens of the same place."""

    start: int
    end: int
    text: str
    senses: Senses


Tokens = tuple[Token, ...]


def value(tokens: Tokens, at: int, sense: Sense) -> int | None:
    """The number that comes with that sense of the token there; None without it."""
    return tokens[at].senses.get(sense) if 0 <= at < len(tokens) else None


def skip(tokens: Tokens, at: int, *senses: Sense) -> int:
    """The place behind the token there if it has one of these senses."""
    if at < len(tokens) and any(sense in tokens[at].senses for sense in senses):
        return at + 1
    return at


class Lexicon:
    """Reads text in one language."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._words: dict[tuple[str, ...], dict[Sense, int]] = {}
        for sense, by_number in table.words.items():
            for number, words in by_number.items():
                for word in filter(None, words.split(", ")):
                    self._words.setdefault(_key(word), {})[sense] = number
        self._longhand = {_key(short): long for short, long in table.longhand.items()}
        self._longest = max(map(len, (*self._words, *self._longhand)))

    def read(self, text: str) -> Tokens:
        shapes = list(_shapes(text))
        return tuple(self._senses(shapes))

    def _senses(self, shapes: list["_Shape"]) -> Iterator[Token]:
        at = 0
        while at < len(shapes):
            size = self._known(shapes, at)
            group = shapes[at : at + max(size, 1)]
            key = tuple(shape.key for shape in group)
            start, end = group[0].start, group[-1].end
            if key in self._longhand:
                for token in self.read(self._longhand[key]):
                    yield Token(start, end, " ".join(key), token.senses)
            elif size:
                yield Token(start, end, " ".join(key), self._words[key])
            elif self._is_ordinal(shapes, at):
                group = shapes[at : at + 2]
                yield Token(start, group[1].end, key[0], {Sense.ORDINAL: int(key[0])})
                size = 2
            else:
                yield Token(start, end, key[0], group[0].senses())
            at += max(size, 1)

    def _known(self, shapes: list["_Shape"], at: int) -> int:
        """How many shapes from there make the longest entry; 0 for none."""
        for size in range(min(self._longest, len(shapes) - at), 0, -1):
            key = tuple(shape.key for shape in shapes[at : at + size])
            if key in self._words or key in self._longhand:
                return size
        return 0

    def _is_ordinal(self, shapes: list["_Shape"], at: int) -> bool:
        if at + 1 >= len(shapes) or shapes[at].kind != "number":
            return False
        number, ending = shapes[at : at + 2]
        return number.end == ending.start and ending.key in self.table.endings


@dataclass(frozen=True, slots=True)
class _Shape:
    """A piece of text as it looks, in whichever language."""

    kind: str
    start: int
    end: int
    key: str

    def senses(self) -> Senses:
        digits = [int(part) for part in re.findall(r"[0-9]+", self.key)]
        match self.kind:
            case "rrule":
                return {Sense.RRULE: 0}
            case "number":
                return {Sense.NUMBER: digits[0]} if len(self.key) <= 4 else {}  # noqa: PLR2004
            case "ordinal":
                return {Sense.ORDINAL: digits[0]}
            case "decimal":
                return {Sense.DECIMAL: _hundredths(self.key)}
            case "mark":
                return {_MARKS[self.key]: 0} if self.key in _MARKS else {}
            case "word":
                return {}
            case _:
                return _dates_and_clocks(self.kind, self.key, digits) or {Sense.BROKEN: 0}


def _dates_and_clocks(kind: str, text: str, digits: list[int]) -> dict[Sense, int]:
    senses: dict[Sense, int | None] = {}
    match kind, digits:
        case "iso", [year, month, day]:
            senses[Sense.DATE] = _date(day, month, year)
        case "date" | "slashed", [day, month, *years]:
            year = years[0] if years else 0
            full = year + _CENTURY if 0 < year < 100 else year  # noqa: PLR2004
            senses[Sense.DATE] = _date(day, month, full)
            if kind == "slashed":
                senses[Sense.MONTH_FIRST] = _date(month, day, full)
        case "clock", [hour, minute, *_]:
            senses[Sense.CLOCK] = _clock(hour, minute)
        case "dotted", [first, second]:
            senses[Sense.DATE] = _date(first, second, 0)
            senses[Sense.DECIMAL] = _hundredths(text)
            if text[-3] == ".":
                senses[Sense.CLOCK] = _clock(first, second)
        case _:
            pass
    return {sense: number for sense, number in senses.items() if number is not None}


def _date(day: int, month: int, year: int) -> int | None:
    try:
        date(year or _LEAP_YEAR, month, day)
    except ValueError:
        return None
    return (year * 100 + month) * 100 + day


def _clock(hour: int, minute: int) -> int | None:
    exists = (hour < 24 and minute < 60) or (hour, minute) == (24, 0)  # noqa: PLR2004
    return hour * 60 + minute if exists else None


def _hundredths(text: str) -> int:
    whole, fraction = re.split("[.,]", text)
    return int(whole) * 100 + int(fraction.ljust(2, "0"))


def _shapes(text: str) -> Iterator[_Shape]:
    previous = None
    for number, match in enumerate(_SHAPES.finditer(text)):
        kind, key = match.lastgroup or "", fold(match[0]).replace("’", "'")
        if number >= MOST_TOKENS:
            yield _Shape("word", match.start(), len(text), "")
            return
        is_abbreviation = key == "." and previous and previous.end == match.start()
        if is_abbreviation and previous and previous.kind == "word":
            continue  # "So.", "Dez.": the dot belongs to the word
        previous = _Shape(kind, match.start(), match.end(), key)
        yield previous


def _key(words: str) -> tuple[str, ...]:
    return tuple(shape.key for shape in _shapes(words))


def composed(text: str) -> str:
    """Umlauts as one character, however they were typed."""
    return unicodedata.normalize("NFC", text)
