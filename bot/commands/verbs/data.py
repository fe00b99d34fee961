"""`!data`, `!daten`: what is kept of whoever asks, told to them alone."""

from dataclasses import dataclass

from bot.commands.parts.blanks import bare_form
from bot.commands.parts.house import House
from bot.commands.parts.replies import AskInPrivate
from bot.commands.parts.verb import Answer, Asked, Verb, look_at_nothing, no_argument, told_alone
from bot.domain.chat import ChatKind
from bot.domain.language import ENGLISH, GERMAN
from bot.domain.traits import traits
from bot.usecases.chats.own_data import OwnData, own_data
from bot.usecases.ports.store import Work
from bot.usecases.programme.subscribe import private_chat
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDataShown(Reply):
    """`elsewhere`: there may be more under other ids, from chats that hide who is in them."""

    data: OwnData
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class SaidInPrivate(Reply):
    """The answer is none of the group's business, and went to the one who asked."""


async def act(_house: House, asked: Asked, _rest: None, _seen: None, work: Work) -> Answer:
    line = asked.line
    private = private_chat(line)
    if line.kind is ChatKind.GROUP and private is None:
        return Answer(AskInPrivate("data"))
    data = await own_data(work, by=line)
    shown = OwnDataShown(data=data, elsewhere=traits(line.chat.account).hides_people)
    return told_alone(line, private or line.chat, shown, meanwhile=SaidInPrivate())


VERB = Verb(
    key="data",
    words={ENGLISH: ("data",), GERMAN: ("daten",)},
    parse=no_argument,
    look=look_at_nothing,
    act=act,
    forms=(bare_form("data"),),
)
