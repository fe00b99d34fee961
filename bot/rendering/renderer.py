"""Fits the `Renderer` port with Jinja2: the same template as plain text and as HTML."""

import re
from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from gettext import NullTranslations
from html import escape
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.commands.parts.verb import AnyVerb
from bot.domain.delivery import Picture
from bot.domain.language import Formality, Language
from bot.domain.naming import is_visible
from bot.rendering.bars import bars_picture
from bot.rendering.catalogue import translations
from bot.rendering.phrasing import equip
from bot.rendering.qr import qr_picture
from bot.usecases.speaking.speech import Reply, Spoken, Voice

_MARKS: Final = ("• ", "- ")
"""Put before a line that would begin like a command: the first that is no prefix itself."""


MOST_BYTES: Final = 20_000
"""Of text and HTML together. A Matrix event may have 65,536 (its specification, "size limits"):
with both, of an edit both twice, and a third more when it is encrypted."""
_MORE: Final = "\N{HORIZONTAL ELLIPSIS}"
_BYTES_OF_MORE: Final = 20
_MOST_BYTES_OF_ONE: Final = 12
"""What one character can take: four as text, and eight as HTML."""


class TemplateRenderer:
    """One template per reply, two environments per language; only the one for HTML escapes.

    Nothing that is said begins like a command or with the bot's own `name`: if a relay repeats it,
    the bot would answer itself for ever. Nor does it have characters from what somebody typed that
    hide or reverse others.
    """

    def __init__(self, verbs: Sequence[AnyVerb], *, name: str = "") -> None:
        self._verbs = tuple(verbs)
        called = re.escape(name)
        self._calls = re.compile(
            rf"@?{called}\s*[:,]|@{called}\b" if name else "(?!)", re.IGNORECASE
        )
        self._environments: dict[tuple[Language, Formality, bool], Environment] = {}

    def render(self, reply: Reply, voice: Voice) -> Spoken:
        text = self._lines(reply, voice, html=False)
        html = self._lines(reply, voice, html=True)
        text, html = _carried(text, html)
        if text and (text[0].startswith(voice.prefix) or self._calls.match(text[0])):
            mark = next(mark for mark in _MARKS if not mark.startswith(voice.prefix))
            text[0], html[0] = mark + text[0], mark + html[0]
        return Spoken(
            text="\n".join(text),
            html="<br>\n".join(html),
            picture=_picture(reply, voice.language),
        )

    def _lines(self, reply: Reply, voice: Voice, *, html: bool) -> list[str]:
        template = self._environment(voice, html=html).get_template(
            f"{template_name(type(reply))}.j2"
        )
        said = "".join(
            filter(is_visible, template.render(voice=voice, now=voice.now, **_values(reply)))
        )
        return [line.strip() for line in said.splitlines() if line.strip()]

    def _environment(self, voice: Voice, *, html: bool) -> Environment:
        key = (voice.language, voice.formality, html)
        if key not in self._environments:
            catalogue = translations(voice.language, voice.formality)
            self._environments[key] = self._furnished(catalogue, html=html)
        return self._environments[key]

    def _furnished(self, catalogue: NullTranslations, *, html: bool) -> Environment:
        environment = Environment(
            loader=PackageLoader("bot.rendering"),
            extensions=["jinja2.ext.i18n"],
            autoescape=html,  # noqa: S701 -- the other environment makes plain text
            undefined=StrictUndefined,
            auto_reload=False,
        )
        environment.policies["ext.i18n.trimmed"] = True
        environment.install_gettext_translations(catalogue, newstyle=True)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] -- added by the extension
        equip(environment, verbs=self._verbs, catalogue=catalogue)
        return environment


def _carried(text: list[str], html: list[str]) -> tuple[list[str], list[str]]:
    """As many whole lines as fit into `MOST_BYTES`, or the beginning of the first one."""
    if _bytes(text, html) <= MOST_BYTES:
        return text, html
    fitting = min(len(text), len(html))
    while fitting and _bytes(text[:fitting], html[:fitting]) > MOST_BYTES - _BYTES_OF_MORE:
        fitting -= 1
    if not fitting:
        begin = text[0][: MOST_BYTES // _MOST_BYTES_OF_ONE]
        return [begin + _MORE], [escape(begin) + _MORE]
    return [*text[:fitting], _MORE], [*html[:fitting], _MORE]


def _bytes(*several: list[str]) -> int:
    return sum(len(line.encode()) + len("<br>\n") for lines in several for line in lines)


@cache
def template_name(reply: type[Reply]) -> str:
    """`RoomOpened` -> `room_opened`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", reply.__name__).lower()


def _picture(reply: Reply, language: Language) -> Picture | None:
    if reply.bars:
        return bars_picture(reply.bars, language)
    return None if reply.drawn is None else qr_picture(reply.drawn)


def _values(reply: Reply) -> dict[str, object]:
    return {field.name: getattr(reply, field.name) for field in fields(reply)}  # pyright: ignore[reportArgumentType] -- each reply is a dataclass; a test over the registry says so
