"""The languages that are understood and spoken; another one is a table and a line here."""

from collections.abc import Mapping
from typing import Final

from bot.domain.language import ENGLISH, GERMAN, Language
from bot.domain.when.english import ENGLISH_TABLE
from bot.domain.when.french import FRENCH_TABLE
from bot.domain.when.german import GERMAN_TABLE
from bot.domain.when.words import Table

TABLES: Final[Mapping[Language, Table]] = {
    GERMAN: GERMAN_TABLE,
    ENGLISH: ENGLISH_TABLE,
    Language("fr"): FRENCH_TABLE,
}
LANGUAGES: Final = tuple(TABLES)
