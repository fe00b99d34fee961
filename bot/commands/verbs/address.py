"""`!address sie`, `!anrede du`: how people in this chat are addressed in German."""

from dataclasses import dataclass, replace
from typing import Final

from bot.commands.parts.house import House
from bot.commands.parts.verb import Answer, Asked, Misunderstood, Verb, look_at_nothing
from bot.domain.chat import ChatRole
from bot.domain.language import ENGLISH, GERMAN, Formality, fold
from bot.usecases.ports.store import Work
from bot.usecases.speaking.speech import Reply

_WORDS: Final = {
    Formality.INFORMAL: ("du", "duzen", "informal"),
    Formality.FORMAL: ("sie", "siezen", "formal"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormalityChosen(Reply):
    """Said in the new form already."""

    formality: Formality
    before: Formality


def parse(rest: str) -> Formality:
    for formality, words in _WORDS.items():
        if fold(rest) in words:
            return formality
    raise Misunderstood(puzzling=rest)


async def act(_house: House, asked: Asked, formality: Formality, _seen: None, work: Work) -> Answer:
    await work.chats.save(replace(asked.chat, formality=formality))
    return Answer(FormalityChosen(formality=formality, before=asked.settings.formality))


VERB = Verb(
    key="address",
    words={ENGLISH: ("address",), GERMAN: ("anrede",)},
    parse=parse,
    look=look_at_nothing,
    act=act,
    replies=(FormalityChosen,),
    role=ChatRole.MODERATOR,
)
