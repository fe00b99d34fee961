"""The ports to other people's calendars."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from bot.domain.chat import ChatAddress
from bot.domain.recurrence import Recurrence
from bot.domain.series import Change, SeriesId


class Unusable(StrEnum):
    """Why an entry of a calendar cannot become a series."""

    WHOLE_DAY = "whole_day"
    SEVERAL_RULES = "several_rules"
    CALLED_OFF = "called_off"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignSeries:
    """A VEVENT with what stands in for its moved and cancelled dates (RFC 5545 section 3.6.1).

    `links` are the addresses in it, where the call may be. `unusable` says why it cannot be taken
    over; then only the title counts.
    """

    uid: str
    title: str
    recurrence: Recurrence | None = None
    duration: timedelta | None = None
    changes: tuple[Change, ...] = ()
    links: tuple[str, ...] = ()
    unusable: Unusable | None = None


class CalendarReader(Protocol):
    """Understands iCalendar (RFC 5545) as Google, Nextcloud and Outlook write it."""

    async def __call__(self, data: bytes, *, timezone: str) -> Sequence[ForeignSeries]:
        """In the order in which they stand. Times without a zone are in `timezone` (IANA name).

        Does not block the event loop. Raises `UserError` when it is no calendar, or a much larger
        one than anybody needs.
        """
        ...


class CalendarSource(Protocol):
    """Fetches calendars from where the operator allows it."""

    async def __call__(self, address: str) -> bytes:
        """Raises `UserError` for an address that is not allowed or gives nothing. Within 10 s."""
        ...


class Imports(Protocol):
    """Which entry of another calendar, by its UID, became which series of a chat."""

    async def find(self, owner: ChatAddress, uid: str) -> SeriesId | None: ...

    async def keep(self, owner: ChatAddress, uid: str, series: SeriesId) -> None:
        """From now on the entry is that series. Forgotten with it."""
        ...
