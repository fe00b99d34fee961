"""The ports for the programme: series, who wants to hear of them, and what is due.

As in `ports`: every aware datetime is in UTC, and every call happens inside `Store.begin()`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.chat import ChatAddress, PersonId
from bot.domain.series import Series, SeriesId


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Somebody wants to hear of a series, `lead` before each date.

    `target` is where they are told: the chat, or the person themselves, whose id then stands for
    the direct chat with them. `person` is None where the whole chat is told. A subscription is
    known by series, target and lead.
    """

    series: SeriesId
    target: ChatAddress
    lead: timedelta
    person: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """How many persons are told of a series in private, and how many chats."""

    persons: int
    chats: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """When a series next needs attention. What fell due up to `told_until` has been told."""

    series: SeriesId
    told_until: datetime
    due_at: datetime | None


class Programme(Protocol):
    """The series of all chats."""

    async def next_number(self, chat: ChatAddress) -> int:
        """A number, from 1 on, that nothing has or had in that chat."""
        ...

    async def save(self, series: Series) -> None:
        """Insert, or replace the one with the same id, whose owner and number stay."""
        ...

    async def get(self, series: SeriesId) -> Series | None: ...

    async def find(self, chat: ChatAddress, number: int) -> Series | None:
        """The series of that number in that chat, its own or one announced there, also when over.

        Its `number` is the one that it has in that chat, whatever it is in its owner chat.
        """
        ...

    async def of_chat(self, chat: ChatAddress) -> Sequence[Series]:
        """The chat's own series and those announced there that are not over, by number there."""
        ...


class Subscriptions(Protocol):
    """Who wants to hear of what."""

    async def add(self, subscription: Subscription) -> bool:
        """False, and no change, when it is there already."""
        ...

    async def remove(self, series: SeriesId, target: ChatAddress) -> int:
        """All leads of that target. How many there were."""
        ...

    async def leads(self, series: SeriesId) -> Sequence[timedelta]:
        """The different leads that anyone wants of it, longest first."""
        ...

    async def reach(self, series: SeriesId) -> Reach:
        """How many there are, whatever their leads."""
        ...

    async def of_target(self, target: ChatAddress) -> Sequence[Subscription]: ...

    async def page(
        self, series: SeriesId, lead: timedelta, *, after: ChatAddress | None, limit: int
    ) -> Sequence[Subscription]:
        """Up to `limit` with that lead, in a fixed order, from behind the target `after` on."""
        ...


class Alarms(Protocol):
    """When which series needs attention next. One row a series, so waiting costs nothing."""

    async def save(self, alarm: Alarm) -> None:
        """Insert or replace."""
        ...

    async def get(self, series: SeriesId) -> Alarm | None: ...

    async def due(
        self, *, now: datetime, after: Alarm | None = None, limit: int
    ) -> Sequence[Alarm]:
        """Those with `due_at` <= now, the longest overdue first and then by series.

        With `after`, those that come behind that one in this order.
        """
        ...

    async def between(self, *, after: datetime, until: datetime, limit: int) -> Sequence[Alarm]:
        """Those with `after` < `due_at` <= `until`, the next first."""
        ...

    async def ahead(self, *, now: datetime, after: SeriesId, limit: int) -> Sequence[Alarm]:
        """Those with `told_until` > now: the clock was wrong when they were told.

        Of the series behind `after`, in their order.
        """
        ...

    async def page(self, *, after: SeriesId, limit: int) -> Sequence[Alarm]:
        """Those with a `due_at`, of the series behind `after`, in their order."""
        ...

    async def next_due(self, *, after: datetime) -> datetime | None:
        """The earliest `due_at` later than that, None when there is none."""
        ...
