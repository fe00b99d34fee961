"""Begin the catalogue of each language that has none: `python -m tests.catalogues`.

`make catalogues` takes the sentences into it.
"""

from importlib.resources import files
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog

from bot.domain.language import ENGLISH, Language
from bot.domain.when.tables import LANGUAGES

LOCALES = Path(str(files("bot.rendering"))) / "locales"
BEGINNING = """\
# {called} sentences of Ankerplatz. What is not here is said in English.
# SPDX-License-Identifier: AGPL-3.0-or-later
msgid ""
msgstr ""
"Project-Id-Version: Ankerplatz\\n"
"Language: {code}\\n"
"Language-Team: {called}\\n"
"Plural-Forms: {plurals};\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def catalogue_of(language: Language) -> Path:
    """Where its sentences stand."""
    return LOCALES / language / "LC_MESSAGES" / "ankerplatz.po"


def missing() -> list[Language]:
    """Those that are spoken and have none; English stands in the sources."""
    spoken = (language for language in LANGUAGES if language != ENGLISH)
    return [language for language in spoken if not catalogue_of(language).exists()]


def beginning(language: Language) -> str:
    """Of a catalogue without any sentence yet."""
    return BEGINNING.format(
        code=language,
        called=Locale.parse(language).english_name,
        plurals=Catalog(locale=language).plural_forms.rstrip(";"),
    )


if __name__ == "__main__":
    for one in missing():
        catalogue_of(one).parent.mkdir(parents=True)
        catalogue_of(one).write_text(beginning(one), encoding="utf-8")
