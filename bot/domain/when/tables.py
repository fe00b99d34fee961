"""The languages that are understood and spoken; another one is a module and a line here."""

from collections.abc import Mapping
from typing import Final

from bot.domain.language import ENGLISH, GERMAN, Language
from bot.domain.when.english import ENGLISH_TABLE
from bot.domain.when.german import GERMAN_TABLE
from bot.domain.when.tokens import Lexicon
from bot.domain.when.words import Table

TABLES: Final[Mapping[Language, Table]] = {GERMAN: GERMAN_TABLE, ENGLISH: ENGLISH_TABLE}

LEXICONS: Final = tuple(map(Lexicon, TABLES.values()))
