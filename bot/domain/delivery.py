"""What the bot says, and its way through the outbox."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from bot.domain.chat import ChatAddress, DeliveryKey, LineId, PersonId
from bot.domain.line import Incoming
from bot.domain.subject import Subject


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
    that this one replies to, `thread` the thread it belongs to.
    `mentions` are the people for whom it rings; with `mentions_all` it rings for the whole chat
    (Matrix m.mentions; on XMPP the text alone has to do: nobody is named in a group chat there).
    The text is said where the `picture` cannot be shown.
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
    about: Subject | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """An outbox row that a delivery worker has claimed.

    `attempt` counts from 1. From the second on, an earlier one may have arrived unseen: an archive
    has to be searched from `first_tried_at` (aware, UTC) on.
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
    """The key of the answer to that line."""
    return DeliveryKey(f"reply:{line.chat.account}:{line.chat.chat}:{line.line}:0")
