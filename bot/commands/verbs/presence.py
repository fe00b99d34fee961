"""`!presence count`, `!anwesenheit namen`: how much this chat sees of who is in a call.

Alone it shows how the chat is set.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from bot.commands.parts.house import House
from bot.commands.parts.verb import Answer, Asked, Misunderstood, Verb, look_at_nothing
from bot.commands.parts.words import named
from bot.commands.verbs import settings as shown
from bot.domain.chat import ChatRole
from bot.domain.language import ENGLISH, GERMAN, Language, bare, fold
from bot.domain.settings import Presence
from bot.usecases.ports.store import Work
from bot.usecases.speaking.speech import Reply

_WORDS: Final[Mapping[Presence, Mapping[Language, str]]] = {
    Presence.OFF: {ENGLISH: "off", GERMAN: "aus"},
    Presence.OPEN: {ENGLISH: "open", GERMAN: "offen"},
    Presence.COUNT: {ENGLISH: "count", GERMAN: "zahl"},
    Presence.NAMES: {ENGLISH: "names", GERMAN: "namen"},
}
WORDS: Final = {presence: named(presence, words) for presence, words in _WORDS.items()}
"""In every language."""
_STEPS: Final = tuple(Presence)
"""From less to more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceChosen(Reply):
    """What is shown from now on, and what was shown before.

    `limit` is the most that the server shows, None where that is enough.
    """

    presence: Presence
    before: Presence
    limit: Presence | None = None


def parse(rest: str) -> Presence | None:
    if not rest:
        return None
    for presence, words in WORDS.items():
        if fold(bare(rest)) in map(fold, words.values()):
            return presence
    raise Misunderstood


async def act(
    house: House, asked: Asked, presence: Presence | None, _seen: None, work: Work
) -> Answer:
    if presence is None:
        return await shown.act(house, asked, None, None, work)
    await work.chats.save(replace(asked.chat, presence=presence))
    sees = house.server.sight().presence
    return Answer(
        PresenceChosen(
            presence=presence,
            before=asked.settings.presence,
            limit=sees if _STEPS.index(sees) < _STEPS.index(presence) else None,
        )
    )


VERB = Verb(
    key="presence",
    words={ENGLISH: ("presence",), GERMAN: ("anwesenheit",)},
    parse=parse,
    look=look_at_nothing,
    act=act,
    role=ChatRole.MODERATOR,
)
