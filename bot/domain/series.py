"""A recurring public date in RFC 5545 terms, and its single dates.

A single date ("am 24.12. um 18 Uhr") is a series without a rule. Local times are naive and mean
wall-clock time in the series' zone, instants are aware and in UTC.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, NewType

from bot.domain.chat import ChatAddress, PersonId
from bot.domain.conference import ConferenceRoom
from bot.domain.recurrence import Recurrence, Slot, between, to_instant, upcoming

SeriesId = NewType("SeriesId", str)
"""Random, unique for ever; `<id>@ankerplatz` is the UID in calendars (RFC 5545 section 3.8.4.7)."""

USUAL_DURATION: Final = timedelta(hours=1)
LONGEST_DURATION: Final = timedelta(days=7)

AN_INSTANT: Final = timedelta(microseconds=1)
"""The shortest time that there is, to turn "from then on" into "later than that" and back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One date that differs. `slot` is its RECURRENCE-ID: the local time that the rule gives it.

    `starts` is the local time of it, the slot where it was not moved, None when it is off. `title`
    is its own, None where it is called as the series is. `since` is the revision of the series that
    began with it, which those that were changed together share.
    """

    slot: datetime
    starts: datetime | None
    title: str | None = None
    since: int = 0


@dataclass(frozen=True, slots=True)
class Host:
    """Who leads the dates of a series, in words that somebody typed.

    `person` is whoever put themselves there, and None where others named them.
    """

    name: str
    person: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """`number` is short and unique in the chat that was asked for it, and never used again there.

    `creator` is None once they asked to be forgotten.

    `rings` says that reminders ring for everybody in the owner chat, as a moderator wished.
    `leads` are how long before a date the owner chat hears of it, longest first. `revision` is the
    SEQUENCE of RFC 5545 and grows with each change. `is_over` says that the whole series was
    called off.
    """

    id: SeriesId
    number: int
    owner: ChatAddress
    creator: PersonId | None
    title: str
    room: ConferenceRoom
    recurrence: Recurrence
    leads: tuple[timedelta, ...]
    duration: timedelta = USUAL_DURATION
    public: bool = False
    rings: bool = False
    host: Host | None = None
    changes: tuple[Change, ...] = ()
    revision: int = 0
    is_over: bool = False

    def changed(self, *changes: Change) -> "Series":
        """With these dates off, moved or retitled; an earlier change of the same is replaced."""
        slots, revision = {change.slot for change in changes}, self.revision + 1
        kept = tuple(change for change in self.changes if change.slot not in slots)
        new = tuple(replace(change, since=revision) for change in changes)
        return replace(self, changes=(*kept, *new), revision=revision)

    def restored(self, *slots: datetime) -> "Series":
        """With these dates as the rule has them."""
        kept = tuple(change for change in self.changes if change.slot not in slots)
        return replace(self, changes=kept, revision=self.revision + 1)

    def concerns(self, person: PersonId) -> bool:
        """Whether they made it or lead it."""
        return person in (self.creator, self.host and self.host.person)

    def without(self, person: PersonId) -> "Series":
        """The same with nobody in their place as creator and host."""
        led_by_them = self.host is not None and self.host.person == person
        return replace(
            self,
            creator=None if self.creator == person else self.creator,
            host=None if led_by_them else self.host,
        )

    def called_off(self) -> "Series":
        return replace(self, is_over=True, revision=self.revision + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One date of a series. `starts_at` is when it really begins; `slot` is its RECURRENCE-ID.

    Dates that are off are kept so that they can be mentioned; nobody is reminded of them.
    """

    series: Series
    slot: datetime
    starts_at: datetime
    is_off: bool = False
    is_moved: bool = False

    @property
    def own_title(self) -> str | None:
        """None where it is called as the series is."""
        own = (one.title for one in self.series.changes if one.slot == self.slot)
        return next(own, None)

    @property
    def title(self) -> str:
        return self.own_title or self.series.title

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + self.series.duration


def dates(series: Series, *, after: datetime, limit: int) -> tuple[Occurrence, ...]:
    """The next `limit` dates that begin after that instant, in the order in which they begin.

    Dates that are off are among them and do not count towards the limit.
    """
    if series.is_over:
        return ()
    margin = len(series.changes)
    regular = upcoming(series.recurrence, after=after, limit=limit + margin)
    found = sorted(_changed(series, regular, after), key=lambda date: date.starts_at)
    kept: list[Occurrence] = []
    for date in found:
        kept.append(date)
        if sum(not one.is_off for one in kept) == limit:
            break
    return tuple(kept)


def next_held(series: Series, *, after: datetime) -> Occurrence | None:
    """The first date after that instant that takes place; None when there is none."""
    ahead = dates(series, after=after, limit=1)
    return ahead[-1] if ahead and not ahead[-1].is_off else None


def date_of(series: Series, slot: datetime) -> Occurrence | None:
    """The date with that RECURRENCE-ID as it is now; None when the series no longer has it."""
    change = next((one for one in series.changes if one.slot == slot), None)
    local = (change and change.starts) or slot
    starts_at = to_instant(local, series.recurrence.timezone)
    found = dates_between(series, start=starts_at, end=starts_at + AN_INSTANT)
    return next((date for date in found if date.slot == slot), None)


def dates_between(series: Series, *, start: datetime, end: datetime) -> tuple[Occurrence, ...]:
    """The dates that begin, as the rule has it or after a move, in `start` <= instant < `end`."""
    slots = tuple(between(series.recurrence, start=start, end=end))
    found = _changed(series, slots, start - AN_INSTANT)
    return tuple(
        sorted(
            (date for date in found if start <= date.starts_at < end),
            key=lambda date: date.starts_at,
        )
    )


def _changed(series: Series, slots: Collection[Slot], after: datetime) -> Iterator[Occurrence]:
    """The regular slots with their changes, and the dates that were moved here from elsewhere."""
    changes = {change.slot: change for change in series.changes}
    regular = {slot.local: slot.starts_at for slot in slots}
    for local, starts_at in regular.items():
        if local not in changes:
            yield Occurrence(series=series, slot=local, starts_at=starts_at)
    for change in series.changes:
        local = change.starts or change.slot
        starts_at = to_instant(local, series.recurrence.timezone)
        if starts_at > after:
            yield Occurrence(
                series=series,
                slot=change.slot,
                starts_at=starts_at,
                is_off=change.starts is None,
                is_moved=change.starts not in (None, change.slot),
            )
