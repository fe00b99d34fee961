"""`!language de`, `!sprache en`: the language in which this chat is answered."""

from dataclasses import dataclass, replace

from bot.commands.parts.house import House
from bot.commands.parts.verb import Answer, Asked, Misunderstood, Verb, look_at_nothing
from bot.domain.chat import ChatRole
from bot.domain.language import ENGLISH, GERMAN, Language
from bot.usecases.chats.choose_settings import language_named
from bot.usecases.ports.store import Work
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageChosen(Reply):
    """Said in the new language."""

    language: Language
    before: Language


def parse(rest: str) -> Language:
    if not rest:
        raise Misunderstood
    return language_named(rest)


async def act(_house: House, asked: Asked, language: Language, _seen: None, work: Work) -> Answer:
    await work.chats.save(replace(asked.chat, language=language))
    return Answer(LanguageChosen(language=language, before=asked.settings.language))


VERB = Verb(
    key="language",
    words={ENGLISH: ("language",), GERMAN: ("sprache",)},
    parse=parse,
    look=look_at_nothing,
    act=act,
    replies=(LanguageChosen,),
    role=ChatRole.MODERATOR,
)
