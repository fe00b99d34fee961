"""What the bot says about the programme unasked, when something falls due."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.domain.chat import ChatAddress, DeliveryKey
from bot.domain.conference import ConferenceRoom
from bot.domain.due import AT_THE_START, Due
from bot.domain.news import Turn
from bot.domain.preparation import NOTHING_PREPARED, Preparation
from bot.domain.recurrence import to_instant
from bot.domain.series import Occurrence, Series, SeriesId
from bot.domain.shaping import RoomKind
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True)
class Running:
    """A call that runs. `count` is how many are there, None where that is not told."""

    count: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionReminder(Reply):
    """Said some time before a date, or after it has begun if the bot was late.

    `moved_from` is when the rule has a date that was moved. `private`: for one person.
    `silent_at` is when the Jitsi server was last tried in vain, None when it answers. `running` is
    what the reader may know of a call that runs already.
    """

    date: Occurrence
    moved_from: datetime | None
    private: bool
    prepared: Preparation = NOTHING_PREPARED
    silent_at: datetime | None = None
    running: Running | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionBegins(Reply):
    """The card of a date that begins now; `silent_at` and `running` as in `SessionReminder`.

    `kind` is that of its room; a closed one may have a `lobby`.
    """

    date: Occurrence
    prepared: Preparation = NOTHING_PREPARED
    silent_at: datetime | None = None
    running: Running | None = None
    kind: RoomKind = RoomKind.OPEN
    lobby: bool = False

    @property
    def link(self) -> str:
        return self.date.series.room.link


Reminder: TypeAlias = SessionReminder | SessionBegins


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """How many reminders of a series came too late to help."""

    number: int
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class RemindersDropped(Reply):
    """What a chat was not told because the bot was away; one line for all its series."""

    dropped: tuple[Dropped, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnded(Reply):
    """The card of a date that is over; `ahead` is what comes next."""

    date: Occurrence
    ahead: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesNews(Reply):
    """What has changed of `series`, as it is by now; `ahead` is what comes next.

    `dates` are those concerned, as they were, and `moved_to` is when the only one begins now.
    `was_told`: the reader had been reminded of one of them. `private`: for one person.
    """

    series: Series
    turn: Turn
    dates: tuple[Occurrence, ...]
    moved_to: datetime | None
    was_told: bool
    ahead: tuple[Occurrence, ...]
    private: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonUnreachable(Reply):
    """Said to the owner chat: `name` subscribed, and cannot be written to in private."""

    series: Series
    name: str


def reminder(
    date: Occurrence, lead: timedelta, *, prepared: Preparation, private: bool
) -> Reminder:
    """What is said of a date, `lead` before it."""
    if lead == AT_THE_START:
        return SessionBegins(date=date, prepared=prepared)
    return SessionReminder(
        date=date, moved_from=moved_from(date), private=private, prepared=prepared
    )


def reminder_key(due: Due, target: ChatAddress) -> DeliveryKey:
    """The same for the same date, lead and target, however often that falls due."""
    date = due.date
    return DeliveryKey(
        f"reminder:{date.series.id}:{date.slot.isoformat()}:{date.starts_at.timestamp():.0f}"
        f":{due.lead.total_seconds():.0f}:{target.account}:{target.chat}"
    )


def series_told_of(key: DeliveryKey) -> SeriesId | None:
    """The series of a reminder or of news; None for lines of other kinds."""
    kind, *more = key.split(":")
    return SeriesId(more[0]) if kind in ("reminder", "news") else None


def moved_from(date: Occurrence) -> datetime | None:
    """When the rule has a date that was moved; None for any other."""
    return to_instant(date.slot, date.series.recurrence.timezone) if date.is_moved else None


def room_of(date: Occurrence) -> ConferenceRoom:
    """The room, called by what takes place in it."""
    return replace(date.series.room, topic=date.title)
