"""The ports for who hears of a series outside its owner chat, and of what has changed.

As in `ports`: every aware datetime is in UTC, and every call happens inside `Store.begin()`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Protocol

from bot.domain.chat import ChatAddress, DeliveryKey
from bot.domain.news import News
from bot.domain.series import SeriesId


class Standing(IntEnum):
    """Whether a series is announced in another chat, and who ended it."""

    ON = 0
    ENDED_THERE = 1
    ENDED_BY_OWNER = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A series in a chat that does not own it. `number` is what it is called there, for good."""

    series: SeriesId
    chat: ChatAddress
    number: int
    standing: Standing = Standing.ON

    @property
    def is_on(self) -> bool:
        return self.standing is Standing.ON


class Announcements(Protocol):
    """Where else series are announced, and the codes that allow it. Gone with their series."""

    async def save(self, announcement: Announcement) -> None:
        """Insert, or change the standing of the one with the same series and chat."""
        ...

    async def get(self, series: SeriesId, chat: ChatAddress) -> Announcement | None: ...

    async def numbered(self, chat: ChatAddress, number: int) -> Announcement | None:
        """Whatever its standing."""
        ...

    async def of_series(self, series: SeriesId) -> Sequence[Announcement]:
        """Whatever their standing, in the order of their chats."""
        ...

    async def take_over(self, announcement: Announcement) -> None:
        """The series is that chat's own from now on, under the number that it has there."""
        ...

    async def offer(self, code: str, series: SeriesId, *, until: datetime, now: datetime) -> None:
        """From now on the code stands for the series, up to but not including `until`."""
        ...

    async def offered(self, code: str, *, now: datetime) -> SeriesId | None:
        """What the code stands for, None when it never did or no longer does."""
        ...

    async def withdraw(self, series: SeriesId) -> None:
        """No code stands for that series any more."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsSpread:
    """How far news have spread: up to and including that target of those with that lead."""

    lead: timedelta
    target: ChatAddress | None


class Newsstand(Protocol):
    """News that not everybody has been told yet. Gone with their series."""

    async def add(self, news: News) -> None: ...

    async def first(self) -> tuple[News, NewsSpread | None] | None:
        """The oldest, and how far it has spread; None when everybody knows everything."""
        ...

    async def told(self, news: News, heard: NewsSpread) -> None:
        """Keep how far it has spread by now."""
        ...

    async def done(self, news: News) -> None:
        """Everybody was told."""
        ...


class Unreachable(Protocol):
    """Who could not be told of a series in private. Gone with the series."""

    async def add(self, series: SeriesId, target: ChatAddress) -> bool:
        """False, and no change, when that is known already."""
        ...

    async def remove(self, series: SeriesId, target: ChatAddress) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningDate:
    """The card of a date that has begun: `key` names its line. `slot` is a naive local time."""

    key: DeliveryKey
    series: SeriesId
    slot: datetime
    starts_at: datetime
    ends_at: datetime


class RunningDates(Protocol):
    """The cards that are to show the end of their date when it comes. Gone with their series."""

    async def save(self, date: RunningDate) -> None:
        """Insert or replace."""
        ...

    async def ended(self, *, now: datetime, limit: int) -> Sequence[RunningDate]:
        """Those with `ends_at` <= now, the earliest first."""
        ...

    async def remove(self, key: DeliveryKey) -> None: ...

    async def next_end(self) -> datetime | None:
        """The earliest `ends_at` of all."""
        ...
