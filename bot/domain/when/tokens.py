"""From text to tokens: pieces of text with all the senses that a language gives them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.when.shapes import Senses, Shape, shapes
from bot.domain.when.words import Sense, Table


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text. Words that stand for several (`longhand`) give tokens of the same place."""

    start: int
    end: int
    text: str
    senses: Senses


Tokens: TypeAlias = tuple[Token, ...]


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
        return tuple(self._tokens(list(shapes(text))))

    def _tokens(self, found: list[Shape]) -> Iterator[Token]:
        at = 0
        while at < len(found):
            size = self._known(found, at)
            group = found[at : at + max(size, 1)]
            key = tuple(shape.key for shape in group)
            start, end = group[0].start, group[-1].end
            if key in self._longhand:
                for token in self.read(self._longhand[key]):
                    yield Token(start, end, " ".join(key), token.senses)
            elif size:
                yield Token(start, end, " ".join(key), self._words[key])
            elif self._is_ordinal(found, at):
                group = found[at : at + 2]
                yield Token(start, group[1].end, key[0], {Sense.ORDINAL: int(key[0])})
                size = 2
            else:
                yield Token(start, end, key[0], group[0].senses())
            at += max(size, 1)

    def _known(self, found: list[Shape], at: int) -> int:
        """How many shapes from there make the longest entry; 0 for none."""
        for size in range(min(self._longest, len(found) - at), 0, -1):
            key = tuple(shape.key for shape in found[at : at + size])
            if key in self._words or key in self._longhand:
                return size
        return 0

    def _is_ordinal(self, found: list[Shape], at: int) -> bool:
        if at + 1 >= len(found) or found[at].kind != "number":
            return False
        number, ending = found[at : at + 2]
        return number.end == ending.start and ending.key in self.table.endings


def _key(words: str) -> tuple[str, ...]:
    return tuple(shape.key for shape in shapes(words))
