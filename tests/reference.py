"""Write docs/reference.md: `python -m tests.reference`.

It is made of the verbs with their usage, and of the configuration's models with the example file.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from pydantic.fields import FieldInfo

from bot.commands.parts.verb import AnyVerb
from bot.commands.registry import VERBS
from bot.commands.verbs.help import HelpOnVerb
from bot.config.environment import variable_name
from bot.config.model import SECTIONS, is_secret
from bot.domain.chat import ChatRole
from bot.domain.language import ENGLISH, GERMAN, Language
from bot.domain.when.tables import LANGUAGES
from bot.rendering.renderer import TemplateRenderer
from bot.usecases.speaking.speech import Voice

TOP = Path(__file__).parents[1]
PAGE = TOP / "docs" / "reference.md"
EXAMPLE = TOP / "config.example.toml"

_SECTION = re.compile(r"#?\[(\w+)\]")
_KEY = re.compile(r"#?(\w+) = (.*)")


def reference() -> str:
    """The whole page."""
    return "\n".join((*_verbs(), *_configuration())) + "\n"


def _verbs() -> Iterator[str]:
    renderer = TemplateRenderer(VERBS)
    yield "# Reference"
    yield ""
    yield "<!-- made by `make pages`; do not edit -->"
    yield ""
    yield "## Verbs"
    yield ""
    yield "Both languages work in every chat. What stands in [brackets] may be left out."
    yield ""
    for verb in VERBS:
        words = [f"`!{word}`" for language in LANGUAGES for word in verb.words[language]]
        yield f"### {' '.join(dict.fromkeys(words))}"
        yield ""
        for language in (ENGLISH, GERMAN):
            yield f"- {_usage(renderer, verb, language)}"
        if verb.role is not ChatRole.MEMBER:
            yield "- For moderators."
        yield ""


def _usage(renderer: TemplateRenderer, verb: AnyVerb, language: Language) -> str:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    voice = Voice(language=language, timezone="UTC", prefix="!", now=now)
    said = renderer.render(HelpOnVerb(verb.key), voice).html
    lines = re.sub(r"</?code>", "`", said).split("<br>\n")
    return " ".join(line if line.endswith(".") else f"{line}." for line in lines)


def _configuration() -> Iterator[str]:
    intro, told = _example()
    yield "## Configuration"
    yield ""
    yield "A key is also an environment variable, which wins over the file. A secret may lie in a"
    yield "file of its own, whose path is given as `KEY_file`."
    for section, model in SECTIONS.items():
        yield ""
        yield f"### [{section}]"
        yield ""
        if intro.get(section):
            yield from (intro[section], "")
        for key, field in model.model_fields.items():
            value, text = told[section, key]
            default = _default(field, value) + ("; a secret" if is_secret(section, key) else "")
            yield f"- **`{key}`** ({default}; `{variable_name(section, key)}`)"
            if text:
                yield f"  <br>{escape(text, quote=False)}"


def _default(field: FieldInfo, written: str) -> str:
    """As the example writes it, which a test compares with the models."""
    if field.is_required():
        return "required"
    if field.default_factory:
        return f"such as `{written}`"
    return "none" if field.default in (None, ()) else f"`{written}`"


def _example() -> tuple[dict[str, str], dict[tuple[str, str], tuple[str, str]]]:
    """What the example says above each section, and each key's value with what is said above it."""
    intro, told = dict[str, str](), dict[tuple[str, str], tuple[str, str]]()
    section, words = "", list[str]()
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if found := _SECTION.fullmatch(line):
            section, intro[found[1]], words = found[1], " ".join(words), []
        elif found := _KEY.fullmatch(line):
            told[section, found[1]] = (found[2], " ".join(words))
            words = []
        elif line.startswith("#"):
            words.append(line.removeprefix("#").strip())
        else:
            words = []
    return intro, told


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
