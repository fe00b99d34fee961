"""`!cancel 3`, `!absagen 3`: call off a whole series or, with `24.12.`, single dates."""

from dataclasses import dataclass

from bot.commands.parts.blanks import one_line_form, own_series
from bot.commands.parts.dates import ahead
from bot.commands.parts.house import House
from bot.commands.parts.phrases import ending, numbered
from bot.commands.parts.verb import Answer, Asked, Begins, Verb, look_at_nothing
from bot.commands.verbs.skip import SkipWords
from bot.commands.verbs.skip import act as act_on_dates
from bot.domain.language import ENGLISH, GERMAN
from bot.domain.series import Occurrence, Series
from bot.errors import UserError
from bot.usecases.ports.store import Work
from bot.usecases.programme.change_series import call_off, series_to_change, take_up_again
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelWords:
    """`undo` takes it back. `when` is empty for all of it; else it is as with `!skip`."""

    number: int
    when: str = ""
    undo: bool


@dataclass(frozen=True, slots=True)
class SeriesCancelled(Reply):
    """No date of it takes place any more."""

    series: Series


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesResumed(Reply):
    """It takes place after all."""

    series: Series
    ahead: tuple[Occurrence, ...]


def parse(rest: str) -> CancelWords:
    number, rest = numbered(rest)
    when, undo = ending(rest, "undo")
    return CancelWords(number=number, when=when, undo=undo)


async def act(house: House, asked: Asked, words: CancelWords, _seen: None, work: Work) -> Answer:
    if words.when:
        some = SkipWords(number=words.number, when=words.when, undo=words.undo)
        return await act_on_dates(house, asked, some, None, work)
    series = await series_to_change(work, words.number, by=asked.line, also_over=words.undo)
    if words.undo:
        if not series.is_over:
            raise UserError("not_called_off", {"number": series.number})
        series = await take_up_again(work, series, now=asked.now)
        return Answer(SeriesResumed(series=series, ahead=ahead(series, asked)))
    return Answer(SeriesCancelled(await call_off(work, series, now=asked.now)))


FORM = one_line_form("cancel", lambda filled: filled.one("series"), own_series)


VERB = Verb(
    key="cancel",
    words={ENGLISH: ("cancel",), GERMAN: ("absagen", "absage")},
    parse=parse,
    look=look_at_nothing,
    act=act,
    begins=Begins.DATE,
    changes=True,
    forms=(FORM,),
)
