"""What people write, or put under a line, as the network's mapping hands it in."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.chat import ChatAddress, ChatKind, ChatRole, LineId, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """What a person put under a posted line (Matrix m.reaction, XEP-0444), or took away again.

    On XMPP `emoji` is everything that now stands under `to`, empty when all of it was taken away.
    On Matrix each reaction is an event of its own, alone in `emoji`; one that was redacted is
    known only by `takes_back`, its line id.
    """

    to: LineId | None = None
    emoji: tuple[str, ...] = ()
    takes_back: LineId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A line that a person wrote, as the network's mapping hands it in.

    `text` is the plain body without reply fallback and without a leading mention of the bot;
    `addressed` says that the bot was meant without a prefix: a direct chat or a leading mention.
    `sent_at` is the server's stamp, not the writer's, corrected to our clock (aware, UTC).
    `thread` is the thread that the line stands in (MSC3440 root event; XEP-0201 thread id), where
    an answer belongs as well.
    With a `reaction`, the person wrote nothing: `text` is empty, and `line` names the reaction.
    `is_unreadable`: the line is encrypted, and the network cannot decrypt it; `text` is empty.
    `answers` is the line that it replies to (Matrix m.in_reply_to, XEP-0461). `file_in` is the line
    whose file may be meant, if it has one: this line itself where `text` is the caption of a file
    (MSC2530), else on Matrix the one that it replies to.
    `repeats` is the same for both copies of what a client sent twice because it did not see it
    arrive (origin-id, XEP-0359); None where the network deals with that or the client does not say.
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
    answers: LineId | None = None
    file_in: LineId | None = None
    repeats: LineId | None = None
    is_form: bool = False

    @property
    def under(self) -> LineId | None:
        """The line that it replies to, else the one that its thread began with."""
        return self.answers or self.thread
