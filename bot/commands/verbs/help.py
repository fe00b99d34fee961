"""`!help`, `!help VERB`: what one can type."""

from dataclasses import dataclass
from string import punctuation

from bot.commands.parts.blanks import bare_form
from bot.commands.parts.house import House
from bot.commands.parts.verb import Asked, Misunderstood, Verb, answer_as_seen
from bot.domain.language import ENGLISH, GERMAN
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True)
class HelpOverview(Reply):
    """Every verb in one line."""


@dataclass(frozen=True, slots=True)
class HelpOnVerb(Reply):
    """One verb in full."""

    key: str


def parse(rest: str) -> str:
    """The verb without its prefix, which people type as they read it: `!help !who`."""
    return rest.strip(f"{punctuation} ")


async def look(house: House, _asked: Asked, words: str) -> HelpOverview | HelpOnVerb:
    if not words:
        return HelpOverview()
    key = house.verb_named(words)
    if key is None:
        raise Misunderstood
    return HelpOnVerb(key)


VERB = Verb(
    key="help",
    words={ENGLISH: ("help",), GERMAN: ("hilfe",)},
    parse=parse,
    look=look,
    act=answer_as_seen,
    replies=(HelpOverview, HelpOnVerb),
    forms=(bare_form("help"),),
)
