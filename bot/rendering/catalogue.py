"""The message catalogues, read from the .po files themselves so that none can be stale.

What a catalogue lacks is taken from the next one: the formal one of a language has only what
differs from the usual one, and behind all of them stands the English of the sources.
"""

import gettext
import io
from importlib.resources import files
from importlib.resources.abc import Traversable

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from bot.domain.language import ENGLISH, Formality, Language


def translations(
    language: Language, formality: Formality = Formality.INFORMAL
) -> gettext.NullTranslations:
    """The sentences of a language; in the sources they stand in English."""
    if language == ENGLISH:
        return gettext.NullTranslations()
    folder = files("bot.rendering") / "locales" / language / "LC_MESSAGES"
    usual, formal = folder / "ankerplatz.po", folder / "formal.po"
    if formality is not Formality.FORMAL or not formal.is_file():
        return _read(usual, language)
    found = _read(formal, language)
    found.add_fallback(_read(usual, language))
    return found


def _read(path: Traversable, language: Language) -> Translations:
    compiled = io.BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled)
