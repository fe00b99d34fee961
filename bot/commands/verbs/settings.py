"""`!settings`: what is set for this chat, and the verbs that change it."""

from dataclasses import dataclass

from bot.commands.parts.blanks import choice
from bot.commands.parts.house import House
from bot.commands.parts.verb import (
    Answer,
    Asked,
    Filled,
    Form,
    Typed,
    Verb,
    look_at_nothing,
    no_argument,
)
from bot.domain.chat import ChatRole
from bot.domain.conference import ConferenceRoom
from bot.domain.language import ENGLISH, GERMAN, Formality
from bot.domain.settings import ChatSettings, Presence
from bot.domain.when import Lengths, spoken
from bot.domain.when.tables import LANGUAGES
from bot.usecases.ports.forms import Blank
from bot.usecases.ports.store import Work
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True)
class SettingsShown(Reply):
    """The settings in force, the rooms that the chat follows, and whether a programme is pinned.

    `sides` is how many chats a bridge connects with this one.
    """

    settings: ChatSettings
    followed: tuple[ConferenceRoom, ...] = ()
    pinned: bool = False
    sides: int = 0


async def act(_house: House, asked: Asked, _rest: None, _seen: None, work: Work) -> Answer:
    followed = await work.lookouts.followed_by(asked.chat.address)
    programme = await work.fixtures.programme(asked.chat.address)
    sides = await work.chats.sides(asked.chat.address)
    return Answer(SettingsShown(asked.settings, tuple(followed), programme is not None, len(sides)))


async def _as_set(asked: Asked, _filled: Filled, _work: Work) -> tuple[Blank, ...]:
    chosen = asked.settings
    leads = spoken(Lengths(chosen.leads), language=ENGLISH) or "off"
    return (
        choice("language", *LANGUAGES, value=chosen.language),
        Blank(key="timezone", needed=True, value=(chosen.timezone,)),
        choice("address", *Formality, value=chosen.formality),
        choice("presence", *Presence, value=chosen.presence),
        Blank(key="usual_leads", needed=True, value=(leads,)),
    )


def _filled_in(filled: Filled) -> list[Typed]:
    verbs = {"language": "language", "timezone": "timezone", "presence": "presence"}
    verbs |= {"address": "address", "usual_leads": "remind"}
    return [Typed(verb, filled.one(key)) for key, verb in verbs.items() if filled.is_new(key)]


FORM = Form(key="settings", lines=_filled_in, pages=(_as_set,))


VERB = Verb(
    key="settings",
    words={ENGLISH: ("settings",), GERMAN: ("einstellungen",)},
    parse=no_argument,
    look=look_at_nothing,
    act=act,
    role=ChatRole.MODERATOR,
    forms=(FORM,),
)
