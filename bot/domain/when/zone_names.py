"""What people call time zones: `London time`, `Wiener Zeit`, `MEZ`."""

import re
from collections.abc import Iterator
from typing import Final

from bot.domain.language import fold
from bot.domain.when.tables import TABLES

_TABLES: Final = tuple(TABLES.values())
_ABBREVIATIONS: Final = {
    short: name for table in _TABLES for short, name in table.zone_abbreviations.items()
}
_PLACES: Final = {
    **dict.fromkeys(("CET", "CEST"), "Europe/Berlin"),
    **dict.fromkeys(("WET", "WEST"), "Europe/Lisbon"),
    **dict.fromkeys(("EET", "EEST"), "Europe/Athens"),
    **dict.fromkeys(("EST", "EDT", "ET"), "America/New_York"),
    **dict.fromkeys(("CST", "CDT", "CT"), "America/Chicago"),
    **dict.fromkeys(("MST", "MDT", "MT"), "America/Denver"),
    **dict.fromkeys(("PST", "PDT", "PT"), "America/Los_Angeles"),
    "BST": "Europe/London",
    "MSK": "Europe/Moscow",
    "IST": "Asia/Kolkata",
    "JST": "Asia/Tokyo",
}
_AFTER_CITY: Final = "|".join(re.escape(table.after_city) for table in _TABLES if table.after_city)
_CITY: Final = re.compile(
    rf"(?:in )?\(?([^\W\d]+(?:[ -][^\W\d]+)?) (?:{_AFTER_CITY})\b\)?", re.IGNORECASE
)
_BEFORE_CITY: Final = "|".join(
    (word if word.endswith("'") else f"{word} ").replace("'", "['\u2019]")
    for table in _TABLES
    for word in filter(None, table.before_city.split(", "))
)
_TIME_OF: Final = re.compile(
    rf"\(?(?:{_BEFORE_CITY})([^\W\d]+(?:-[^\W\d]+)*)( [^\W\d]+)?\)?", re.IGNORECASE
)
_NO_CITIES: Final = frozenset(
    fold(one) for table in _TABLES for one in table.feasts.split(", ") if one
)
"""`Easter time` is not the time of the island."""
_OF_CITIES: Final = tuple(pair for table in _TABLES for pair in table.of_cities.items())
_CALLED: Final = {fold(words): zone for table in _TABLES for words, zone in table.zones.items()}
_ZONE: Final = re.compile(
    r"(?:in )?\(?({})\)?(?![\w/-])".format("|".join(sorted(_CALLED, key=len, reverse=True))),
    re.IGNORECASE,
)


def cities_named(words: str) -> Iterator[tuple[str, int]]:
    """`London time`, `Wiener Zeit` -> what the city may be called, and the place behind."""
    if found := _TIME_OF.match(words):
        if found[2]:
            yield found[1] + found[2], found.end()
        yield found[1], found.end(1) if found[2] else found.end()
        return
    found = _CITY.match(words)
    if found is None or fold(found[1]) in _NO_CITIES:
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


def place_of(short: str) -> str:
    """A place where clocks show what `zone_abbreviated` returned, for half of the year at least."""
    return _PLACES[short]
