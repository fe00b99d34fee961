"""`!move 3 24.12. to 27.12. 18:00`, `!verschieben 3 auf Mo 20:00`: one date at another time."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.commands.parts.beginnings import leading_phrase
from bot.commands.parts.blanks import one_date, one_line_form, own_series
from bot.commands.parts.dates import Named, ahead, dates_meant
from bot.commands.parts.house import House
from bot.commands.parts.moments import another_time, here_now
from bot.commands.parts.phrases import WORDS, is_word, numbered
from bot.commands.parts.replies import WhichOne
from bot.commands.parts.verb import (
    Answer,
    Asked,
    Begins,
    Filled,
    Misunderstood,
    Verb,
    look_at_nothing,
)
from bot.commands.parts.zones import zone_before, zone_behind
from bot.domain.language import ENGLISH, GERMAN
from bot.domain.recurrence import to_instant, to_local, zone_named
from bot.domain.series import Occurrence
from bot.domain.when import Ambiguous
from bot.domain.when.hints import is_from
from bot.errors import UserError
from bot.usecases.ports.forms import Blank, BlankKind
from bot.usecases.ports.store import Work
from bot.usecases.programme.change_series import move, next_date, series_to_change
from bot.usecases.speaking.speech import Reply

_ARROWS: Final = ("->", "=>", "\u2192")
_NEAR: Final = timedelta(days=7)
"""So far ahead "to Friday" may as well mean the Friday before the date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveWords:
    """`date` is empty where none was named: the next date is meant."""

    number: int
    date: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMoved(Reply):
    """One date, before and after, and what comes next."""

    before: Occurrence
    after: Occurrence
    ahead: tuple[Occurrence, ...]


def parse(rest: str) -> MoveWords:
    number, rest = numbered(rest)
    words = rest.split()
    at = next(
        (at for at, word in enumerate(words) if is_word(word, "to") or word in _ARROWS), len(words)
    )
    date, to = words[:at], words[at + 1 :]
    if not to:
        raise Misunderstood
    if date and is_from(date[0]):
        del date[0]
    return MoveWords(number=number, date=" ".join(date), to=" ".join(to))


async def act(house: House, asked: Asked, words: MoveWords, _seen: None, work: Work) -> Answer:
    series = await series_to_change(work, words.number, by=asked.line)
    if not words.date:
        return await _move(house, work, next_date(series, now=asked.now), words, asked)
    after = f"{_to(asked)} {words.to}"
    match dates_meant(series, words.date, asked, key="move", after=after):
        case Named() as meant:
            return await _move(house, work, meant.single, words, asked)
        case question:
            return Answer(question)


async def _move(
    house: House, work: Work, date: Occurrence, words: MoveWords, asked: Asked
) -> Answer:
    phrase, here = _zone_taken_off(words.to, house, asked)
    was = to_local(date.starts_at, here)
    behind = bool(words.date) or date.starts_at - asked.now > _NEAR
    now = asked.now.astimezone(zone_named(here))
    to = another_time(phrase, was=was, now=now, behind=behind)
    if isinstance(to, Ambiguous):
        before = f"{date.series.number} {words.date} {_to(asked)}"
        after = words.to.removeprefix(phrase).strip()
        return Answer(WhichOne(key="move", before=before, readings=to.readings, after=after))
    return Answer(await move_to(work, date, to_instant(to, here), asked))


def _zone_taken_off(phrase: str, house: House, asked: Asked) -> tuple[str, str]:
    """`20:00 UTC` -> the time and the IANA name of its zone, the chat's where none is named.

    Raises `UserError` for a zone that may be several.
    """
    now = here_now(asked)
    time = leading_phrase(phrase, now)
    zone = time and zone_before(time.rest, now=now, zones_of=house.zones_of)
    if time and zone and not zone.rest:
        zone = replace(zone, rest=time.phrase)
    else:
        zone = zone_behind(phrase, now=now, zones_of=house.zones_of)
    if zone is None:
        return phrase, asked.settings.timezone
    if zone.name is None:
        raise UserError("zone_unclear", {"word": zone.word})
    return zone.rest, zone.name


async def move_to(work: Work, date: Occurrence, to: datetime, asked: Asked) -> DateMoved:
    """To that instant. Raises `UserError` when it is past, or when the date is there."""
    if date.starts_at == to and not date.is_off:
        raise UserError("there_already", {"number": date.series.number, "date": to})
    after = await move(work, date, to, now=asked.now)
    return DateMoved(before=date, after=after, ahead=ahead(after.series, asked))


def _to(asked: Asked) -> str:
    return WORDS["to"][asked.settings.language]


def _typed(filled: Filled) -> str:
    return f"{filled.one('series')} {filled.one('date')} to {filled.one('to')}"


FORM = one_line_form(
    "move", _typed, own_series, one_date(Blank(key="to", kind=BlankKind.WHEN, needed=True))
)


VERB = Verb(
    key="move",
    words={ENGLISH: ("move",), GERMAN: ("verschieben", "verschiebe")},
    parse=parse,
    look=look_at_nothing,
    act=act,
    begins=Begins.DATE,
    changes=True,
    forms=(FORM,),
)
