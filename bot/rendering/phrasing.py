"""The words that templates have: verbs as people type them, links, names, times, ages.

Each is a Jinja2 filter or function that reads `voice` from the context, and marks up what it
returns where the environment escapes (HTML), and only there (plain text).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from gettext import NullTranslations
from typing import cast
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime, format_timedelta, match_skeleton
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from bot.commands.moments import reading_of
from bot.commands.phrases import WORDS as PHRASE_WORDS
from bot.commands.phrases import quoted
from bot.commands.presence import WORDS as PRESENCE_WORDS
from bot.commands.verb import AnyVerb
from bot.domain.language import Language
from bot.domain.series import Series
from bot.domain.settings import Presence
from bot.domain.when import Clear, Lengths, Once, spoken
from bot.rendering.sentences import SENTENCES
from bot.usecases.speech import Voice

_JUST_NOW_S = 5


def equip(
    environment: Environment, *, verbs: Sequence[AnyVerb], catalogue: NullTranslations
) -> None:
    """Give an environment the words of one language."""
    by_key = {verb.key: verb for verb in verbs}

    @pass_context
    def word(context: Context, key: str) -> str:
        """The word for a verb, a step of a setting or an option in the chat's language."""
        language = _voice(context).language
        if key in by_key:
            return by_key[key].words[language][0]
        if key in PHRASE_WORDS:
            return PHRASE_WORDS[key][language]
        return PRESENCE_WORDS[Presence(key)][language]

    @pass_context
    def verb(context: Context, key: str, *rest: object) -> str:
        """A command as it is typed in this chat: `!wer Ankerplatz`."""
        typed = (_voice(context).prefix + word(context, key), *map(str, rest))
        return _marked(context, "<code>{}</code>", " ".join(" ".join(typed).split()))

    @pass_context
    def sentence(context: Context, key: str, values: Mapping[str, object]) -> str:
        """A `UserError` in words."""
        said = catalogue.gettext(SENTENCES[key])
        return (Markup(said) if context.eval_ctx.autoescape else said).format_map(values)  # noqa: S704 -- our own sentence; its values are escaped by format_map

    @pass_context
    def ago(context: Context, moment: datetime) -> str:
        """How old an answer is: `just now`, `2 minutes ago`."""
        voice = _voice(context)
        age = voice.now - moment
        if age.total_seconds() < _JUST_NOW_S:
            return catalogue.gettext("just now")
        return format_timedelta(-age, add_direction=True, locale=voice.language)

    cast("dict[str, object]", environment.filters).update(
        ago=ago,
        ahead=_ahead,
        date=_date,
        lasting=_lasting,
        lengths=_lengths,
        local_time=_local_time,
        phrase=_phrase,
        quoted=quoted,
        rule=_rule,
        strong=_strong,
        time_of_day=_time_of_day,
        typed=_typed,
        url=_url,
    )
    cast("dict[str, object]", environment.globals).update(
        verb=verb, word=word, sentence=sentence, verbs=tuple(by_key)
    )


def _voice(context: Context) -> Voice:
    return cast("Voice", context["voice"])


def _marked(context: Context, html: str, text: str) -> str:
    return Markup(html).format(text) if context.eval_ctx.autoescape else text  # noqa: S704 -- constants of this module


@pass_context
def _strong(context: Context, text: str) -> str:
    return _marked(context, "<strong>{}</strong>", text)


@pass_context
def _url(context: Context, address: str) -> str:
    return _marked(context, '<a href="{0}">{0}</a>', address)


@pass_context
def _local_time(context: Context, moment: datetime, timezone: str) -> str:
    """Weekday and time of day in an IANA zone."""
    local = moment.astimezone(ZoneInfo(timezone))
    return format_datetime(local, "EEEE HH:mm", locale=_voice(context).language)


@pass_context
def _date(context: Context, moment: datetime, timezone: str) -> str:
    """Weekday, day and time of day in an IANA zone, which is named where it is not the chat's own.

    The year stands there when it is not this one.
    """
    voice = _voice(context)
    zone = ZoneInfo(timezone)
    local = moment.astimezone(zone)
    skeleton = "MMMMEEEEd" if local.year == voice.now.astimezone(zone).year else "yMMMMEEEEd"
    day = format_datetime(local, _pattern(skeleton, voice.language), locale=voice.language)
    said = f"{day}, {local:%H:%M}"
    return said if timezone == voice.timezone else f"{said} ({timezone})"


@cache
def _pattern(skeleton: str, language: Language) -> str:
    """How a language writes a date with these parts. Kept, because finding it takes a while."""
    known = Locale.parse(language).datetime_skeletons
    return str(known[match_skeleton(skeleton, known) or skeleton].pattern)


@pass_context
def _ahead(context: Context, moment: datetime) -> str:
    """How long until then: `in 10 minutes`."""
    voice = _voice(context)
    return format_timedelta(moment - voice.now, add_direction=True, locale=voice.language)


@pass_context
def _lasting(context: Context, length: timedelta) -> str:
    """How long something took: `42 minutes`."""
    return format_timedelta(length, locale=_voice(context).language, threshold=1.5)


@pass_context
def _time_of_day(context: Context, moment: datetime) -> str:
    """The time of day in the chat's own zone."""
    return moment.astimezone(ZoneInfo(_voice(context).timezone)).strftime("%H:%M")


@pass_context
def _phrase(context: Context, reading: Clear) -> str:
    """What was understood, in words that are understood again."""
    return spoken(reading, language=_voice(context).language)


@pass_context
def _rule(context: Context, series: Series) -> str:
    """When a series takes place: `every Sunday at 11:00`."""
    return _phrase(context, reading_of(series))


@pass_context
def _typed(context: Context, moment: datetime) -> str:
    """That moment as one would type it in this chat."""
    local = moment.astimezone(ZoneInfo(_voice(context).timezone)).replace(tzinfo=None)
    return _phrase(context, Once(local))


@pass_context
def _lengths(context: Context, lengths: tuple[timedelta, ...]) -> str:
    """`1 day, 10 minutes`; empty for none."""
    return _phrase(context, Lengths(lengths))
