"""`!widget`: let people enter running calls in the chat itself; `!widget off` undoes."""

from dataclasses import dataclass, replace

from bot.commands.parts.fixtures import on_or_off, power_for
from bot.commands.parts.house import House
from bot.commands.parts.verb import Answer, Asked, Verb
from bot.domain.chat import ChatRole
from bot.domain.fixture import FixtureKind
from bot.domain.language import ENGLISH, GERMAN
from bot.domain.settings import Presence
from bot.usecases.ports.store import Work
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True)
class WidgetsChosen(Reply):
    """`unseen`: the chat sees nothing of calls, and so it gets no widgets."""

    wanted: bool
    unseen: bool


async def look(house: House, asked: Asked, wanted: bool) -> None:
    """Raises `UserError` where the bot may not hang widgets."""
    power_for(house, asked, FixtureKind.WIDGET, wanted)


async def act(_house: House, asked: Asked, wanted: bool, _seen: None, work: Work) -> Answer:
    await work.chats.save(replace(asked.chat, widgets=wanted))
    return Answer(WidgetsChosen(wanted, asked.settings.presence is Presence.OFF))


VERB = Verb(
    key="widget",
    words={ENGLISH: ("widget",), GERMAN: ("widget",)},
    parse=on_or_off,
    look=look,
    act=act,
    role=ChatRole.MODERATOR,
)
