"""Days that somebody wrote and that no calendar has."""

import re
from calendar import monthrange
from typing import Final

from bot.domain.when.days import LONGEST_MONTHS, YEARS, month_day
from bot.domain.when.phrase import LEXICONS
from bot.domain.when.tokens import Tokens, skip, value
from bot.domain.when.words import Sense

_A_DATE: Final = re.compile(r"[0-9]+\s*[.]\s*[0-9]+\s*[.]|[0-9]+/[0-9]+|[0-9]{4}-")


def no_such_day(text: str) -> str | None:
    """`31.2.`, `30 February`, as they stand in the text; None where no such thing does."""
    for lexicon in LEXICONS:
        tokens = lexicon.read(text)
        for at, token in enumerate(tokens):
            end = _behind_no_day(tokens, at)
            if end:
                return text[token.start : tokens[end - 1].end]
            if Sense.BROKEN in token.senses and _A_DATE.match(text, token.start):
                return text[token.start : token.end]
    return None


def _behind_no_day(tokens: Tokens, at: int) -> int | None:
    """The place behind `31. April`, `February 30th`; None for a day that there is."""
    day, behind = month_day(tokens, at)
    month_at = skip(tokens, behind, Sense.OF)
    end = _behind_beyond(day, value(tokens, month_at, Sense.MONTH), tokens, month_at + 1)
    if end:
        return end
    day, behind = month_day(tokens, skip(tokens, at + 1, Sense.ON))
    return _behind_beyond(day, value(tokens, at, Sense.MONTH), tokens, behind)


def _behind_beyond(day: int | None, month: int | None, tokens: Tokens, at: int) -> int | None:
    """The place behind a day that its month does not have, in the year that follows if any does."""
    if day is None or month is None:
        return None
    if day > LONGEST_MONTHS[month - 1]:
        return at
    year_at = skip(tokens, at, Sense.COMMA)
    year = value(tokens, year_at, Sense.NUMBER)
    if year is None or year not in YEARS or day <= monthrange(year, month)[1]:
        return None
    return year_at + 1
