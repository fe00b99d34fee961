"""`!skip 3 24.12. and 31.12.`, `!ausfall 3 vom 22.12. bis 6.1.`: dates that do not take place."""

from dataclasses import dataclass
from datetime import datetime

from bot.commands.parts.blanks import choice, one_date, one_line_form, own_series
from bot.commands.parts.dates import Named, ahead, dates_meant, day_of
from bot.commands.parts.house import House
from bot.commands.parts.phrases import WORDS, ending, numbered
from bot.commands.parts.replies import NoSuchDate, WhichOne
from bot.commands.parts.verb import Answer, Asked, Begins, Filled, Verb, look_at_nothing
from bot.domain.language import ENGLISH, GERMAN
from bot.domain.series import Occurrence, Series
from bot.domain.when import Clear, Listed
from bot.errors import UserError
from bot.usecases.ports.store import Work
from bot.usecases.programme.change_series import (
    next_date,
    next_off,
    put_off_last,
    restore,
    series_to_change,
    skip,
)
from bot.usecases.speaking.speech import Reply
from bot.usecases.telling.reminders import moved_from


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipWords:
    """`when` is empty where nothing was named: the next date is meant."""

    number: int
    when: str
    undo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesSkipped(Reply):
    """These dates, as they were before, are off now. `ahead` is what comes next.

    `changed` are those that had been moved or retitled, each with when the rule had it (aware,
    UTC): `!skip … undo` would forget the change. `meant` is the phrase that names the others, None
    where there are none.
    """

    series: Series
    dates: tuple[Occurrence, ...]
    ahead: tuple[Occurrence, ...]
    meant: Clear | Listed | None
    changed: tuple[tuple[datetime, Occurrence], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesRestored(Reply):
    """These dates take place again. `ahead` is what comes next, `meant` what was typed for them.

    `still_off` are those among the meant dates that had been taken off earlier. `alone` names none
    that took place anyway.
    """

    series: Series
    dates: tuple[Occurrence, ...]
    still_off: tuple[Occurrence, ...]
    ahead: tuple[Occurrence, ...]
    meant: Clear | Listed
    alone: Clear | Listed


def parse(rest: str) -> SkipWords:
    number, rest = numbered(rest)
    when, undo = ending(rest, "undo")
    return SkipWords(number=number, when=when, undo=undo)


async def act(_house: House, asked: Asked, words: SkipWords, _seen: None, work: Work) -> Answer:
    series = await series_to_change(work, words.number, by=asked.line)
    match _meant(series, words, asked):
        case Named() as meant:
            change = put_on if words.undo else put_off
            return Answer(await change(work, series, meant, asked))
        case question:
            return Answer(question)


def _meant(series: Series, words: SkipWords, asked: Asked) -> Named | NoSuchDate | WhichOne:
    if words.when:
        after = WORDS["undo"][asked.settings.language] if words.undo else ""
        return dates_meant(series, words.when, asked, key="skip", after=after)
    date = (next_off if words.undo else next_date)(series, now=asked.now)
    return Named(day_of(date, asked), (date,))


async def put_off(work: Work, series: Series, meant: Named, asked: Asked) -> DatesSkipped:
    """Raises `UserError` when they are off already."""
    off = tuple(date for date in meant.dates if not date.is_off)
    if not off:
        first = meant.dates[0].starts_at
        raise UserError("already_off", {"number": series.number, "date": first})
    after = await skip(work, series, off, now=asked.now)
    changed = tuple((ruled, date) for date in off if (ruled := _ruled(date)))
    return DatesSkipped(
        series=after,
        dates=off,
        ahead=ahead(after, asked),
        meant=meant.reading if len(changed) < len(off) else None,
        changed=changed,
    )


def _ruled(date: Occurrence) -> datetime | None:
    return date.starts_at if date.own_title and not date.is_moved else moved_from(date)


async def put_on(work: Work, series: Series, meant: Named, asked: Asked) -> DatesRestored:
    """Of several, those that were taken off last. Raises `UserError` when none is off."""
    off = tuple(date for date in meant.dates if date.is_off)
    on = put_off_last(series, off)
    if not on:
        first = meant.dates[0].starts_at
        raise UserError("not_off", {"number": series.number, "date": first})
    changed = await restore(work, series, on, now=asked.now)
    days = tuple(day_of(date, asked) for date in on)
    alone = days[0] if len(days) == 1 else Listed(days)
    return DatesRestored(
        series=changed,
        dates=on,
        still_off=tuple(date for date in off if date not in on),
        ahead=ahead(changed, asked),
        meant=meant.reading,
        alone=meant.reading if off == meant.dates else alone,
    )


def _typed(filled: Filled) -> str:
    undo = "undo" if filled.one("off") == "on" else ""
    return f"{filled.one('series')} {filled.one('date')} {undo}"


FORM = one_line_form("skip", _typed, own_series, one_date(choice("off", "off", "on")))


VERB = Verb(
    key="skip",
    words={ENGLISH: ("skip",), GERMAN: ("ausfall",)},
    parse=parse,
    look=look_at_nothing,
    act=act,
    begins=Begins.DATE,
    changes=True,
    forms=(FORM,),
)
