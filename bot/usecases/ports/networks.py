"""The ports to the chat networks: what they do for the bot, and where they hand in what they read.

As in `ports`: every aware datetime is in UTC.
"""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from bot.domain.attendance import Attendance
from bot.domain.chat import AccountId, ChatAddress, ChatId, ChatRole, LineId, PersonId
from bot.domain.delivery import Delivery
from bot.domain.ignored import Ignored
from bot.domain.line import Incoming
from bot.usecases.ports.forms import FormDesk


class Door(Protocol):
    """The way in, one for each account: what a network hands its lines to."""

    @property
    def forms(self) -> FormDesk:
        """Where forms are filled in, for networks that have some (XEP-0050)."""
        ...

    async def receive(
        self, lines: Sequence[Incoming], *, positions: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Take lines in the order in which they were written, and how far the network was read.

        When this returns, the lines for the bot and the positions (name, token) are on disk, in
        one transaction; only then may the network go on. Lines seen before, lines too old, and
        lines that are not meant for the bot do nothing: a network may hand in whatever it reads.
        Raises `TransientError` when the database is away; the network hands the same in again.
        """
        ...

    async def position(self, name: str) -> str | None:
        """What was last saved under that name."""
        ...

    async def removed(self, chat: ChatAddress) -> None:
        """The bot was removed from the chat or left it: nothing more is said there."""
        ...

    async def entered(self, chat: ChatAddress) -> None:
        """The bot is in the chat, perhaps again: what is due there is told. May be repeated."""
        ...

    async def moved(self, chat: ChatAddress, *, to: ChatId) -> None:
        """The chat continues under another id, with all that was planned there; may be repeated."""
        ...


class ChatNetwork(Protocol):
    """One account on one chat network."""

    @property
    def account(self) -> AccountId: ...

    async def run(self, door: Door) -> None:
        """Connect, hand in what is written, and stay until cancelled; reconnect by itself.

        Raises `PermanentError` when the account can never work again without the operator
        (token revoked, password wrong).
        """
        ...

    async def wait_ready(self) -> None:
        """Return once the first sync is done and the chats are joined."""
        ...

    async def send(self, delivery: Delivery) -> LineId:
        """Say it, and return what the server called the line.

        A repeat of the same key (attempt > 1) must not appear twice. Raises `TransientError` (with
        the server's `retry_after`) or `PermanentError`. Returns within 30 s.
        """
        ...

    async def file(self, line: Incoming) -> bytes:
        """The file that is meant with a line, which names it as `file_in`.

        Raises `UserError` when there is none, it is larger than 1 MiB, or it does not come within
        10 s.
        """
        ...

    async def call_in(self, chat: ChatAddress) -> Attendance | None:
        """Who is in the call that people hold in the chat itself, by means of their network.

        A group call on XMPP (XEP-0482, XEP-0272), MatrixRTC (MSC4143). None where none runs, as far
        as the network has told; never raises. Returns within 5 s.
        """
        ...

    async def role(self, chat: ChatAddress, person: PersonId) -> ChatRole | None:
        """What they may do in that chat now, None when they are not in it, or the account is not.

        Raises `TransientError` when that cannot be known just now.
        """
        ...

    async def close(self) -> None:
        """Leave politely, within 3 s; `run` has ended by then."""
        ...


@runtime_checkable
class ShowsStatus(Protocol):
    """A network on which an account can show a few words with its presence."""

    @property
    def account(self) -> AccountId: ...

    async def wait_ready(self) -> None:
        """As `ChatNetwork`."""
        ...

    async def show_status(self, text: str) -> None:
        """Show this from now on, nothing for an empty text or where presence is switched off.

        Raises `TransientError` or `PermanentError`.
        """
        ...


@runtime_checkable
class TakesReactions(Protocol):
    """A network on which people can put a reaction under a line."""

    @property
    def account(self) -> AccountId: ...

    def takes_reactions(self, chat: ChatAddress) -> bool:
        """Whether it lets the people in that chat, as far as is known without asking a server."""
        ...


@runtime_checkable
class Believes(Protocol):
    """A network that trusts those whom the configuration names."""

    def believe(self, *, allow: frozenset[str], admins: frozenset[str], ignored: Ignored) -> None:
        """The operator changed `allow`, `admins` and `ignore`: these hold from now on."""
        ...
