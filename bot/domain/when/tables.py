"""The languages that are understood and spoken; another one is a table and a line here."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from bot.domain.language import ENGLISH, GERMAN, Language, fold
from bot.domain.when.english import ENGLISH_TABLE
from bot.domain.when.french import FRENCH_TABLE
from bot.domain.when.german import GERMAN_TABLE
from bot.domain.when.words import Sense, Table

TABLES: Final[Mapping[Language, Table]] = {
    GERMAN: GERMAN_TABLE,
    ENGLISH: ENGLISH_TABLE,
    Language("fr"): FRENCH_TABLE,
}
LANGUAGES: Final = tuple(TABLES)

SLIP: Final = re.compile("|".join(table.slips for table in TABLES.values()))
"""How words, folded, begin that can only be a time."""


BEYOND: Final = re.compile("|".join(table.beyond for table in TABLES.values() if table.beyond))
"""Folded words of a rule that none of the grammar's can say."""

LIMITS: Final = re.compile(
    r"[0-9]+ ?(?:{})\b".format(
        "|".join(
            fold(word)
            for table in TABLES.values()
            for words in table.words.get(Sense.TIMES, {}).values()
            for word in words.split(", ")
        )
    )
)
"""How often something recurs, folded: `10 mal`, `10x`."""


NUMBERS: Final = {
    fold(word): number
    for table in TABLES.values()
    for number, words in table.words.get(Sense.NUMBER, {}).items()
    for word in words.split(", ")
}
"""Numbers in words, folded, of all languages."""

UNITS: Final = frozenset(
    fold(word)
    for table in TABLES.values()
    for words in table.words.get(Sense.UNIT, {}).values()
    for word in words.split(", ")
)
"""Units of time, likewise."""


IN_MONTH: Final = re.compile(
    r"(?:{})\s+(?:{})(?![\w-])".format(
        *(
            "|".join(
                fold(word)
                for table in TABLES.values()
                for words in table.words.get(sense, {}).values()
                for word in filter(None, words.split(", "))
            )
            for sense in (Sense.IN, Sense.MONTH)
        )
    )
)
"""Behind a rule, folded, what no rule can say: `im Dezember`."""


def bounds(tables: Iterable[Table]) -> frozenset[str]:
    """Words, folded, with which a rule goes on; a language may lack them still."""
    found: set[str] = set()
    for table in tables:
        words = {
            fold(word)
            for sense in (Sense.UNTIL, Sense.EXCEPT, Sense.STARTING, Sense.FROM, Sense.FOR)
            for words in table.words.get(sense, {}).values()
            for word in words.split(", ")
        }
        short = {
            fold(one) for one, long in table.longhand.items() if fold(long).split()[0] in words
        }
        found |= words | short
    return frozenset(found)


BOUNDS: Final = bounds(TABLES.values())
