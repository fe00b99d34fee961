"""`!timezone Europe/Berlin`, `!zeitzone Wien`: the zone in which this chat means its times.

Alone it shows how the chat is set.
"""

from dataclasses import dataclass, replace

from bot.commands.parts.house import House
from bot.commands.parts.verb import Answer, Asked, Verb
from bot.commands.parts.zones import zone_chosen
from bot.commands.verbs import settings as shown
from bot.domain.chat import ChatRole
from bot.domain.language import ENGLISH, GERMAN, bare
from bot.domain.when.hints import without_please
from bot.usecases.chats.choose_settings import keep_words
from bot.usecases.ports.store import Work
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class TimezoneChosen(Reply):
    """Both are IANA names; the answer shows what time it is there now."""

    timezone: str
    before: str


async def look(house: House, _asked: Asked, words: str) -> str | None:
    return zone_chosen(words, house.zones_of) if words else None


async def act(house: House, asked: Asked, _words: str, timezone: str | None, work: Work) -> Answer:
    if timezone is None:
        return await shown.act(house, asked, None, None, work)
    await keep_words(work, replace(asked.chat, timezone=timezone), by=asked.line)
    return Answer(TimezoneChosen(timezone=timezone, before=asked.settings.timezone))


VERB = Verb(
    key="timezone",
    words={ENGLISH: ("timezone",), GERMAN: ("zeitzone",)},
    parse=lambda rest: bare(without_please(rest)),
    look=look,
    act=act,
    role=ChatRole.MODERATOR,
)
