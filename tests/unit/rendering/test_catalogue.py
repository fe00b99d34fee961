"""The catalogues are true: German says all that the templates say, and none says anything else."""

from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.domain.language import ENGLISH, GERMAN, Language
from bot.domain.when.tables import LANGUAGES

BOT = Path(str(files("bot")))
RENDERING = BOT / "rendering"
TRANSLATED = [language for language in LANGUAGES if language != ENGLISH]
WHOLE = [GERMAN]
"""All others may say in English what they have no words for yet."""
METHODS = [
    ("rendering/*.py", "python"),
    ("rendering/templates/**.j2", "jinja2"),
    ("web/templates/**.j2", "jinja2"),
]


def said_in_the_sources() -> set[str]:
    found = extract_from_dir(BOT, method_map=METHODS, options_map={"**.j2": {"trimmed": "true"}})
    return {_first(message) for _, _, message, _, _ in found}


def _first(message: str | tuple[str, ...]) -> str:
    return message if isinstance(message, str) else message[0]


def catalogue(language: Language, name: str = "ankerplatz") -> Catalog:
    path = RENDERING / "locales" / language / "LC_MESSAGES" / f"{name}.po"
    return read_po(BytesIO(path.read_bytes()), locale=language)


def _is_translated(message: Message) -> bool:
    return bool(message.string if isinstance(message.string, str) else message.string[0])


def messages(language: Language, name: str = "ankerplatz") -> Iterator[Message]:
    return (message for message in catalogue(language, name) if message.id)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_what_is_said_and_nothing_else(language: Language) -> None:
    known, said = {_first(message.id) for message in messages(language)}, said_in_the_sources()
    assert known - said == set()
    assert language not in WHOLE or said - known == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated_and_reviewed(language: Language) -> None:
    for message in messages(language):
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(strings) or (language not in WHOLE and not any(strings)), message.id
        assert not message.fuzzy, message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_gaps_are_the_same_in_every_language(language: Language) -> None:
    book = catalogue(language)
    for message in filter(_is_translated, messages(language)):
        assert list(message.check(book)) == [], message.id
