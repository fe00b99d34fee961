"""What pieces of text look like in whichever language: numbers, dates, clocks, words, marks."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Final, TypeAlias

from bot.domain.language import fold
from bot.domain.when.words import Sense

MOST_SHAPES: Final = 60
"""No time phrase has more; of a longer text the rest counts as one word without sense."""
_LEAP_YEAR: Final = 2028
_CENTURY: Final = 2000

_SHAPES: Final = re.compile(
    "|".join(  # noqa: FLY002 -- a line each
        (
            r"(?P<rrule>(?:rrule:)?freq=[\w;=,+-]+)",
            r"(?P<iso>[0-9]{4}(?:-[0-9][0-9]?-|/[0-9][0-9]?/)[0-9][0-9]?(?:T(?=[0-9]))?)",
            r"(?P<date>[0-9][0-9]?\.\s?[0-9][0-9]?\.(?:\s?[0-9]{4}(?![0-9])|[0-9][0-9](?![0-9:.]))?)",
            r"(?P<clock>[0-9][0-9]?:[0-9][0-9](?::00)?(?![0-9]))",
            r"(?P<fraction>[0-9]+ ?[\u00bc-\u00be]|[0-9]+ 1/2(?![0-9/])|[\u00bc-\u00be])",
            r"(?P<dashed>[0-9][0-9]?-[0-9][0-9]?-[0-9]{4}(?![0-9]))",
            r"(?P<slashed>[0-9][0-9]?/[0-9][0-9]?(?:/(?:[0-9]{4}|[0-9][0-9]))?(?![0-9/]))",
            r"(?P<dotted>[0-9][0-9]?\.[0-9][0-9]?(?![0-9.]))",
            r"(?P<decimal>[0-9]+,[0-9][0-9]?(?![0-9]))",
            r"(?P<ordinal>[0-9][0-9]?\.(?![0-9]))",
            r"(?P<number>[0-9]+)",
            r"(?P<word>[ap]\.\s?m\b\.?|[^\W\d_]+(?:['\u2019][^\W\d_]+)*)",
            r"(?P<between>(?<=[^\W\d_])/(?=[^\W\d_]))",
            r"(?P<mark>\S)",
        )
    ),
    re.IGNORECASE,
)
_INSTANT: Final = re.compile(
    r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::00)?[+-][0-9]{2}:[0-9]{2}"
    r"|[T ][0-9]{2}:[0-9]{2}(?::00)?Z)(?![\w:.-])"
)
_QUARTERS: Final = {"\u00bc": 25, "\u00bd": 50, "\u00be": 75, "1/2": 50}
"""In hundredths."""
_MARKS: Final = {
    **dict.fromkeys(",;().!", Sense.COMMA),
    **dict.fromkeys("-\u2010\u2013\u2014\u2212", Sense.DASH),
    **dict.fromkeys("+&", Sense.AND),
    "@": Sense.AT,
}

Senses: TypeAlias = Mapping[Sense, int]


@dataclass(frozen=True, slots=True)
class Shape:
    """A piece of text as it looks, in whichever language."""

    kind: str
    start: int
    end: int
    key: str

    def senses(self) -> Senses:  # noqa: PLR0911 -- one for each kind
        """Those that need no table."""
        digits = [int(part) for part in re.findall(r"[0-9]+", self.key)]
        match self.kind:
            case "rrule":
                return {Sense.RRULE: 0}
            case "number":
                return {Sense.NUMBER: digits[0]} if len(self.key) <= 4 else {}  # noqa: PLR2004 -- no more digits than a year has
            case "ordinal":
                return {Sense.ORDINAL: digits[0]}
            case "decimal":
                return {Sense.DECIMAL: _hundredths(self.key)}
            case "fraction":
                return {Sense.DECIMAL: _mixed(self.key)}
            case "mark":
                return {_MARKS[self.key]: 0} if self.key in _MARKS else {}
            case "between":
                return {Sense.AND: 0}
            case "word":
                return {}
            case _:
                return _dates_and_clocks(self.kind, self.key, digits) or {Sense.BROKEN: 0}


def _dates_and_clocks(kind: str, text: str, digits: list[int]) -> dict[Sense, int]:
    senses: dict[Sense, int | None] = {}
    match kind, digits:
        case "iso", [year, month, day]:
            senses[Sense.DATE] = _date(day, month, year)
        case "date" | "slashed" | "dashed", [day, month, *years]:
            year = years[0] if years else 0
            full = year + _CENTURY if 0 < year < 100 else year  # noqa: PLR2004 -- two digits of a year
            senses[Sense.DATE] = _date(day, month, full)
            if kind != "date":
                senses[Sense.MONTH_FIRST] = _date(month, day, full)
            if text in _QUARTERS:
                senses[Sense.DECIMAL] = _QUARTERS[text]
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
    exists = (hour < 24 and minute < 60) or (hour, minute) == (24, 0)  # noqa: PLR2004 -- a day has so many hours
    return hour * 60 + minute if exists else None


def _hundredths(text: str) -> int:
    whole, fraction = re.split("[.,]", text)
    return int(whole) * 100 + int(fraction.ljust(2, "0"))


def _mixed(text: str) -> int:
    """`1 1/2`, `1\u00bd`, `\u00bd`."""
    ending = next(one for one in _QUARTERS if text.endswith(one))
    return int(text.removesuffix(ending) or "0") * 100 + _QUARTERS[ending]


def shapes(text: str) -> Iterator[Shape]:
    """The pieces in their order; white space is none, and neither is the dot behind a word."""
    previous = None
    for number, match in enumerate(_SHAPES.finditer(text)):
        kind = match.lastgroup or ""
        # folded, "1\u00bd" would be 11/2
        key = match[0] if kind == "fraction" else fold(match[0]).replace("\u2019", "'")
        if number >= MOST_SHAPES:
            yield Shape("word", match.start(), len(text), "")
            return
        is_abbreviation = key == "." and previous and previous.end == match.start()
        if is_abbreviation and previous and previous.kind == "word":
            continue  # "So.", "Dez.": the dot belongs to the word
        previous = Shape(kind, match.start(), match.end(), key)
        yield previous


def prepared(text: str, zone: tzinfo | None) -> str:
    """Umlauts as one character, however they were typed; instants of ISO 8601 as local times."""

    def local(match: re.Match[str]) -> str:
        try:
            instant = datetime.fromisoformat(match[0])
            return f"{instant.astimezone(zone):%Y-%m-%dT%H:%M}"
        except (ValueError, OverflowError):
            return match[0]

    return _INSTANT.sub(local, unicodedata.normalize("NFC", text))
