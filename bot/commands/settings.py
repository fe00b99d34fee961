"""`!settings`: what is set for this chat, and the verbs that change it."""

from dataclasses import dataclass

from bot.commands.house import House
from bot.commands.verb import Answer, Asked, Verb, look_at_nothing, no_argument
from bot.domain.chat import ChatRole
from bot.domain.conference import ConferenceRoom
from bot.domain.language import ENGLISH, GERMAN
from bot.domain.settings import ChatSettings
from bot.usecases.ports import Work
from bot.usecases.speech import Reply


@dataclass(frozen=True, slots=True)
class SettingsShown(Reply):
    """The settings in force, the rooms that the chat follows, and whether a programme is pinned."""

    settings: ChatSettings
    followed: tuple[ConferenceRoom, ...] = ()
    pinned: bool = False


async def act(_house: House, asked: Asked, _rest: None, _seen: None, work: Work) -> Answer:
    followed = await work.lookouts.followed_by(asked.chat.address)
    programme = await work.fixtures.programme(asked.chat.address)
    return Answer(SettingsShown(asked.settings, tuple(followed), programme is not None))


VERB = Verb(
    key="settings",
    words={ENGLISH: ("settings",), GERMAN: ("einstellungen",)},
    parse=no_argument,
    look=look_at_nothing,
    act=act,
    replies=(SettingsShown,),
    role=ChatRole.MODERATOR,
)
