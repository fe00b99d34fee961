"""Pages in words: the templates of this folder, in each language, and how they write times."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from gettext import NullTranslations
from typing import Final, cast
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import (
    format_date,
    format_datetime,
    format_skeleton,
    get_timezone_location,
    match_skeleton,
)
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from bot.commands.parts.moments import reading_of
from bot.commands.parts.phrases import WORDS as PHRASE_WORDS
from bot.commands.registry import VERBS
from bot.domain.language import Language
from bot.domain.recurrence import to_local
from bot.domain.series import Series
from bot.domain.when import spoken
from bot.domain.when.tables import LANGUAGES, TABLES

Translations = Callable[[Language], NullTranslations]

NATIVE_NAMES: Final = {code: Locale.parse(code).get_display_name(code) for code in LANGUAGES}


@dataclass(frozen=True, slots=True)
class PageWording:
    """The templates of every language."""

    environments: Mapping[Language, Environment]

    def page(self, template: str, language: Language, **values: object) -> bytes:
        """A page of HTML. `values` must have all that the template names."""
        found = self.environments[language].get_template(f"{template}.html.j2")
        return found.render(language=language, **values).encode()


def wording(translations: Translations, *, prefix: str) -> PageWording:
    """`translations` are the catalogues, `prefix` is what commands begin with."""
    return PageWording(
        {language: _environment(language, translations(language), prefix) for language in LANGUAGES}
    )


def _environment(language: Language, catalogue: NullTranslations, prefix: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("bot.web"),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(catalogue, newstyle=True)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] -- added by the extension
    words = {verb.key: verb.words[language][0] for verb in VERBS}

    def command(key: str, *rest: object) -> str:
        """As it is typed in a chat: `!abo 3`."""
        return " ".join([prefix + words[key], *map(str, rest)])

    def word(key: str) -> str:
        """A word of the grammar that verbs share: `aus`."""
        return PHRASE_WORDS[key][language]

    cast("dict[str, object]", environment.filters).update(
        day=_day,
        time=_time,
        part=_part,
        numbers=_numbers,
        city=_city,
        rule=_rule,
        at=to_local,
        offset=_offset,
        webcal=_webcal,
        month=_month,
        month_name=_month_name,
        weekday=_weekday,
        typed=_typed,
    )
    cast("dict[str, object]", environment.globals).update(command=command, word=word)
    return environment


def _language(context: Context) -> Language:
    return cast("Language", context["language"])


def _locale(context: Context) -> str:
    return TABLES[_language(context)].locale


@pass_context
def _day(context: Context, moment: datetime, timezone: str) -> str:
    """`Sonntag, 29. November`; with the year where it is not this one."""
    locale, now = _locale(context), cast("datetime", context["now"])
    local = to_local(moment, timezone)
    skeleton = "MMMMEEEEd" if local.year == to_local(now, timezone).year else "yMMMMEEEEd"
    return format_datetime(local, _pattern(skeleton, locale), locale=locale)


@pass_context
def _time(context: Context, moment: datetime, timezone: str) -> str:
    """`11:00`."""
    return format_datetime(to_local(moment, timezone), "HH:mm", locale=_locale(context))


@pass_context
def _part(context: Context, moment: datetime, timezone: str, pattern: str) -> str:
    """A part of a date: the weekday in short, the month."""
    return format_datetime(to_local(moment, timezone), pattern, locale=_locale(context))


@pass_context
def _numbers(context: Context, moment: datetime, timezone: str) -> str:
    """`29.11.`, `29/11`."""
    return format_skeleton("Md", to_local(moment, timezone), locale=_locale(context))


@pass_context
def _city(context: Context, timezone: str) -> str:
    """The place that stands for a time zone: `Berlin`."""
    return get_timezone_location(ZoneInfo(timezone), locale=_locale(context), return_city=True)


@pass_context
def _rule(context: Context, series: Series) -> str:
    """When a series takes place: `jeden Sonntag um 11:00`."""
    return spoken(reading_of(series), language=_language(context))


def _month(day: date) -> str:
    """`2026-12`, as an address names it."""
    return f"{day:%Y-%m}"


@pass_context
def _month_name(context: Context, day: date) -> str:
    """`Dezember 2026`."""
    return format_date(day, "LLLL yyyy", locale=_language(context))


@pass_context
def _weekday(context: Context, day: date, pattern: str) -> str:
    return format_date(day, pattern, locale=_language(context))


def _typed(local: datetime) -> str:
    """`2026-12-24T18:00`, as browsers send and show a local time."""
    return local.isoformat(timespec="minutes")


def _offset(moment: datetime, timezone: str) -> int:
    """How many minutes the clocks there are ahead of UTC."""
    return (to_local(moment, timezone) - moment.replace(tzinfo=None)) // timedelta(minutes=1)


def _webcal(address: str) -> str:
    """The address as calendars open it by themselves."""
    return re.sub(r"^https?", "webcal", address)


@cache
def _pattern(skeleton: str, locale: str) -> str:
    """How a date with these parts is written; weekday and month are written out."""
    known = Locale.parse(locale).datetime_skeletons
    pattern = str(known[match_skeleton(skeleton, known) or skeleton].pattern)
    return re.sub("E+", "EEEE", re.sub("MMM+", "MMMM", pattern))
