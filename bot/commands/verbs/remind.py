"""`!remind`, `!erinnern 1 Tag, 10 Min`: how long before a date new series tell this chat of it."""

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.commands.parts.house import House
from bot.commands.parts.leads import leads_meant
from bot.commands.parts.phrases import is_word
from bot.commands.parts.replies import WhichOne
from bot.commands.parts.verb import Answer, Asked, Verb
from bot.domain.chat import ChatRole
from bot.domain.language import ENGLISH, GERMAN, bare
from bot.domain.when import Ambiguous
from bot.usecases.ports.store import Work
from bot.usecases.programme.subscribe import Leads
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True)
class LeadsShown(Reply):
    """How it is set; none is a choice too."""

    leads: tuple[timedelta, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadsChosen(Reply):
    """How it is set from now on, and how it was."""

    leads: tuple[timedelta, ...]
    before: tuple[timedelta, ...]


async def look(_house: House, asked: Asked, words: str) -> Leads | Ambiguous | None:
    """None where nothing is to be changed."""
    if not words:
        return None
    return () if is_word(bare(words), "off") else leads_meant(words, asked)


async def act(
    _house: House, asked: Asked, _words: str, leads: Leads | Ambiguous | None, work: Work
) -> Answer:
    before = asked.settings.leads
    if isinstance(leads, Ambiguous):
        return Answer(WhichOne(key="remind", readings=leads.readings))
    if leads is None:
        return Answer(LeadsShown(before))
    await work.chats.save(replace(asked.chat, leads=leads))
    return Answer(LeadsChosen(leads=leads, before=before))


VERB = Verb(
    key="remind",
    words={ENGLISH: ("remind",), GERMAN: ("erinnern",)},
    parse=str.strip,
    look=look,
    act=act,
    role=ChatRole.MODERATOR,
)
