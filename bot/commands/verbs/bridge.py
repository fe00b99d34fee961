"""`!bridged`, `!bridged with CODE`, `!verbunden aus`: two chats that a bridge joins."""

from dataclasses import dataclass

from bot.commands.parts.house import House
from bot.commands.parts.phrases import code_in, is_word
from bot.commands.parts.verb import Answer, Asked, Misunderstood, Verb, look_at_nothing
from bot.commands.parts.vocabulary import Call
from bot.domain.chat import ChatRole
from bot.domain.language import ENGLISH, GERMAN, bare
from bot.domain.line import Incoming
from bot.errors import UserError
from bot.usecases.chats.bridge import Bridgehead, cross, offer_bridge, part
from bot.usecases.ports.store import Work
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeWords:
    """`code` is empty where a new one is wanted. `off`: the chats part."""

    code: str
    off: bool


@dataclass(frozen=True, slots=True)
class BridgeOffered(Reply):
    """What is to be typed on the other side."""

    head: Bridgehead


@dataclass(frozen=True, slots=True)
class BridgeCrossed(Reply):
    """The last line that is said on the side."""


@dataclass(frozen=True, slots=True)
class BridgeParted(Reply):
    """The bot answers in each of the chats again."""


def parse(rest: str) -> BridgeWords:
    if is_word(bare(rest), "off"):
        return BridgeWords(code="", off=True)
    first, _, code = rest.partition(" ")
    if rest and not (is_word(first, "with") and code):
        raise Misunderstood(puzzling=rest)
    return BridgeWords(code=code_in(code), off=False)


async def act(house: House, asked: Asked, words: BridgeWords, _seen: None, work: Work) -> Answer:
    if asked.line.role < ChatRole.MODERATOR:
        if words.code and await work.chats.offered(words.code, now=asked.now) == asked.line.chat:
            return Answer(None)  # the bridge's copy of what a moderator typed on the side
        raise UserError("moderators_only")
    if words.off:
        if not await part(work, asked.chat):
            raise UserError("not_bridged")
        return Answer(BridgeParted())
    if not words.code:
        head = await offer_bridge(work, asked.chat, house.draw_code(), now=asked.now)
        return Answer(BridgeOffered(head))
    main = await cross(work, asked.chat, words.code, now=asked.now)
    return Answer(BridgeCrossed() if main else None)


def is_end(line: Incoming, call: object) -> bool:
    """Whether a moderator ends a bridge: all that the bot heeds on a side."""
    match call:
        case Call(verb, rest):
            return (
                verb.key == "bridge"
                and line.role >= ChatRole.MODERATOR
                and is_word(bare(rest), "off")
            )
        case _:
            return False


VERB = Verb(
    key="bridge",
    words={ENGLISH: ("bridged",), GERMAN: ("verbunden",)},
    parse=parse,
    look=look_at_nothing,
    act=act,
)
