"""What a verb of the chat language is. Each lives in one file and stands in `registry.VERBS`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any, Final, Generic, TypeVar

from bot.commands.parts.house import House
from bot.domain.chat import ChatAddress, ChatKind, ChatRole, DeliveryKey
from bot.domain.language import Language
from bot.domain.line import Incoming
from bot.domain.settings import Chat, ChatSettings
from bot.domain.subject import PostedLine
from bot.domain.when.hints import without_please
from bot.usecases.ports.forms import Blank
from bot.usecases.ports.store import Work
from bot.usecases.speaking.speech import Reply

ArgumentT = TypeVar("ArgumentT")
SeenT = TypeVar("SeenT")

_NO_BRACKETS: Final = str.maketrans("[]", "()")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One command on its way: the line, the chat it stands in and the settings in force there.

    `reply_key` is the key under which the answer will be posted. `now` is aware, UTC.
    """

    line: Incoming
    chat: Chat
    settings: ChatSettings
    reply_key: DeliveryKey
    now: datetime


@dataclass(frozen=True, slots=True)
class Whisper:
    """What is said to a person alone, in the direct chat that `chat` stands for."""

    chat: ChatAddress
    reply: Reply


@dataclass(frozen=True, slots=True)
class LineEdit:
    """What a line of the bot is to say from now on, as if at the time when it was posted.

    Where its chat has chosen no settings, those of `owner` hold.
    """

    line: PostedLine
    reply: Reply
    owner: ChatAddress


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command says: in the chat where it was asked, None for nothing, and elsewhere."""

    reply: Reply | None
    whisper: Whisper | None = None
    edits: tuple[LineEdit, ...] = ()


def told_alone(line: Incoming, private: ChatAddress, reply: Reply, *, meanwhile: Reply) -> Answer:
    """`reply` for the writer of the line alone; in a group, the chat reads `meanwhile`."""
    if line.kind is ChatKind.DIRECT:
        return Answer(reply)
    return Answer(meanwhile, whisper=Whisper(private, reply))


class Misunderstood(Exception):  # noqa: N818 -- not an error: the grammar's way to say "not mine"
    """Raised by a verb that makes no sense of the words after it.

    `understood` is the part that did make sense, `puzzling` what follows, each in one line; both
    may be empty.
    """

    def __init__(self, understood: str = "", puzzling: str = "") -> None:
        super().__init__()
        self.understood = " ".join(understood.split())
        self.puzzling = " ".join(puzzling.split())


@dataclass(frozen=True, slots=True)
class Filled:
    """The values of a form, and what `was` there before; by the keys of the blanks.

    `language` is that of whoever fills it in, which need not be the chat's.
    """

    values: Mapping[str, tuple[str, ...]]
    was: Mapping[str, tuple[str, ...]]
    language: Language

    def one(self, key: str) -> str:
        """In one line, empty for nothing; without brackets, which would be options when typed."""
        words = " ".join(" ".join(self.several(key)).split())
        return words.translate(_NO_BRACKETS)

    def several(self, key: str) -> tuple[str, ...]:
        return tuple(filter(None, map(str.strip, self.values.get(key, ()))))

    def yes(self, key: str) -> bool:
        return self.one(key) in ("1", "true")

    def is_new(self, key: str) -> bool:
        """Whether it was changed."""
        return self.several(key) != self.was.get(key, ())


@dataclass(frozen=True, slots=True)
class Typed:
    """What one would type: a verb by its key, and the words behind it, in English."""

    verb: str
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How a verb is filled in rather than typed: pages of blanks, and the lines they stand for.

    So both ways share grammar, role and handler. A page is made when it is needed, for it may
    depend on the chat and on the pages before; it raises `UserError` where there is nothing to
    choose from. The answer to a `quiet` form is for whoever asked alone.
    """

    key: str
    lines: Callable[[Filled], Sequence[Typed]]
    pages: "tuple[Page, ...]" = ()
    quiet: bool = False


Page = Callable[[Asked, Filled, Work], Awaitable[Sequence[Blank]]]


class Begins(Enum):
    """What the words behind a verb begin with, so that a reply to a line about it may leave it out.

    `DATE` is the number of a series, and then a date of it.
    """

    OTHERWISE = auto()
    NUMBER = auto()
    DATE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb(Generic[ArgumentT, SeenT]):
    """A verb: its names in each language, grammar, role, and what it does in two steps.

    `parse` turns the words after the verb into the argument; it raises `Misunderstood` (answered
    with the verb's usage) or `UserError`. `look` is for what is slow: it runs before the
    transaction and changes nothing. `act` runs inside the transaction that also closes the line
    and puts the answer into the outbox, so all of it happens or nothing; it raises the same two,
    and nothing has happened.
    Its help is `rendering/templates/usage/<key>.j2`. `changes` a series, as not everybody may.
    `forms` are for networks that have some.
    """

    key: str
    words: Mapping[Language, tuple[str, ...]]
    parse: Callable[[str], ArgumentT]
    look: Callable[[House, Asked, ArgumentT], Awaitable[SeenT]]
    act: Callable[[House, Asked, ArgumentT, SeenT, Work], Awaitable[Answer]]
    role: ChatRole = ChatRole.MEMBER
    begins: Begins = Begins.OTHERWISE
    changes: bool = False
    forms: tuple[Form, ...] = ()


AnyVerb = Verb[Any, Any]


async def look_at_nothing(_house: House, _asked: Asked, _argument: object) -> None:
    """The `look` of verbs that need nothing from outside."""


async def answer_as_seen(
    _house: House, _asked: Asked, _argument: object, seen: Reply, _work: Work
) -> Answer:
    """The `act` of verbs whose `look` finds the answer already."""
    return Answer(seen)


def no_argument(rest: str) -> None:
    """The grammar of verbs that stand alone."""
    if without_please(rest):
        raise Misunderstood
