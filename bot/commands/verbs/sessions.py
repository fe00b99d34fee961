"""`!sessions`, `!termine`: what comes next in this chat."""

from dataclasses import dataclass

from bot.commands.parts.blanks import bare_form
from bot.commands.parts.house import House
from bot.commands.parts.replies import NothingPlanned
from bot.commands.parts.verb import Answer, Asked, Verb, look_at_nothing, no_argument
from bot.domain.language import ENGLISH, GERMAN
from bot.usecases.ports.store import Work
from bot.usecases.programme.programme_ahead import NextDate, programme_ahead
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsShown(Reply):
    """The soonest first; `more` is how many series did not fit."""

    ahead: tuple[NextDate, ...]
    more: int


async def act(_house: House, asked: Asked, _rest: None, _seen: None, work: Work) -> Answer:
    ahead, more = await programme_ahead(work, asked.chat.address, asked.settings, now=asked.now)
    return Answer(SessionsShown(ahead=tuple(ahead), more=more) if ahead else NothingPlanned())


VERB = Verb(
    key="sessions",
    words={ENGLISH: ("sessions",), GERMAN: ("termine",)},
    parse=no_argument,
    look=look_at_nothing,
    act=act,
    forms=(bare_form("sessions"),),
)
