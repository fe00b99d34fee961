"""The ports for the web part: what it keeps, and who writes calendars for it.

As in `ports`: every aware datetime is in UTC, and every repository call happens inside
`Store.begin()`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.chat import ChatAddress
from bot.domain.series import Series, SeriesId


@dataclass(frozen=True, slots=True)
class PublicPage:
    """A public series, and where it is found. `slug` is None while nobody has looked for it."""

    series: Series
    slug: str | None


class Pages(Protocol):
    """The series that are marked public. No other ever comes out of here."""

    async def public(self) -> Sequence[PublicPage]:
        """All that are not over, in a fixed order."""
        ...

    async def at(self, slug: str) -> Series | None:
        """The one that is found there, even if it was called off."""
        ...

    async def name(self, series: SeriesId, slug: str) -> bool:
        """Have it found there from now on. False, and no change, when the slug is taken."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """A series as it stands in a calendar. `address` is its page, None where it has none."""

    series: Series
    address: str | None = None


class CalendarWriter(Protocol):
    """Writes calendars for other programs (RFC 5545)."""

    def __call__(self, name: str, entries: Sequence[CalendarEntry]) -> bytes:
        """The same entries make the same bytes. `name` is what the calendar is called."""
        ...


class PrivateFeeds(Protocol):
    """The calendars of single persons, each at an address that only they know.

    A person is known by the chat that stands for the direct one with them, as in `Subscription`.
    """

    async def open(self, person: ChatAddress, token: str) -> str:
        """The token of their calendar: this one, or the one that they have already."""
        ...

    async def owner(self, token: str) -> ChatAddress | None: ...

    async def close(self, person: ChatAddress) -> bool:
        """Nothing is found there any more. False when they had none."""
        ...
