"""What the bot says of the programme by itself, when something falls due."""

from dataclasses import dataclass, replace

from bot.domain.chat import ChatAddress, DeliveryKey
from bot.domain.conference import ConferenceRoom
from bot.domain.series import Due, Occurrence
from bot.usecases.speech import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionReminder(Reply):
    """Some time before a date; or after it began, when the bot was late. `private`: to a person."""

    date: Occurrence
    private: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionBegins(Reply):
    """The card of a date that begins now."""

    date: Occurrence

    @property
    def link(self) -> str:
        return self.date.series.room.link


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


REMINDERS = (SessionReminder, SessionBegins, RemindersDropped)


def reminder_key(due: Due, target: ChatAddress) -> DeliveryKey:
    """The same for the same thing to the same target, however often it falls due."""
    date = due.date
    return DeliveryKey(
        f"reminder:{date.series.id}:{date.slot.isoformat()}:{date.starts_at.timestamp():.0f}"
        f":{due.lead.total_seconds():.0f}:{target.account}:{target.chat}"
    )


def room_of(date: Occurrence) -> ConferenceRoom:
    """The room, called by what takes place in it."""
    return replace(date.series.room, topic=date.series.title)
