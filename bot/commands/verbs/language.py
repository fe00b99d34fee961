"""`!language de`, `!sprache en`: the language in which this chat is answered.

Alone it shows how the chat is set.
"""

from dataclasses import dataclass, replace

from bot.commands.parts.house import House
from bot.commands.parts.verb import Answer, Asked, Verb, look_at_nothing
from bot.commands.verbs import settings as shown
from bot.domain.chat import ChatRole
from bot.domain.language import ENGLISH, GERMAN, Language, bare
from bot.domain.when.hints import without_please
from bot.usecases.chats.choose_settings import keep_words, language_named
from bot.usecases.ports.store import Work
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageChosen(Reply):
    """Said in the new language."""

    language: Language
    before: Language


def parse(rest: str) -> Language | None:
    word = bare(without_please(rest))
    return language_named(word) if word else None


async def act(
    house: House, asked: Asked, language: Language | None, _seen: None, work: Work
) -> Answer:
    if language is None:
        return await shown.act(house, asked, None, None, work)
    await keep_words(work, replace(asked.chat, language=language), by=asked.line)
    return Answer(LanguageChosen(language=language, before=asked.settings.language))


VERB = Verb(
    key="language",
    words={ENGLISH: ("language",), GERMAN: ("sprache",)},
    parse=parse,
    look=look_at_nothing,
    act=act,
    role=ChatRole.MODERATOR,
)
