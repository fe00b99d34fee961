"""The ports for what people say of themselves: who comes, what is talked about, reactions.

As in `ports`: every aware datetime is in UTC, and every call happens inside `Store.begin()`.
A `slot` is the RECURRENCE-ID of a date, a naive local time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from bot.domain.chat import AccountId, ChatAddress, LineId, PersonId
from bot.domain.line import Incoming
from bot.domain.preparation import AgendaPoint, Rsvp
from bot.domain.reactions import Meaning
from bot.domain.series import Series, SeriesId


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidOfDate:
    """What was said of one date, and all points of its series, the oldest first."""

    rsvps: Mapping[PersonId, bool]
    points: tuple[AgendaPoint, ...]


class Preparations(Protocol):
    """Who means to come to which date, and what is to be talked about. Gone with their series."""

    async def of_date(self, series: SeriesId, slot: datetime) -> SaidOfDate: ...

    async def save(self, rsvp: Rsvp, *, now: datetime) -> None:
        """Insert, or replace what the same person said of the same date."""
        ...

    async def withdraw(self, series: SeriesId, slot: datetime, person: PersonId) -> None:
        """As if they had never said anything about that date."""
        ...

    async def of_person(self, person: PersonId) -> Sequence[Rsvp]:
        """What they said of any date, by series and slot."""
        ...

    async def points(self, series: SeriesId) -> Sequence[AgendaPoint]:
        """All of its points, the oldest first."""
        ...

    async def add(self, series: SeriesId, point: AgendaPoint) -> None: ...

    async def remove(self, series: SeriesId, point: AgendaPoint) -> None: ...

    async def slots(self, series: SeriesId) -> Sequence[datetime]:
        """The dates of which somebody said something, in order."""
        ...

    async def rename(self, series: SeriesId, slot: datetime, *, to: datetime | None) -> None:
        """Have what was said of one date, with reactions, count for another; None erases it."""
        ...

    async def old(self, *, before: datetime) -> Sequence[SeriesId]:
        """Each series of which something is still kept that somebody said before that."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReaction:
    """A reaction that stands under a line of the bot.

    `line` is its own id, `to` the line under which it stands, in `chat`. `slot` is the date that
    was meant, None for the series as a whole. `effective`: it changed something.
    """

    chat: ChatAddress
    line: LineId
    meaning: Meaning
    to: LineId
    person: PersonId
    series: SeriesId
    slot: datetime | None
    effective: bool


class Reactions(Protocol):
    """The reactions that mean something and still stand. Gone with their series."""

    async def concerns_us(self, line: Incoming) -> bool:
        """Whether a reaction stands, or stood, under a line of the bot that is about a series.

        Also while such a line is on its way to that chat: people can be quicker than the database,
        which learns only later what the server called it.
        """
        ...

    async def save(self, kept: KeptReaction) -> None:
        """Insert, or replace the one with the same chat, line and meaning."""
        ...

    async def remove(self, kept: KeptReaction) -> None: ...

    async def of_line(self, chat: ChatAddress, line: LineId) -> Sequence[KeptReaction]:
        """What one reaction, known by its own id, stands for."""
        ...

    async def under(
        self, chat: ChatAddress, to: LineId, person: PersonId
    ) -> Sequence[KeptReaction]:
        """What that person put under a line."""
        ...

    async def of_person(self, person: PersonId, series: SeriesId) -> Sequence[KeptReaction]:
        """What that person put under any line about a series."""
        ...


@dataclass(frozen=True, slots=True)
class Traces:
    """How much else is kept under somebody's id.

    `waits` are calls that they wait for, `calendars` their private addresses, `dashboards` their
    links and visits, `rooms` those that they opened.
    """

    reactions: int
    waits: int
    calendars: int
    dashboards: int
    rooms: int


NO_TRACES: Final = Traces(reactions=0, waits=0, calendars=0, dashboards=0, rooms=0)


class People(Protocol):
    """All that is kept under somebody's id."""

    async def series_of(self, person: PersonId) -> Sequence[Series]:
        """Those that they made or lead, by chat and number, also those that are over."""
        ...

    async def traces(self, account: AccountId, person: PersonId) -> Traces:
        """What is kept of theirs that no other method here returns."""
        ...

    async def forget(self, account: AccountId, person: PersonId) -> None:
        """Erase what is kept of them, except for the series that they made or lead in groups.

        And everything of the direct chat that is known by their id: what was told, opened, planned
        and chosen there. An answer to them that is still to be sent stays until it is.
        """
        ...
