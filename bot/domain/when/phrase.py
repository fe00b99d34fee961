"""Find the pieces of a phrase, in any order and in any language, and what they mean together."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from bot.domain.when.clocks import clock_piece, daytime_piece
from bot.domain.when.day_pieces import day_piece, range_piece
from bot.domain.when.lengths import length_piece
from bot.domain.when.readings import Ambiguous, Clear, Past, Reading, Unknown
from bot.domain.when.repeats import (
    except_piece,
    limit_piece,
    nth_of_set_piece,
    repeat_piece,
    rrule_piece,
    start_piece,
)
from bot.domain.when.resolve import resolve
from bot.domain.when.shapes import prepared
from bot.domain.when.sketch import Sketch
from bot.domain.when.tables import TABLES
from bot.domain.when.tokens import Lexicon, Tokens, skip
from bot.domain.when.words import Sense, Unit

LEXICONS: Final = tuple(map(Lexicon, TABLES.values()))
_Piece = Callable[[Sketch, Tokens, int], Iterator[tuple[Sketch, int]]]

_PIECES: Final[tuple[_Piece, ...]] = (
    *(day_piece, clock_piece, daytime_piece, repeat_piece, range_piece),
    *(limit_piece, start_piece, except_piece, length_piece, rrule_piece, nth_of_set_piece),
)
_GOES_ON: Final = (
    *(Sense.AND, Sense.EXCEPT, Sense.UNTIL, Sense.STARTING, Sense.EVERY, Sense.BROKEN),
    *(Sense.HOUR_OF_24, Sense.MERIDIEM),
)
"""What stands behind a phrase only when it goes on, so that the rest is no title."""
_AFTERNOON: Final = 12
_HYPHEN: Final = re.compile(r"\w[-\u2010\u2011]\w")
_BETWEEN_PHRASE_AND_TITLE: Final = " \t\r\n,;:.!)-\u2010\u2011\u2013\u2014\u2212"


@dataclass(frozen=True, slots=True)
class _Found:
    """What the tokens up to `end` can mean together."""

    end: int
    sketches: tuple[Sketch, ...]


def understand(text: str, *, now: datetime) -> Reading:
    """What the whole text means; `now` is aware, in the chat's zone.

    Nothing is guessed: two possible meanings are `Ambiguous`, a word too many makes it `Unknown`,
    and a time that is over is `Past`.
    """
    text = prepared(text, now.tzinfo)
    readings: list[Clear | Past] = []
    understood = 0
    for lexicon in LEXICONS:
        tokens = lexicon.read(text)
        for found in _search(tokens):
            if found.end == len(tokens):
                readings.extend(_meanings(found, now))
            understood = max(understood, tokens[found.end - 1].end)
    return _chosen(readings) or Unknown(text[:understood].strip(), text[understood:].strip())


def leading(text: str, *, now: datetime) -> tuple[Reading, str] | None:
    """The longest time phrase at the beginning, and the text behind it: a title, a place.

    None where the text begins with no time phrase. Where the phrase goes on with something that is
    not understood ("jeden Sonntag 11 Uhr außer in den Ferien"), the reading is Unknown.
    """
    text = prepared(text, now.tzinfo)
    return None if _begins_with_compound(text) else _leading(text, now)


def _leading(text: str, now: datetime) -> tuple[Reading, str] | None:
    best: tuple[int, Reading] | None = None
    attempt: int | None = None
    for lexicon in LEXICONS:
        tokens = lexicon.read(text)
        if _is_nth_of_what(tokens):
            attempt = attempt or 0
        elif _is_attempt(tokens):
            found = _search(tokens)
            attempt = max(attempt or 0, tokens[found[0].end - 1].end if found else 0)
        longest = _longest(tokens, lexicon.table.suspect, now)
        if longest and (best is None or tokens[longest[0] - 1].end > best[0]):
            end, reading = longest
            behind = tokens[end - 1].end
            if skip(tokens, end, *_GOES_ON) > end or _goes_on_elsewhere(text, behind):
                reading = Unknown(text[:behind].strip(), text[behind:].strip())
                behind = len(text)
            best = behind, reading
    if best is None:
        for lexicon in LEXICONS:
            tokens = lexicon.read(text)
            end = _end_without_day(tokens)
            if end:
                behind = tokens[end - 1].end
                return Unknown(text[:behind].strip(), text[behind:].strip(), lacks_day=True), ""
        if attempt is None:
            return None
        return Unknown(text[:attempt].strip(), text[attempt:].strip()), ""
    behind, reading = best
    return reading, text[behind:].lstrip(_BETWEEN_PHRASE_AND_TITLE).strip()


def _begins_with_compound(text: str) -> bool:
    """`Sonntags-Chor`, `19-Uhr-Treffen`: one word, and a part of it has to do with no time."""
    [first, *_] = text.split(maxsplit=1) or [""]
    return _HYPHEN.search(first) is not None and all(
        any(token.text.isalpha() and not token.senses for token in lexicon.read(first))
        for lexicon in LEXICONS
    )


def _goes_on_elsewhere(text: str, behind: int) -> bool:
    """Whether an exception or "pm" ("20:00pm") follows, in whichever language the phrase is."""
    return any(
        Sense.EXCEPT in first.senses or first.senses.get(Sense.MERIDIEM) == _AFTERNOON
        for tokens in (lexicon.read(text) for lexicon in LEXICONS)
        for first in [next((token for token in tokens if token.start >= behind), None)]
        if first
    )


def _is_attempt(tokens: Tokens) -> bool:
    """Whether it begins like a time, even if it is none: `am 31.2.`, `jeden 6. Montag`."""
    every = skip(tokens, skip(tokens, 0, Sense.EVERY), Sense.EVERY)
    counted = skip(tokens, every, Sense.NUMBER, Sense.ORDINAL, Sense.WEEKDAY)
    begin = skip(tokens, every, Sense.ON, Sense.AT, Sense.FROM, Sense.STARTING)
    return counted > every > 0 or skip(tokens, begin, Sense.BROKEN) > begin


def _end_without_day(tokens: Tokens) -> int | None:
    """The place behind `weekly 7pm`, which lacks only the day."""
    found = next(iter(_search(tokens)), None)
    if found is None:
        return None
    lacks = any(
        sketch.repeat
        and sketch.repeat.unit > Unit.DAY
        and sketch.clock
        and not (sketch.days or sketch.through or sketch.first_day)
        for sketch in found.sketches
    )
    return found.end if lacks else None


def _is_nth_of_what(tokens: Tokens) -> bool:
    """`letzten Freitag 19 Uhr` says neither in which month, nor whether that is over."""
    begin = skip(tokens, skip(tokens, 0, Sense.ON), Sense.ON)
    end = skip(tokens, skip(tokens, begin, Sense.ORDINAL), Sense.WEEKDAY)
    is_timed = skip(tokens, end, Sense.AT, Sense.CLOCK, Sense.NUMBER, Sense.MOMENT) > end
    return end == begin + 2 and is_timed


def _longest(tokens: Tokens, suspect: frozenset[str], now: datetime) -> tuple[int, Reading] | None:
    for found in _search(tokens):
        is_title = found.end == 1 < len(tokens) and tokens[0].text in suspect
        reading = None if is_title else _chosen(_meanings(found, now))
        if reading and not _splits_a_word(tokens, found.end):
            return found.end, reading
    return None


def _splits_a_word(tokens: Tokens, at: int) -> bool:
    return at < len(tokens) and tokens[at].start == tokens[at - 1].start


def _search(tokens: Tokens) -> list[_Found]:
    """All ways to read the text from its beginning as pieces, the longest first."""
    found: dict[int, dict[Sketch, None]] = {}
    waiting = [] if _is_a_name(tokens) else [(Sketch(), 0)]
    while waiting:
        sketch, at = waiting.pop(0)
        begin = skip(tokens, at, Sense.COMMA) if at else at
        if begin == len(tokens) or not tokens[begin].senses:
            continue  # no piece begins with a word that means nothing
        for piece in _PIECES:
            for further, end in piece(sketch, tokens, begin):
                known = found.setdefault(end, {})
                if further not in known:
                    known[further] = None
                    waiting.append((further, end))
    ends = sorted(found, reverse=True)
    return [_Found(skip_trailing(tokens, end), tuple(found[end])) for end in ends]


def _is_a_name(tokens: Tokens) -> bool:
    """`A1` is a course and no "à 1": in times, letters stand behind the number that they touch."""
    return any(
        first.end == second.start and len(first.text) == 1 and first.text.isalpha()
        for first, second in pairwise(tokens[:2])
    )


def skip_trailing(tokens: Tokens, at: int) -> int:
    """Behind a comma or full stop with which the text ends."""
    return at + 1 if at + 1 == len(tokens) and skip(tokens, at, Sense.COMMA) > at else at


def _meanings(found: _Found, now: datetime) -> list[Clear | Past]:
    return [reading for sketch in found.sketches for reading in resolve(sketch, now)]


def _chosen(readings: list[Clear | Past]) -> Reading | None:
    different = dict.fromkeys(readings)
    clear = tuple(reading for reading in different if not isinstance(reading, Past))
    if len(clear) > 1:
        return Ambiguous(clear)
    return next(iter(clear or different), None)
