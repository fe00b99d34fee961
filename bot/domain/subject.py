"""What a line of the bot is about, so that a reaction to it can be understood."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.chat import ChatAddress, DeliveryKey, LineId
from bot.domain.series import SeriesId


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A series as a whole, or with `slot` (a RECURRENCE-ID) one date of it.

    `lead` is how long before the date the line was said; None for what answers somebody.
    """

    series: SeriesId
    slot: datetime | None = None
    lead: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedLine:
    """A line of the bot that has stood in a chat since `at` (aware, UTC)."""

    line: LineId
    key: DeliveryKey
    chat: ChatAddress
    about: Subject
    at: datetime
