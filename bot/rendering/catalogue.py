"""The message catalogues, read from the .po files themselves so that none can be stale."""

import gettext
import io
from importlib.resources import files

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from bot.domain.language import ENGLISH, Language


def translations(language: Language) -> gettext.NullTranslations:
    """The sentences of a language; in the sources they stand in English."""
    if language == ENGLISH:
        return gettext.NullTranslations()
    path = files("bot.rendering") / "locales" / language / "LC_MESSAGES" / "ankerplatz.po"
    compiled = io.BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled)
