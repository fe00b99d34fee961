"""`!pin`, `!anheften`: pin a line with what comes next and keep it up to date; `off` undoes."""

from dataclasses import dataclass

from bot.commands.parts.fixtures import on_or_off, power_for
from bot.commands.parts.house import House
from bot.commands.parts.verb import Answer, Asked, Verb
from bot.domain.chat import ChatRole, DeliveryKey
from bot.domain.fixture import FixtureKind, PinnedProgramme
from bot.domain.language import ENGLISH, GERMAN
from bot.errors import UserError
from bot.usecases.ports.store import Work
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True)
class ProgrammePinned(Reply):
    """The line follows at once."""


@dataclass(frozen=True, slots=True)
class ProgrammeUnpinned(Reply):
    """The line stays where it is, no longer pinned and no longer edited."""


async def look(house: House, asked: Asked, wanted: bool) -> None:
    """Raises `UserError` where the bot may not pin."""
    power_for(house, asked, FixtureKind.PIN, wanted)


async def act(_house: House, asked: Asked, wanted: bool, _seen: None, work: Work) -> Answer:
    chat = asked.chat.address
    if not wanted:
        if not await work.fixtures.drop_programme(chat):
            raise UserError("nothing_pinned")
        return Answer(ProgrammeUnpinned())
    key = DeliveryKey(f"programme:{chat.account}:{chat.chat}:{asked.line.line}")
    await work.fixtures.save_programme(PinnedProgramme(chat=chat, key=key))
    return Answer(ProgrammePinned())


VERB = Verb(
    key="pin",
    words={ENGLISH: ("pin",), GERMAN: ("anheften",)},
    parse=on_or_off,
    look=look,
    act=act,
    role=ChatRole.MODERATOR,
)
