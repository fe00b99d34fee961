"""The ports for rooms: whose they are, the links into them, and what the server does when told.

As in `ports`: every aware datetime is in UTC, and repositories live inside `Store.begin()`.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.chat import ChatAddress
from bot.domain.conference import ConferenceRoom
from bot.domain.shaping import CallTime, OwnedRoom, Reservation, RoomKind


class OwnedRooms(Protocol):
    """Which chat has which room, and how it is to be."""

    async def save(self, room: OwnedRoom) -> None:
        """Insert, or replace the one of the same chat and node."""
        ...

    async def get(self, chat: ChatAddress, node: str) -> OwnedRoom | None: ...

    async def of_node(self, node: str) -> Sequence[OwnedRoom]:
        """What each chat has of that room, who had it first in front."""
        ...


class Reservations(Protocol):
    """The calls that the server was allowed to hold and has not reported as over."""

    async def save(self, reservation: Reservation) -> None:
        """Insert, in place of any other with the same node."""
        ...

    async def get(self, id_: str) -> Reservation | None: ...

    async def running(self, node: str, *, now: datetime) -> Reservation | None:
        """The one of that room that has not ended by itself."""
        ...

    async def end(self, id_: str) -> Reservation | None:
        """Forget it, and say what it was; None when it is not known."""
        ...


class RoomLinks(Protocol):
    """The links into a room; pure arithmetic, nothing is contacted."""

    @property
    def can_moderate(self) -> bool:
        """Whether the bot can make somebody a moderator."""
        ...

    def shaped(self, room: ConferenceRoom, kind: RoomKind) -> ConferenceRoom:
        """The room with the link that makes it so, as far as a link can."""
        ...

    def for_guests(self, room: ConferenceRoom, when: CallTime) -> str:
        """What anybody may read; valid for a call at that time, where the server checks."""
        ...

    def app(self, link: str) -> str:
        """What opens that link in the server's app where it is installed."""
        ...

    def for_moderator(self, room: ConferenceRoom, when: CallTime) -> str | None:
        """Makes its reader a moderator of that room; never for a group. None where it cannot."""
        ...


class Obedience(StrEnum):
    """What the server made of what it was told."""

    DONE = "done"
    NOTHING_RUNS = "nothing_runs"
    REFUSED = "refused"


class CallControl(Protocol):
    """What the server lets the bot do with a call that runs."""

    async def end(self, room: ConferenceRoom) -> Obedience:
        """Put everybody out. Raises `TransientError` when the server cannot do it within 5 s."""
        ...


class CallLocks(Protocol):
    """How the bot locks a call that runs, where the server lets it."""

    async def lock(self, room: ConferenceRoom, password: str | None) -> Obedience:
        """Whoever comes from now on has to know the password; None lets everybody in again.

        Who is in stays in. Raises `TransientError` when the server cannot do it within 5 s.
        """
        ...
