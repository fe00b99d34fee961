"""`!help`, `!help VERB`: what one can type."""

from dataclasses import dataclass
from string import punctuation

from bot.commands.parts.blanks import bare_form
from bot.commands.parts.house import House
from bot.commands.parts.means import lacking
from bot.commands.parts.phrases import is_word
from bot.commands.parts.verb import Asked, Misunderstood, Verb, answer_as_seen
from bot.domain.language import ENGLISH, GERMAN
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True)
class HelpOverview(Reply):
    """What can be typed: every verb but those that can do nothing here."""

    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class HelpOnVerb(Reply):
    """One verb in full."""

    key: str


def parse(rest: str) -> str:
    """The verb without its prefix, which people type as they read it: `!help !who`."""
    return rest.strip(f"{punctuation} ")


async def look(house: House, asked: Asked, words: str) -> HelpOverview | HelpOnVerb:
    missing = lacking(house, asked)
    if not words:
        return HelpOverview(frozenset(missing))
    key = house.verb_named(words)
    if key is None and (" " in words or is_word(words, "me")):
        return HelpOverview(frozenset(missing))
    if key is None:
        raise Misunderstood
    if key in missing:
        raise missing[key]
    return HelpOnVerb(key)


VERB = Verb(
    key="help",
    words={ENGLISH: ("help",), GERMAN: ("hilfe",)},
    parse=parse,
    look=look,
    act=answer_as_seen,
    forms=(bare_form("help"),),
)
