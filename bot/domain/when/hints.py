"""Words that show what somebody meant where no whole time phrase was found.

In every language at once, however the words are spelt.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from bot.domain.language import fold
from bot.domain.when.tables import TABLES
from bot.domain.when.words import Sense, Table

_TABLES: Final = tuple(TABLES.values())
_BOUNDING: Final = (Sense.UNTIL, Sense.EXCEPT, Sense.STARTING, Sense.FROM, Sense.FOR)


def _listed(words: str) -> Iterator[str]:
    return filter(None, words.split(", "))


def words_for(tables: Iterable[Table], *senses: Sense) -> Mapping[str, int]:
    """The words, folded, with one of these senses, and the number that comes with each."""
    return {
        fold(word): number
        for table in tables
        for sense in senses
        for number, words in table.words.get(sense, {}).items()
        for word in _listed(words)
    }


def bounds(tables: Iterable[Table]) -> frozenset[str]:
    """Words, folded, with which a rule goes on; a language may lack them still."""
    found: set[str] = set()
    for table in tables:
        words = words_for([table], *_BOUNDING)
        longhand = table.longhand.items()
        short = {fold(one) for one, long in longhand if fold(long).split()[0] in words}
        found |= words.keys() | short
    return frozenset(found)


_NUMBERS: Final = words_for(_TABLES, Sense.NUMBER)
_UNITS: Final = words_for(_TABLES, Sense.UNIT)
_BOUNDS: Final = bounds(_TABLES)
_COUNT: Final = re.compile(r"[0-9]+ ?(?:{})\b".format("|".join(words_for(_TABLES, Sense.TIMES))))
_MONTH: Final = re.compile(
    r"(?:{})\s+(?:{})(?![\w-])".format(
        *("|".join(words_for(_TABLES, sense)) for sense in (Sense.IN, Sense.MONTH))
    )
)
_SLIP: Final = re.compile("|".join(table.slips for table in _TABLES if table.slips))
_BEYOND: Final = re.compile("|".join(table.beyond for table in _TABLES if table.beyond))
_PLEASE: Final = re.compile(
    r"(?:^|[\s,]+)(?:{})[\s.,!]*$".format(
        "|".join(re.escape(word) for table in _TABLES for word in _listed(table.please))
    ),
    re.IGNORECASE,
)
_ABBREVIATIONS: Final = {
    short: name for table in _TABLES for short, name in table.zone_abbreviations.items()
}
_AFTER_CITY: Final = "|".join(re.escape(table.after_city) for table in _TABLES if table.after_city)
_CITY: Final = re.compile(
    rf"(?:in )?\(?([^\W\d]+(?:[ -][^\W\d]+)?) (?:{_AFTER_CITY})\b\)?", re.IGNORECASE
)
_OF_CITIES: Final = tuple(pair for table in _TABLES for pair in table.of_cities.items())
_CALLED: Final = {fold(words): zone for table in _TABLES for words, zone in table.zones.items()}
_ZONE: Final = re.compile(
    r"(?:in )?\(?({})\)?(?![\w/-])".format("|".join(sorted(_CALLED, key=len, reverse=True))),
    re.IGNORECASE,
)


def number_named(word: str) -> int | None:
    """`three`, `drei` -> 3; None for what is no number in words."""
    return _NUMBERS.get(fold(word))


def is_unit(word: str) -> bool:
    """Whether it is a unit of time: `hours`, `Woche`."""
    return fold(word) in _UNITS


def is_bound(words: str) -> bool:
    """Whether they begin as what bounds a rule does: `until 30 June`, `ab 1.3.`, `10 mal`."""
    folded = fold(words)
    first, *more = folded.split()[:2] or [""]
    is_one = first in _BOUNDS or " ".join((first, *more)) in _BOUNDS
    return is_one or _COUNT.match(folded) is not None


def begins_with_month(words: str) -> bool:
    """Whether they name the months of a rule, which no rule here can have: `im Dezember`."""
    return _MONTH.match(fold(words)) is not None


def is_slip(words: str) -> bool:
    """Whether they begin as only a time does, so that they are no title: `every`, `um 8`."""
    return _SLIP.match(fold(words)) is not None


def beyond(words: str) -> str | None:
    """The words of a rule that cannot be kept, folded: `in even weeks`; None without any."""
    found = _BEYOND.search(fold(words))
    return found and found[0]


def without_please(text: str) -> str:
    """Without the politeness at the end: `10 min, bitte!` -> `10 min`."""
    return _PLEASE.sub("", text).strip()


def is_please(text: str) -> bool:
    """Whether it is nothing but a word of politeness."""
    return _PLEASE.fullmatch(text) is not None


def cities_named(words: str) -> Iterator[tuple[str, int]]:
    """`London time`, `Wiener Zeit` -> what the city may be called, and the place behind."""
    found = _CITY.match(words)
    if found is None:
        return
    yield found[1], found.end()
    for ending, instead in _OF_CITIES:
        if found[1].endswith(ending):
            yield found[1].removesuffix(ending) + instead, found.end()


def zone_called(words: str) -> tuple[str, int] | None:
    """`Eastern time`, `deutsche Zeit` -> what `Table.zones` has for it, and the place behind."""
    folded = fold(words)
    found = _ZONE.match(folded)
    if found is None:
        return None
    end = next(end for end in range(len(words) + 1) if len(fold(words[:end])) >= found.end())
    return _CALLED[found[1]], end


def zone_abbreviated(word: str) -> str | None:
    """`MEZ` -> `CET`, as the time zone database has it; None for no such abbreviation."""
    return _ABBREVIATIONS.get(word)
