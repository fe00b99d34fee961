"""`!forget me`, `!vergiss mich`: erase what is kept of whoever asks."""

from dataclasses import dataclass
from datetime import timedelta

from bot.commands.parts.blanks import SURE, one_line_form, page
from bot.commands.parts.house import House
from bot.commands.parts.phrases import only
from bot.commands.parts.verb import Answer, Asked, Filled, Verb, look_at_nothing
from bot.domain.language import ENGLISH, GERMAN
from bot.usecases.chats.own_data import forget
from bot.usecases.ports.store import Work
from bot.usecases.speaking.speech import AsksBack, Reply


@dataclass(frozen=True, slots=True)
class ForgetQuestion(AsksBack):
    """It cannot be undone, so it has to be said twice."""


@dataclass(frozen=True, slots=True)
class Forgotten(Reply):
    """Nothing is kept any more but the ids of what was posted, for as long as `retention`."""

    retention: timedelta


def parse(rest: str) -> bool:
    """Whether the question was answered."""
    return only(rest, "yes")


async def act(house: House, asked: Asked, sure: bool, _seen: None, work: Work) -> Answer:
    if not sure:
        return Answer(ForgetQuestion())
    await forget(work, by=asked.line, now=asked.now)
    return Answer(Forgotten(house.retention))


def _typed(filled: Filled) -> str:
    return "yes" if filled.yes("sure") else ""


FORM = one_line_form("forget", _typed, page(SURE), quiet=True)


VERB = Verb(
    key="forget",
    words={ENGLISH: ("forget me",), GERMAN: ("vergiss mich",)},
    parse=parse,
    look=look_at_nothing,
    act=act,
    forms=(FORM,),
)
