"""`!privacy`, `!datenschutz`: what is kept, why, and for how long."""

from dataclasses import dataclass
from datetime import timedelta

from bot.commands.parts.blanks import bare_form
from bot.commands.parts.house import House
from bot.commands.parts.verb import Answer, Asked, Verb, look_at_nothing, no_argument
from bot.domain.language import ENGLISH, GERMAN
from bot.usecases.ports.store import Work
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True)
class PrivacyTold(Reply):
    """What is past is erased after `retention`."""

    retention: timedelta


async def act(house: House, _asked: Asked, _rest: None, _seen: None, _work: Work) -> Answer:
    return Answer(PrivacyTold(house.retention))


VERB = Verb(
    key="privacy",
    words={ENGLISH: ("privacy",), GERMAN: ("datenschutz",)},
    parse=no_argument,
    look=look_at_nothing,
    act=act,
    forms=(bare_form("privacy"),),
)
