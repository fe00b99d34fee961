"""The words of the chat language, in every language.

The German and English ones stand with their verb or option. A further language has its own in its
table; where it has none, the English word is said and understood.
"""

from collections.abc import Mapping

from bot.domain.language import ENGLISH, Language
from bot.domain.when.tables import TABLES


def spellings(
    key: str, known: Mapping[Language, tuple[str, ...]]
) -> Mapping[Language, tuple[str, ...]]:
    """All words for a verb; in each language the one that is shown comes first."""
    return {language: known.get(language) or _further(key, language, known) for language in TABLES}


def _further(
    key: str, language: Language, known: Mapping[Language, tuple[str, ...]]
) -> tuple[str, ...]:
    words = TABLES[language].commands.get(key)
    return tuple(words.split(", ")) if words else known[ENGLISH]


def named(key: str, known: Mapping[Language, str]) -> Mapping[Language, str]:
    """The one word for an option or a step of a setting."""
    found = spellings(key, {language: (word,) for language, word in known.items()})
    return {language: words[0] for language, words in found.items()}
