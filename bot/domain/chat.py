"""Where people write, who they are, what they wrote and what the bot says (glossary: chat)."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:  # which is about lines itself
    from bot.domain.subject import Subject

AccountId = NewType("AccountId", str)
"""One login of the bot, network first: `matrix:@anker:example.org`, `xmpp:anker@example.org`."""

ChatId = NewType("ChatId", str)
"""A chat's id on its network: Matrix room id; bare JID of a MUC or contact; full occupant JID for
private messages inside a MUC (XEP-0045 section 7.5)."""

PersonId = NewType("PersonId", str)
"""A person's most stable id on their network: Matrix user id; real bare JID, else
`occupant-id@room` (XEP-0421), else the occupant JID."""

LineId = NewType("LineId", str)
"""What the network calls one posted line: Matrix event id; XEP-0359 stanza-id, else message id."""

DeliveryKey = NewType("DeliveryKey", str)
"""Names one thing to say, follows from what it is, and is unique: `reply:<account>:<line>:0`.
Network ids that make a repeat harmless (Matrix txnId, XEP-0359 origin-id) are derived from it."""


class ChatKind(StrEnum):
    """Whether several people read along."""

    GROUP = "group"
    DIRECT = "direct"


class ChatRole(IntEnum):
    """What the writer of a line may do in its chat; a higher role includes the lower ones."""

    MEMBER = 0
    MODERATOR = 1
    """Matrix: power level >= the room's `state_default`. XMPP: affiliation admin or owner, or role
    moderator; in a direct chat the person themselves."""
    ADMIN = 2
    """Named in the configuration under `bot.admins`; may do everything everywhere."""


@dataclass(frozen=True, slots=True)
class ChatAddress:
    """Where people write: one chat as one account of the bot sees it."""

    account: AccountId
    chat: ChatId


@dataclass(frozen=True, slots=True)
class Person:
    """Who writes. `name` is what the chat displays and is never kept."""

    id: PersonId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """What a person put under a posted line (Matrix m.reaction, XEP-0444), or took away again.

    On XMPP `emoji` is all that stand there now under `to`, none when all were taken away. On
    Matrix each is an event of its own and stands alone in `emoji`; one that is taken back
    (redaction) is known by `takes_back`, the line id of the reaction, alone.
    """

    to: LineId | None = None
    emoji: tuple[str, ...] = ()
    takes_back: LineId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A line that a person wrote, as the network's mapping hands it in.

    `text` is the plain body without reply fallback and without a leading mention of the bot;
    `addressed` says that the bot was meant without a prefix: a direct chat or a leading mention.
    `sent_at` is the server's stamp (aware, UTC), not the writer's, as our clock would have it.
    `thread` is the thread that the line stands in (MSC3440 root event; XEP-0201 thread id), where
    an answer belongs as well.
    With a `reaction`, the person wrote nothing: `text` is empty, and `line` is the reaction's own.
    `is_unreadable`: the line is encrypted, and the network cannot decrypt it; `text` is empty.
    `file_in` is the line whose file may be meant, if it has one: this line itself where `text` is
    the caption of a file (MSC2530), else the one that it replies to.
    `is_form`: it was filled in and stands in no chat (XEP-0050), so nothing can reply to it.
    """

    line: LineId
    chat: ChatAddress
    kind: ChatKind
    sender: Person
    role: ChatRole
    text: str
    addressed: bool
    sent_at: datetime
    thread: LineId | None = None
    reaction: Reaction | None = None
    is_unreadable: bool = False
    file_in: LineId | None = None
    is_form: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that stands in place of the text (Matrix m.image; XEP-0363 upload).

    `data` is a whole PNG, `width` and `height` are in pixels.
    """

    name: str
    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A line the bot says. `text` is complete by itself; `html` says the same where it shows.

    `link` is an address that clients may offer as such (XEP-0066). `notice` marks an answer that
    must not ring and that other bots must not react to (Matrix m.notice). `answers` is the line
    that this one replies to, `thread` the thread it belongs into.
    `mentions` are people at whom it shall ring, and `mentions_all` means the whole chat (Matrix
    m.mentions; on XMPP the text alone has to do: nobody is named in a group chat there). With a
    `picture` the text is said where the picture cannot be shown.
    """

    text: str
    html: str | None = None
    link: str | None = None
    notice: bool = True
    answers: LineId | None = None
    thread: LineId | None = None
    mentions: tuple[PersonId, ...] = ()
    mentions_all: bool = False
    picture: Picture | None = None


class Urgency(IntEnum):
    """Which waiting line goes first when a server lets the account say little; lower goes first."""

    ANSWER = 0
    REMINDER = 1
    ANNOUNCEMENT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelivery:
    """One thing to say, as it enters the outbox.

    With `edits`, it replaces the text of the line that was posted under that key (Matrix m.replace,
    XEP-0308); of several such edits that still wait only the newest is sent.
    `expires_at` (aware, UTC) is when saying it stops making sense; None means never.
    `about` is what a reaction to the line is about; None where reactions mean nothing.
    """

    key: DeliveryKey
    chat: ChatAddress
    outgoing: Outgoing
    urgency: Urgency = Urgency.ANSWER
    edits: DeliveryKey | None = None
    expires_at: datetime | None = None
    about: "Subject | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """An outbox row in the hand of a delivery worker.

    `attempt` counts from 1. From the second on, the first may have arrived unseen:
    `first_tried_at` (aware, UTC) says from when on an archive has to be searched.
    `edits` is the posted line that this one replaces. `added_at` (aware, UTC) is when it was
    put into the outbox, None where an earlier version of the program did that.
    """

    id: int
    key: DeliveryKey
    chat: ChatAddress
    outgoing: Outgoing
    attempt: int
    first_tried_at: datetime
    edits: LineId | None = None
    added_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How many lines of an account are not said yet.

    `held` are edits of lines that are not said yet themselves. `oldest` is when the one that waits
    longest was put into the outbox (aware, UTC), None where nothing waits.
    """

    waiting: int = 0
    claimed: int = 0
    held: int = 0
    oldest: datetime | None = None


def reply_key(line: Incoming) -> DeliveryKey:
    """Of the answer to that line."""
    return DeliveryKey(f"reply:{line.chat.account}:{line.chat.chat}:{line.line}:0")
