"""How templates say times: dates and times of day as people write them, ages and lengths.

Each is a Jinja2 filter that reads `voice` from the context.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache
from gettext import NullTranslations
from typing import Final, cast
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime, format_timedelta, match_skeleton
from jinja2 import pass_context
from jinja2.runtime import Context

from bot.domain.when.tables import TABLES
from bot.usecases.speaking.speech import Voice

_JUST_NOW_S: Final = 5


def voice_of(context: Context) -> Voice:
    """How the reply of this template is to be spoken."""
    return cast("Voice", context["voice"])


def time_filters(catalogue: NullTranslations) -> Mapping[str, Callable[..., str]]:
    """The filters by the names that templates call them, in one language."""

    def clock(context: Context, local: datetime) -> str:
        """`11:00`, `11:00 Uhr`, `11h00`."""
        pattern = TABLES[voice_of(context).language].wording.clock
        return catalogue.gettext("%(time)s") % {"time": f"{local:{pattern}}"}

    @pass_context
    def time_of_day(context: Context, moment: datetime) -> str:
        """The time of day in the chat's own zone."""
        return clock(context, moment.astimezone(ZoneInfo(voice_of(context).timezone)))

    @pass_context
    def local_time(context: Context, moment: datetime, timezone: str) -> str:
        """Weekday and time of day in an IANA zone."""
        local = moment.astimezone(ZoneInfo(timezone))
        return f"{format_datetime(local, 'EEEE', locale=_locale(context))} {clock(context, local)}"

    @pass_context
    def date(context: Context, moment: datetime, timezone: str) -> str:
        """Weekday, day and time of day in an IANA zone, which is named if it is not the chat's.

        So is the year if it is not this one.
        """
        voice, locale, zone = voice_of(context), _locale(context), ZoneInfo(timezone)
        local = moment.astimezone(zone)
        skeleton = "MMMMEEEEd" if local.year == voice.now.astimezone(zone).year else "yMMMMEEEEd"
        day = format_datetime(local, _pattern(skeleton, locale), locale=locale)
        said = f"{day}, {clock(context, local)}"
        return said if timezone == voice.timezone else f"{said} ({timezone})"

    @pass_context
    def ago(context: Context, moment: datetime) -> str:
        """How old an answer is: `just now`, `2 minutes ago`."""
        age = voice_of(context).now - moment
        if age.total_seconds() < _JUST_NOW_S:
            return catalogue.gettext("just now")
        return format_timedelta(-age, add_direction=True, locale=_locale(context))

    return {
        "ago": ago,
        "ahead": _ahead,
        "date": date,
        "lasting": _lasting,
        "local_time": local_time,
        "time_of_day": time_of_day,
    }


def _locale(context: Context) -> str:
    return TABLES[voice_of(context).language].locale


@cache
def _pattern(skeleton: str, locale: str) -> str:
    """How a date with these parts is written, weekday and month in full.

    Cached, because finding it takes a while.
    """
    known = Locale.parse(locale).datetime_skeletons
    pattern = str(known[match_skeleton(skeleton, known) or skeleton].pattern)
    return re.sub("E+", "EEEE", re.sub("MMM+", "MMMM", pattern))


@pass_context
def _ahead(context: Context, moment: datetime) -> str:
    """How long until then: `in 10 minutes`."""
    until = moment - voice_of(context).now
    return format_timedelta(until, add_direction=True, locale=_locale(context))


@pass_context
def _lasting(context: Context, length: timedelta) -> str:
    """How long something took: `42 minutes`."""
    return format_timedelta(length, locale=_locale(context), threshold=1.5)
