"""`!agenda Budget`, `!top 3 Kasse`, `!top weg 2`: what is to be talked about at the next date."""

import re
from dataclasses import dataclass
from typing import Final

from bot.commands.parts.blanks import known_series, one_line_form, page, titled
from bot.commands.parts.house import House
from bot.commands.parts.moments import here_now
from bot.commands.parts.phrases import is_word, number_before, unquoted
from bot.commands.parts.replies import NothingPlanned, WhichSeries
from bot.commands.parts.titles import by_title
from bot.commands.parts.verb import (
    Answer,
    Asked,
    Begins,
    Filled,
    Misunderstood,
    Verb,
    look_at_nothing,
)
from bot.domain.language import ENGLISH, GERMAN
from bot.domain.naming import clean_topic
from bot.domain.preparation import AgendaPoint
from bot.domain.series import Occurrence, Series, next_held
from bot.errors import UserError
from bot.usecases.ports.forms import Blank
from bot.usecases.ports.store import Work
from bot.usecases.programme.change_series import next_date
from bot.usecases.programme.prepare import add_point, points_ahead, remove_point
from bot.usecases.programme.subscribe import series_known_to, series_to_hear_of
from bot.usecases.speaking.speech import Reply

_REMOVAL: Final = re.compile(r"(\w+)\s+#?([0-9]{1,4})[.!]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What is to be talked about at one date."""

    date: Occurrence
    points: tuple[AgendaPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaShown(Reply):
    """The soonest first. With `numbered`, a series has to be named by its number."""

    agendas: tuple[Agenda, ...]
    numbered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PointAdded(Reply):
    """One more point for that date."""

    date: Occurrence
    point: AgendaPoint
    numbered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PointRemoved(Reply):
    """One point less for that date."""

    date: Occurrence
    point: AgendaPoint
    numbered: bool


def parse(rest: str) -> str:
    if is_word(number_before(rest)[1], "remove"):
        raise Misunderstood(rest)
    return rest


async def act(_house: House, asked: Asked, rest: str, _seen: None, work: Work) -> Answer:
    """A number at the beginning means a series where there is such a one, else it is text."""
    known = await series_known_to(work, by=asked.line)
    number, words = number_before(rest)
    if number is None or (words and len(known) == 1 and known[0].number != number):
        meant, words = known, rest
    else:
        meant = (await series_to_hear_of(work, number, by=asked.line),)
    several = len(known) > 1
    match meant:
        case ():
            return Answer(NothingPlanned())
        case _ if not words:
            return await _show(work, meant, asked, numbered=several)
        case (series,):
            return await _change(work, series, words, asked, numbered=several)
        case _:
            named = by_title(meant, words, now=here_now(asked)) or (meant, words)
            return Answer(WhichSeries(key="agenda", series=named[0], after=named[1]))


async def _show(work: Work, meant: tuple[Series, ...], asked: Asked, *, numbered: bool) -> Answer:
    dates = [date for series in meant if (date := next_held(series, after=asked.now))]
    if not dates:
        raise UserError("no_date_ahead", {"number": meant[0].number})
    agendas = [Agenda(date=date, points=await points_ahead(work, date)) for date in dates]
    agendas.sort(key=lambda agenda: agenda.date.starts_at)
    with_points = tuple(agenda for agenda in agendas if agenda.points)
    return Answer(AgendaShown(agendas=with_points or tuple(agendas[:1]), numbered=numbered))


async def _change(
    work: Work, series: Series, words: str, asked: Asked, *, numbered: bool
) -> Answer:
    if series.is_over:
        raise UserError("series_is_over", {"number": series.number})
    date = next_date(series, now=asked.now)
    removal = _REMOVAL.fullmatch(words)
    if removal and is_word(removal[1], "remove"):
        point = await remove_point(work, date, int(removal[2]))
        return Answer(PointRemoved(date=date, point=point, numbered=numbered))
    text = clean_topic(unquoted(words))
    if not text:
        raise Misunderstood
    point = await add_point(work, date, text, now=asked.now)
    return Answer(PointAdded(date=date, point=point, numbered=numbered))


def _typed(filled: Filled) -> str:
    return f"{filled.one('series')} {titled(filled.one('point'))}"


FORM = one_line_form("agenda", _typed, known_series, page(Blank(key="point", needed=True)))


VERB = Verb(
    key="agenda",
    words={ENGLISH: ("agenda",), GERMAN: ("top",)},
    parse=parse,
    look=look_at_nothing,
    act=act,
    begins=Begins.NUMBER,
    forms=(FORM,),
)
