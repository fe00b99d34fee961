"""The port to the database: one transaction at a time, and the repositories in it.

Every repository call happens inside `Store.begin()`.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Final, Protocol

from bot.domain.chat import AccountId, ChatAddress, DeliveryKey, LineId
from bot.domain.conference import Card, ConferenceRoom
from bot.domain.delivery import Backlog, Delivery, NewDelivery
from bot.domain.line import Incoming
from bot.domain.subject import PostedLine
from bot.usecases.ports.announcements import Announcements, Newsstand, RunningDates, Unreachable
from bot.usecases.ports.calendars import Imports
from bot.usecases.ports.chats import Chats
from bot.usecases.ports.dashboard import Dashboards
from bot.usecases.ports.fixtures import Fixtures
from bot.usecases.ports.live import Lookouts
from bot.usecases.ports.people import People, Preparations, Reactions
from bot.usecases.ports.programme import Alarms, Programme, Subscriptions
from bot.usecases.ports.shaping import OwnedRooms, Reservations
from bot.usecases.ports.turnout import Turnouts
from bot.usecases.ports.web import Pages, PrivateFeeds

ANSWERED_UNTIL: Final = "answered_until"
"""A position of each account after a backup was put back: what was written before that instant
(ISO 8601, UTC) was answered by then, though the database does not know of it."""


class Inbox(Protocol):
    """Lines that were meant for the bot: kept from when they are read until they are answered.

    A line is known by account, chat and line id. The text is erased when the line is closed; the
    bare id stays, so that the same line seen again does nothing.
    """

    async def receive(self, line: Incoming, *, now: datetime) -> bool:
        """Keep the line. False, and no change, when it was seen before."""
        ...

    async def waiting(self, account: AccountId) -> Sequence[Incoming]:
        """Lines that were received and not closed, oldest first."""
        ...

    async def close(self, line: Incoming, *, now: datetime) -> bool:
        """Mark as dealt with and erase the text. False when it is closed already or unknown."""
        ...


class Outbox(Protocol):
    """What the bot is to say. A row is waiting, claimed, sent, failed or expired.

    Lease end and retry time are one column: a claimed row whose lease ended is claimable again.
    The text is erased when the row is sent, failed or expired; key and posted id stay.
    """

    async def add(self, delivery: NewDelivery, *, now: datetime) -> bool:
        """Put in a line. False, and no change, when the key exists already.

        An edit replaces an earlier edit of the same line that still waits unclaimed.
        """
        ...

    async def claim(
        self, account: AccountId, *, owner: str, now: datetime, lease_until: datetime, limit: int
    ) -> Sequence[Delivery]:
        """Take up to `limit` rows to send, most urgent first and then oldest first.

        At most one row per chat, its first by urgency and age, and none while another row of that
        chat is under a lease: so a chat reads its lines in order. An edit cannot be claimed before
        its original is sent. Rows past `expires_at` are marked expired, never returned.
        """
        ...

    async def sent(
        self, posted: Sequence[tuple[Delivery, LineId]], *, owner: str, now: datetime
    ) -> Sequence[bool]:
        """Mark as sent and remember what the server called each. False when the lease was lost."""
        ...

    async def retry(self, delivery: Delivery, *, owner: str, at: datetime) -> bool:
        """Give back a claimed row, not to be tried before `at`. False when the lease was lost."""
        ...

    async def fail(self, delivery: Delivery, *, owner: str, why: str, now: datetime) -> bool:
        """End a row that can never be sent, and every edit that waits for it.

        `why` is what the log says of it, for the moderators of the chat.
        """
        ...

    async def recover(self, account: AccountId, *, now: datetime) -> int:
        """Free the leases of a process that is known to be dead, and end the pauses that it set.

        How many rows were freed.
        """
        ...

    async def next_due(self, account: AccountId) -> datetime | None:
        """When `claim` can next return something; None when nothing waits. May be past."""
        ...

    async def backlog(self, account: AccountId) -> Backlog: ...

    async def knows(self, key: DeliveryKey) -> bool:
        """Whether a line with that key was put in, whatever became of it."""
        ...

    async def posted(self, key: DeliveryKey) -> LineId | None:
        """What the server called the line with that key, None while it is not sent."""
        ...

    async def line(self, account: AccountId, line: LineId) -> PostedLine | None:
        """The line that the server calls so, if it is about something."""
        ...


class Positions(Protocol):
    """How far each network has been read: a Matrix `next_batch`, the newest id of an archive."""

    async def load(self, account: AccountId, name: str) -> str | None: ...

    async def save(self, account: AccountId, name: str, token: str) -> None: ...


class Facts(Protocol):
    """What is known of the database as a whole, under short names."""

    async def get(self, key: str) -> str | None: ...

    async def save(self, key: str, value: str) -> None: ...


class ConferenceRooms(Protocol):
    """The conference rooms that each chat made or used."""

    async def use(self, chat: ChatAddress, room: ConferenceRoom, *, now: datetime) -> None:
        """Remember that the chat talks about this room now; a room is known by chat and node."""
        ...

    async def recent(self, chat: ChatAddress) -> Sequence[ConferenceRoom]:
        """The rooms that the chat used, the latest first, 50 at most."""
        ...


class Cards(Protocol):
    """The announcements that can be edited in place."""

    async def save(self, card: Card) -> None:
        """Insert, or replace the one with the same key."""
        ...

    async def get(self, key: DeliveryKey) -> Card | None: ...

    async def under(self, chat: ChatAddress, line: LineId) -> Card | None:
        """The one that was first posted as that line there."""
        ...


class Housekeeping(Protocol):
    """Erases what is past."""

    async def purge(self, *, before: datetime) -> int:
        """Erase closed lines, finished deliveries, rooms and cards last used before that.

        And, with their subscriptions and alarms, series whose last date ended before it, or that
        were called off and have told nothing since. Of lines and deliveries some at a time, as the
        bot answers nobody meanwhile: 0 once there are none. How many rows, without those that go
        along.
        """
        ...


class Accounts(Protocol):
    """The accounts of the bot that anything is kept of, configured or not."""

    async def beats(self) -> Mapping[AccountId, int]:
        """Each with a number that changes while a copy of the bot serves it."""
        ...

    async def erase(self, account: AccountId) -> int:
        """Erase a piece of what is kept under it, and series planned there. How many rows.

        Chats of other accounts that a bridge made one with one of its chats stand alone again.
        """
        ...


class Work(Protocol):
    """The repositories inside one transaction."""

    @property
    def inbox(self) -> Inbox: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def positions(self) -> Positions: ...
    @property
    def facts(self) -> Facts: ...
    @property
    def chats(self) -> Chats: ...
    @property
    def rooms(self) -> ConferenceRooms: ...
    @property
    def cards(self) -> Cards: ...
    @property
    def programme(self) -> Programme: ...
    @property
    def subscriptions(self) -> Subscriptions: ...
    @property
    def alarms(self) -> Alarms: ...
    @property
    def preparations(self) -> Preparations: ...
    @property
    def reactions(self) -> Reactions: ...
    @property
    def people(self) -> People: ...
    @property
    def owned_rooms(self) -> OwnedRooms: ...
    @property
    def reservations(self) -> Reservations: ...
    @property
    def pages(self) -> Pages: ...
    @property
    def private_feeds(self) -> PrivateFeeds: ...
    @property
    def dashboards(self) -> Dashboards: ...
    @property
    def imports(self) -> Imports: ...
    @property
    def lookouts(self) -> Lookouts: ...
    @property
    def fixtures(self) -> Fixtures: ...
    @property
    def announcements(self) -> Announcements: ...
    @property
    def newsstand(self) -> Newsstand: ...
    @property
    def unreachable(self) -> Unreachable: ...
    @property
    def running_dates(self) -> RunningDates: ...
    @property
    def turnouts(self) -> Turnouts: ...
    @property
    def housekeeping(self) -> Housekeeping: ...
    @property
    def accounts(self) -> Accounts: ...


class Store(Protocol):
    """The database."""

    def begin(self, *, comes_again: bool = False) -> AbstractAsyncContextManager[Work]:
        """One transaction: committed on leaving, undone when the block raises or is cancelled.

        `comes_again`: a power cut may undo it, because whoever told us would tell us again. It is
        as durable as the others once one of them is committed after it.

        Raises `TransientError` when the database cannot be reached or is full. Never hold one
        open while waiting for anything but the database.
        """
        ...

    async def close(self) -> None:
        """Finish what is committed, and close the file or connection."""
        ...
