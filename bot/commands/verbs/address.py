"""`!address sie`, `!anrede du`: how people in this chat are addressed in German.

Alone it shows how the chat is set.
"""

from dataclasses import dataclass, replace
from typing import Final

from bot.commands.parts.house import House
from bot.commands.parts.verb import Answer, Asked, Misunderstood, Verb, look_at_nothing
from bot.commands.verbs import settings as shown
from bot.domain.chat import ChatRole
from bot.domain.language import ENGLISH, GERMAN, Formality, bare, fold
from bot.usecases.chats.choose_settings import keep_words
from bot.usecases.ports.store import Work
from bot.usecases.speaking.speech import Reply

_WORDS: Final = {
    Formality.INFORMAL: ("du", "duzen", "informal"),
    Formality.FORMAL: ("sie", "siezen", "formal"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormalityChosen(Reply):
    """Said in the new form."""

    formality: Formality
    before: Formality


def parse(rest: str) -> Formality | None:
    if not rest:
        return None
    for formality, words in _WORDS.items():
        if fold(bare(rest)) in words:
            return formality
    raise Misunderstood(puzzling=rest)


async def act(
    house: House, asked: Asked, formality: Formality | None, _seen: None, work: Work
) -> Answer:
    if formality is None:
        return await shown.act(house, asked, None, None, work)
    await keep_words(work, replace(asked.chat, formality=formality), by=asked.line)
    return Answer(FormalityChosen(formality=formality, before=asked.settings.formality))


VERB = Verb(
    key="address",
    words={ENGLISH: ("address",), GERMAN: ("anrede",)},
    parse=parse,
    look=look_at_nothing,
    act=act,
    role=ChatRole.MODERATOR,
)
