"""`!sessions`, `!termine`: what comes next in this chat."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.commands.house import House
from bot.commands.verb import Answer, Asked, Verb, look_at_nothing, no_argument
from bot.domain.language import ENGLISH, GERMAN
from bot.domain.preparation import NOTHING_PREPARED, Preparation
from bot.domain.series import Occurrence, Series, dates
from bot.usecases.ports import Work
from bot.usecases.prepare import preparation_of, shown_in
from bot.usecases.speech import Reply

MOST_SHOWN: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDate:
    """What comes next of one series: the date that takes place, and those before it that do not.

    `date` may have begun already. Where all that is left is off, it is the last of these.
    `prepared` is what was said of it.
    """

    date: Occurrence
    off: tuple[Occurrence, ...]
    prepared: Preparation = NOTHING_PREPARED


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsShown(Reply):
    """The soonest first; `more` is how many series did not fit."""

    ahead: tuple[NextDate, ...]
    more: int


@dataclass(frozen=True, slots=True)
class NothingPlanned(Reply):
    """No date lies ahead in this chat."""


async def act(_house: House, asked: Asked, _rest: None, _seen: None, work: Work) -> Answer:
    planned = await work.programme.of_chat(asked.chat.address)
    found = [ahead for series in planned if (ahead := _next(series, asked.now))]
    if not found:
        return Answer(NothingPlanned())
    found.sort(key=lambda ahead: ahead.date.starts_at)
    shown = tuple([await _prepared(work, one, asked) for one in found[:MOST_SHOWN]])
    return Answer(SessionsShown(ahead=shown, more=len(found) - len(shown)))


async def _prepared(work: Work, one: NextDate, asked: Asked) -> NextDate:
    prepared = await preparation_of(work, one.date)
    return replace(one, prepared=shown_in(asked.chat.address, prepared, asked.settings))


def _next(series: Series, now: datetime) -> NextDate | None:
    ahead = dates(series, after=now - series.duration, limit=1)
    if not ahead:
        return None
    *off, last = ahead
    return NextDate(date=last, off=tuple(off))


VERB = Verb(
    key="sessions",
    words={ENGLISH: ("sessions",), GERMAN: ("termine",)},
    parse=no_argument,
    look=look_at_nothing,
    act=act,
    replies=(SessionsShown, NothingPlanned),
)
