"""The words that templates can use: verbs as people type them, links, names, rules.

Each is a Jinja2 filter or function that reads `voice` from the context, and marks up what it
returns where the environment escapes (HTML), and only there (plain text).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from gettext import NullTranslations
from typing import Final, cast
from zoneinfo import ZoneInfo

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from bot.commands.parts.moments import reading_of
from bot.commands.parts.phrases import WORDS as PHRASE_WORDS
from bot.commands.parts.phrases import quoted
from bot.commands.parts.verb import AnyVerb
from bot.commands.verbs.presence import WORDS as PRESENCE_WORDS
from bot.domain.series import Series
from bot.domain.settings import Presence
from bot.domain.when import Clear, Lengths, Listed, Once, spoken
from bot.domain.when.tables import LANGUAGES
from bot.rendering.sentences import SENTENCES
from bot.rendering.times import time_filters, voice_of

_MOST_REPEATED: Final = 300
"""Characters of what somebody typed."""


def equip(
    environment: Environment, *, verbs: Sequence[AnyVerb], catalogue: NullTranslations
) -> None:
    """Give an environment the words of one language."""
    by_key = {verb.key: verb for verb in verbs}

    @pass_context
    def word(context: Context, key: str) -> str:
        """The word for a verb, a step of a setting or an option in the chat's language."""
        language = voice_of(context).language
        if key in by_key:
            return by_key[key].words[language][0]
        if key in PHRASE_WORDS:
            return PHRASE_WORDS[key][language]
        return PRESENCE_WORDS[Presence(key)][language]

    @pass_context
    def verb(context: Context, key: str, *rest: object) -> str:
        """A command as it is typed in this chat: `!wer Ankerplatz`."""
        typed = (voice_of(context).prefix + word(context, key), *map(str, rest))
        return _marked(context, "<code>{}</code>", " ".join(" ".join(typed).split()))

    @pass_context
    def sentence(context: Context, key: str, values: Mapping[str, object]) -> str:
        """A `UserError` in words. A gap without a value is a verb, as it is typed.

        A moment among the values is said as one would type it.
        """
        said = catalogue.gettext(SENTENCES[key])
        worded = {
            name: _typed(context, value) if isinstance(value, datetime) else value
            for name, value in values.items()
        }
        gaps = _Gaps(worded, typed=partial(verb, context))
        return (Markup(said) if context.eval_ctx.autoescape else said).format_map(gaps)  # noqa: S704 -- our own sentence; its values are escaped by format_map

    cast("dict[str, object]", environment.filters).update(
        **time_filters(catalogue),
        lengths=_lengths,
        person=_person,
        phrase=_phrase,
        quoted=quoted,
        rule=_rule,
        strong=_strong,
        typed=_typed,
        url=_url,
    )
    cast("dict[str, object]", environment.globals).update(
        languages=LANGUAGES, verb=verb, word=word, sentence=sentence, verbs=tuple(by_key)
    )


class _Gaps(dict[str, object]):
    """The values of a sentence; a gap without one is `typed`.

    Values may be what somebody typed: they are put in one line, and cut if it is long.
    """

    def __init__(self, values: Mapping[str, object], *, typed: Callable[[str], str]) -> None:
        super().__init__({key: _shortened(value) for key, value in values.items()})
        self._typed = typed

    def __missing__(self, key: str) -> str:
        return self._typed(key)


def _shortened(value: object) -> object:
    """A text in one line of at most `_MOST_REPEATED` characters; all else as it is."""
    if not isinstance(value, str):
        return value
    words = " ".join(value.split())
    fits = len(words) <= _MOST_REPEATED
    return words if fits else f"{words[: _MOST_REPEATED - 1]}\N{HORIZONTAL ELLIPSIS}"


def _marked(context: Context, html: str, text: str) -> str:
    return Markup(html).format(text) if context.eval_ctx.autoescape else text  # noqa: S704 -- constants of this module


@pass_context
def _strong(context: Context, text: str) -> str:
    return _marked(context, "<strong>{}</strong>", text)


@pass_context
def _url(context: Context, address: str) -> str:
    return _marked(context, '<a href="{0}">{0}</a>', address)


@pass_context
def _person(context: Context, id_: str) -> str:
    """A person on Matrix, as a pill: clients show the name that they chose there."""
    return _marked(context, '<a href="https://matrix.to/#/{0}">{0}</a>', id_)


@pass_context
def _phrase(context: Context, reading: Clear | Listed) -> str:
    """What was understood, in words that are understood again."""
    return spoken(reading, language=voice_of(context).language)


@pass_context
def _rule(context: Context, series: Series) -> str:
    """When a series takes place: `every Sunday at 11:00`."""
    return _phrase(context, reading_of(series))


@pass_context
def _typed(context: Context, moment: datetime) -> str:
    """That moment as one would type it in this chat."""
    local = moment.astimezone(ZoneInfo(voice_of(context).timezone)).replace(tzinfo=None)
    return _phrase(context, Once(local))


@pass_context
def _lengths(context: Context, lengths: tuple[timedelta, ...]) -> str:
    """`1 day, 10 minutes`; empty for none."""
    return _phrase(context, Lengths(lengths))
