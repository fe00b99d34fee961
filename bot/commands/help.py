"""`!help`, `!help VERB`: what one can type."""

from dataclasses import dataclass

from bot.commands.house import House
from bot.commands.verb import (
    Answer,
    Asked,
    Form,
    Misunderstood,
    Typed,
    Verb,
)
from bot.domain.language import ENGLISH, GERMAN
from bot.usecases.ports import Work
from bot.usecases.speech import Reply


@dataclass(frozen=True, slots=True)
class HelpOverview(Reply):
    """Every verb in one line."""


@dataclass(frozen=True, slots=True)
class HelpOnVerb(Reply):
    """One verb in full."""

    key: str


def parse(rest: str) -> str:
    return rest


async def look(house: House, _asked: Asked, words: str) -> HelpOverview | HelpOnVerb:
    if not words:
        return HelpOverview()
    key = house.verb_named(words)
    if key is None:
        raise Misunderstood
    return HelpOnVerb(key)


async def act(
    _house: House, _asked: Asked, _words: str, seen: HelpOverview | HelpOnVerb, _work: Work
) -> Answer:
    return Answer(seen)


VERB = Verb(
    key="help",
    words={ENGLISH: ("help",), GERMAN: ("hilfe",)},
    parse=parse,
    look=look,
    act=act,
    replies=(HelpOverview, HelpOnVerb),
    forms=(Form(key="help", lines=lambda _: [Typed("help")], quiet=True),),
)
