"""`!retitle 3 24.12. Singing`, `!umbenennen 3 zurück`: one date with a title of its own."""

from dataclasses import dataclass

from bot.commands.parts.blanks import one_date, one_line_form, own_series, titled
from bot.commands.parts.dates import Named, dates_meant
from bot.commands.parts.house import House
from bot.commands.parts.moments import here_now
from bot.commands.parts.phrases import WORDS, is_word, numbered, quoted, title_in
from bot.commands.parts.verb import (
    Answer,
    Asked,
    Begins,
    Filled,
    Misunderstood,
    Verb,
    look_at_nothing,
)
from bot.domain.language import ENGLISH, GERMAN, bare
from bot.domain.series import Occurrence, Series, dates
from bot.domain.when import Ambiguous, Day, Days, Once, Past, leading
from bot.errors import UserError
from bot.usecases.ports.forms import Blank
from bot.usecases.ports.store import Work
from bot.usecases.programme.change_series import MOST_AT_ONCE, next_date, retitle, series_to_change
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class RetitleWords:
    """`rest` is a date, where one is named, and the title behind it."""

    number: int
    rest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRetitled(Reply):
    """One date, before and after."""

    before: Occurrence
    after: Occurrence


def parse(rest: str) -> RetitleWords:
    number, rest = numbered(rest)
    if not rest:
        raise Misunderstood
    return RetitleWords(number=number, rest=rest)


async def act(_house: House, asked: Asked, words: RetitleWords, _seen: None, work: Work) -> Answer:
    series = await series_to_change(work, words.number, by=asked.line)
    phrase, rest = _date_and_title(words.rest, asked)
    title = None if is_word(bare(rest), "undo") else title_in(rest)
    if title == "":
        raise Misunderstood(phrase)
    if not phrase:
        return Answer(await retitle_to(work, _next(series, title, asked), title, asked))
    after = quoted(title) if title else WORDS["undo"][asked.settings.language]
    match dates_meant(series, phrase, asked, key="retitle", after=after):
        case Named() as meant:
            return Answer(await retitle_to(work, meant.single, title, asked))
        case question:
            return Answer(question)


def _date_and_title(words: str, asked: Asked) -> tuple[str, str]:
    """`24.12. Singing` -> the phrase and what follows it; what is no date is all title."""
    match leading(words, now=here_now(asked)):
        case (Once() | Day() | Days() | Past() | Ambiguous(), rest):
            return words.removesuffix(rest).strip(), rest
        case _:
            return "", words


def _next(series: Series, title: str | None, asked: Asked) -> Occurrence:
    """The next date; to take a title back, the next one that has its own."""
    if title is None:
        for date in dates(series, after=asked.now, limit=MOST_AT_ONCE):
            if date.own_title and not date.is_off:
                return date
    return next_date(series, now=asked.now)


async def retitle_to(work: Work, date: Occurrence, title: str | None, asked: Asked) -> DateRetitled:
    """None takes its title back. Raises `UserError` where the date is off."""
    if date.is_off:
        values = {"number": date.series.number, "date": date.starts_at}
        raise UserError("already_off", values)
    if title == date.own_title:
        return DateRetitled(before=date, after=date)
    after = await retitle(work, date, title, now=asked.now)
    return DateRetitled(before=date, after=after)


def _typed(filled: Filled) -> str:
    return f"{filled.one('series')} {filled.one('date')} {titled(filled.one('title'))}"


FORM = one_line_form("retitle", _typed, own_series, one_date(Blank(key="title", needed=True)))


VERB = Verb(
    key="retitle",
    words={ENGLISH: ("retitle",), GERMAN: ("umbenennen",)},
    parse=parse,
    look=look_at_nothing,
    act=act,
    begins=Begins.DATE,
    changes=True,
    forms=(FORM,),
)
