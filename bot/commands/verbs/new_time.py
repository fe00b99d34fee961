"""The time that a phrase gives to a series that has one already."""

from dataclasses import replace
from datetime import datetime
from itertools import product
from typing import Final

from bot.commands.parts.beginnings import Found, beginning
from bot.commands.parts.moments import (
    another_time,
    at_time,
    duration,
    is_time_of_day,
    recurrence,
    single_start,
    to_type_again,
    without_day,
)
from bot.commands.parts.verb import Asked, Misunderstood
from bot.domain.chat import ChatRole
from bot.domain.recurrence import Recurrence, split_rule, to_instant, to_local, zone_named
from bot.domain.series import Series
from bot.domain.when import Ambiguous, Day, DayRule, Length, Once, Past, Rule, Unknown, spoken
from bot.domain.when.tables import LANGUAGES
from bot.errors import UserError
from bot.usecases.programme.edit_series import Edit, at_another_time

_ENDS: Final = ("COUNT", "UNTIL")


def new_time(series: Series, found: Found, asked: Asked, *, only: bool = False) -> Edit | Ambiguous:
    """What the phrase changes, if it is one. Raises `UserError` or `Misunderstood`.

    `only`: a single time is all that is to be left of what recurs.
    """
    here = found.zone or asked.settings.timezone
    match found.reading:
        case None:
            return Edit()
        case Ambiguous() as several:
            if not only and _is_single(
                series, several, found, asked.now.astimezone(zone_named(here))
            ):
                raise UserError("rule_needed", {"number": series.number})
            return _fitting(series, several, found, here, asked)
        case Rule() as rule:
            return _new_rule(series, rule, here, asked)
        case Day() | DayRule() if found.rest[:1].isdigit():
            raise Misunderstood(found.phrase, found.rest)  # "sundays 10" is hardly a title
        case DayRule() as days:
            return _new_rule(series, at_time(days, series.recurrence.start.time()), here, asked)
        case Length() as length:
            return Edit(duration=duration(length))
        case Once() | Day() | Past():
            return _new_moment(series, found, here, asked, only=only)
        case Unknown(understood, rest):
            raise Misunderstood(understood, rest)
        case _:
            raise Misunderstood(found.phrase)


def _is_single(series: Series, several: Ambiguous, found: Found, now: datetime) -> bool:
    """Whether the series recurs, and all that can be meant is one time on some day."""
    are_single = all(isinstance(one, Once | Day) for one in several.readings)
    recurs = series.recurrence.rrule is not None
    return recurs and are_single and not is_time_of_day(found.phrase, now=now)


def _fitting(
    series: Series, several: Ambiguous, found: Found, here: str, asked: Asked
) -> Edit | Ambiguous:
    """The readings as the series can have them: a time of day on its own day, or by its rule."""
    now = asked.now.astimezone(zone_named(here))
    times = [one for one in several.readings if isinstance(one, Once)]
    if len(times) < len(several.readings):
        return several
    if series.recurrence.rrule is None:
        return _new_moment(series, found, here, asked)
    rule = to_type_again(series, now=asked.now, with_end=False)
    if not isinstance(rule, Rule) or not is_time_of_day(found.phrase, now=now):
        return several
    return Ambiguous(tuple(_at_time_of(one, rule) for one in times))


def _at_time_of(time: Once, rule: Rule) -> Rule:
    start = datetime.combine(rule.start, time.start.time())
    return replace(rule, start=start, until=time.until and start + (time.until - time.start))


def bounded(series: Series, bound: str, asked: Asked) -> Found:
    """`until 30 June`: the rule as it is, with that bound. Raises `Misunderstood`."""
    zone = series.recurrence.timezone
    rule = to_type_again(series, now=asked.now, with_end=False)
    if not isinstance(rule, Rule):
        raise Misunderstood(puzzling=bound)
    parts = split_rule(rule.rrule).items()
    endless = ";".join(f"{name}={value}" for name, value in parts if name not in _ENDS)
    # the bound replaces the end, the beginning or the exceptions that the rule has
    for rrule, dated, exdates, language in product(
        (rule.rrule, endless), (rule.dated, False), (rule.exdates, ()), LANGUAGES
    ):
        kept = replace(rule, rrule=rrule, dated=dated, exdates=exdates)
        said = spoken(kept, language=language)
        found = beginning(f"{said} {bound}", asked.now.astimezone(zone_named(zone)))
        several = isinstance(found.reading, Ambiguous)
        meant = found.reading.readings if isinstance(found.reading, Ambiguous) else (found.reading,)
        rules = [one for one in meant if isinstance(one, Rule)]
        if len(rules) == len(meant) and not found.rest:
            left = (tuple(sorted({*rule.exdates, *one.exdates})) for one in rules)
            bounded = tuple(
                replace(one, exdates=days) for one, days in zip(rules, left, strict=True)
            )
            elsewhere = None if zone == asked.settings.timezone else zone
            return replace(
                found, reading=Ambiguous(bounded) if several else bounded[0], zone=elsewhere
            )
    raise Misunderstood(puzzling=bound)


def _new_rule(series: Series, rule: Once | Rule, timezone: str, asked: Asked) -> Edit:
    if series.recurrence.rrule is None and asked.line.role < ChatRole.MODERATOR:
        raise UserError("rules_by_moderators")
    return Edit(recurrence=recurrence(rule, timezone), duration=duration(rule))


def _new_moment(
    series: Series, found: Found, here: str, asked: Asked, *, only: bool = False
) -> Edit | Ambiguous:
    """A single time: when a single date begins from now on; for a rule the new time of day."""
    now = asked.now.astimezone(zone_named(here))
    kept = series.recurrence
    if kept.rrule is None:
        was = to_local(to_instant(single_start(series), kept.timezone), here)
        start = another_time(found.phrase, was=was, now=now, with_end=True)
        if isinstance(start, Ambiguous):
            return start
        moment = Recurrence(start=start, timezone=here, rrule=None)
        return Edit(recurrence=moment, duration=duration(found.reading))
    if only and isinstance(found.reading, Once | Day):
        said = found.reading
        once = said if isinstance(said, Once) else at_time(said, kept.start.time())
        return Edit(recurrence=recurrence(once, here), duration=duration(once))
    time = without_day(found.phrase, now=now)
    if time is None:
        raise UserError("rule_needed", {"number": series.number})
    daily = at_another_time(replace(kept, timezone=here), time.start.time())
    return Edit(recurrence=daily, duration=duration(time))
