"""`!rsvp 3`, `!dabei 3 am 24.12.`, `!rsvp 3 no`: who means to come to a date."""

from dataclasses import dataclass, replace
from typing import Final

from bot.commands.parts.blanks import choice, known_series, one_date
from bot.commands.parts.dates import Named, dates_meant
from bot.commands.parts.house import House
from bot.commands.parts.phrases import WORDS, ending, is_word, numbered
from bot.commands.parts.replies import NoSuchDate, NothingPlanned, WhichOne, WhichSeries
from bot.commands.parts.verb import (
    Answer,
    Asked,
    Begins,
    Filled,
    Form,
    Typed,
    Verb,
    look_at_nothing,
)
from bot.domain.language import ENGLISH, GERMAN, bare
from bot.domain.preparation import Preparation
from bot.domain.series import Occurrence, Series
from bot.domain.subject import Subject
from bot.domain.when.hints import is_heartily
from bot.errors import UserError
from bot.usecases.ports.store import Work
from bot.usecases.programme.change_series import next_date
from bot.usecases.programme.prepare import (
    answer,
    preparation_of,
    shown_in,
    take_back,
)
from bot.usecases.programme.subscribe import series_known_to, series_to_hear_of
from bot.usecases.speaking.speech import Reply

_ANSWERS: Final = {"yes": "yes", "no": "no", "not": "no"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RsvpWords:
    """`number` is None and `when` empty where nothing was named; `coming` is what was said.

    `undo`: they take back whatever they said.
    """

    number: int | None
    when: str
    coming: bool
    undo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RsvpKept(Reply):
    """Whether whoever asked comes to that date, and what everybody has said of it by now.

    `before` is what they had said until now, None for nothing.
    """

    date: Occurrence
    coming: bool
    before: bool | None
    prepared: Preparation

    @property
    def about(self) -> Subject:
        return Subject(series=self.date.series.id, slot=self.date.slot)


@dataclass(frozen=True, slots=True, kw_only=True)
class RsvpTakenBack(Reply):
    """Whoever asked has not said whether they come; `before` is what they had said until now."""

    date: Occurrence
    before: bool
    prepared: Preparation


@dataclass(frozen=True, slots=True, kw_only=True)
class RsvpCounted(Reply):
    """What everybody has said of a date: what an answer becomes when others react to it."""

    date: Occurrence
    prepared: Preparation


def parse(rest: str) -> RsvpWords:
    return words_in(rest, coming=True)


def words_in(rest: str, *, coming: bool) -> RsvpWords:
    """`3 am 24.12. nein` -> what it says. Raises `Misunderstood` when it begins with no number."""
    rest, undo = ending(rest, "undo")
    rest, yes, no = _without_answer(rest)
    coming = (coming or yes) and not no
    if not rest:
        return RsvpWords(number=None, when="", coming=coming, undo=undo)
    number, when = numbered(rest, word="undo" if undo else "no" if no else "yes" if yes else "")
    return RsvpWords(number=number, when=when, coming=coming, undo=undo)


def _without_answer(rest: str) -> tuple[str, bool, bool]:
    """`3 am 24.12. ja, gerne`, `no 3` -> the rest, and whether it says yes and whether no."""
    words, said = rest.split(), set[str]()
    if len(words) > 1 and (answer := _answer_in(words[0])):
        said.add(answer)
        del words[0]
    while words and ((answer := _answer_in(words[-1])) or is_heartily(bare(words[-1]))):
        said.add(answer)
        words.pop()
    return " ".join(words), "yes" in said, "no" in said


def _answer_in(word: str) -> str:
    """`yes`, `no`; empty for any other word."""
    return next((_ANSWERS[key] for key in _ANSWERS if is_word(bare(word), key)), "")


async def act(_house: House, asked: Asked, words: RsvpWords, _seen: None, work: Work) -> Answer:
    key = _key(words)
    if words.number is None:
        match await series_known_to(work, by=asked.line):
            case ():
                return Answer(NothingPlanned())
            case (series,):
                pass
            case several:
                return Answer(WhichSeries(key=key, series=several, after=_undo(words, asked)))
    else:
        series = await series_to_hear_of(work, words.number, by=asked.line)
    date = _date(series, words, asked)
    if not isinstance(date, Occurrence):
        return Answer(date)
    return Answer(await _kept(work, date, words, asked))


async def _kept(
    work: Work, date: Occurrence, words: RsvpWords, asked: Asked
) -> RsvpKept | RsvpTakenBack:
    """Raises `UserError` where there is nothing to take back."""
    person, coming = asked.line.sender.id, words.coming
    if words.undo:
        before = await take_back(work, date, person)
    else:
        before = await answer(work, date, person, coming=coming, now=asked.now)
    said = await preparation_of(work, date)
    shown = shown_in(asked.chat.address, said, asked.settings)
    if not words.undo:
        return RsvpKept(date=date, coming=coming, before=before, prepared=shown)
    if before is None:
        raise UserError("rsvp_not_said", {"number": date.series.number})
    return RsvpTakenBack(date=date, before=before, prepared=shown)


def _date(series: Series, words: RsvpWords, asked: Asked) -> Occurrence | NoSuchDate | WhichOne:
    """The date that was named, or the next one. Raises `UserError` for one that is off."""
    if series.is_over:
        raise UserError("series_is_over", {"number": series.number})
    if not words.when:
        return next_date(series, now=asked.now)
    after = _undo(words, asked)
    meant = dates_meant(series, words.when, asked, key=_key(words), after=after)
    if not isinstance(meant, Named):
        return meant
    on = tuple(date for date in meant.dates if not date.is_off)
    if not on:
        first = meant.dates[0].starts_at
        raise UserError("already_off", {"number": series.number, "date": first})
    return replace(meant, dates=on).single


def _undo(words: RsvpWords, asked: Asked) -> str:
    return WORDS["undo"][asked.settings.language] if words.undo else ""


def _key(words: RsvpWords) -> str:
    return "rsvp" if words.coming else "rsvp_no"


def _filled_in(filled: Filled) -> list[Typed]:
    verb = "rsvp" if filled.one("coming") == "yes" else "rsvp_no"
    return [Typed(verb, f"{filled.one('series')} {filled.one('date')}")]


FORM = Form(
    key="rsvp", lines=_filled_in, pages=(known_series, one_date(choice("coming", "yes", "no")))
)


VERB = Verb(
    key="rsvp",
    words={ENGLISH: ("rsvp",), GERMAN: ("dabei",)},
    parse=parse,
    look=look_at_nothing,
    act=act,
    begins=Begins.DATE,
    forms=(FORM,),
)
