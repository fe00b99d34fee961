"""`!about`: what this bot is, whose server it talks to, and what it keeps."""

from dataclasses import dataclass

from bot.commands.parts.blanks import bare_form
from bot.commands.parts.house import House
from bot.commands.parts.verb import Answer, Asked, Verb, look_at_nothing, no_argument
from bot.domain.language import ENGLISH, GERMAN
from bot.domain.settings import Presence
from bot.usecases.ports.store import Work
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class About(Reply):
    """`server` is the address of the only Jitsi server that the bot talks to.

    `sees` is how much the server shows, `is_pushed` whether it tells of changes by itself.
    """

    name: str
    version: str
    server: str
    sees: Presence
    is_pushed: bool


async def act(house: House, _asked: Asked, _rest: None, _seen: None, _work: Work) -> Answer:
    sight = house.server.sight()
    return Answer(
        About(
            name=house.name,
            version=house.version,
            server=house.jitsi_url,
            sees=sight.presence,
            is_pushed=sight.is_pushed,
        )
    )


VERB = Verb(
    key="about",
    words={ENGLISH: ("about",), GERMAN: ("info",)},
    parse=no_argument,
    look=look_at_nothing,
    act=act,
    forms=(bare_form("about"),),
)
