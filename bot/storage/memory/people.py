"""The ports for what people say of themselves in plain dictionaries."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol, TypeVar

from bot.domain.chat import (
    AccountId,
    ChatAddress,
    ChatId,
    DeliveryKey,
    Incoming,
    LineId,
    PersonId,
    Urgency,
)
from bot.domain.conference import Card, ConferenceRoom
from bot.domain.preparation import AgendaPoint, Rsvp
from bot.domain.reactions import Meaning
from bot.domain.series import Series, SeriesId
from bot.domain.settings import Chat
from bot.domain.shaping import OwnedRoom
from bot.storage.memory.announcements import About
from bot.storage.memory.dashboard import KeptLink
from bot.storage.memory.lookouts import FollowId, WishId
from bot.storage.memory.outbox import OutboxRow, State
from bot.storage.memory.programme import SubscriptionId
from bot.usecases.dashboard_ports import Digest, Pass
from bot.usecases.live_ports import Follow, Wish
from bot.usecases.people_ports import KeptReaction, Said, Traces
from bot.usecases.programme_ports import Subscription

KeyT = TypeVar("KeyT")
RowT = TypeVar("RowT")

RsvpId = tuple[SeriesId, datetime, PersonId]
ReactionId = tuple[ChatAddress, LineId, Meaning]
SaidRsvp = tuple[bool, datetime]
"""Whether they come, and when they said so."""


class Tables(Protocol):
    """What of all that is kept is needed here."""

    @property
    def open_lines(self) -> dict[tuple[ChatAddress, LineId], Incoming]: ...
    @property
    def closed_lines(self) -> dict[tuple[ChatAddress, LineId], datetime]: ...
    @property
    def outbox(self) -> dict[DeliveryKey, OutboxRow]: ...
    @property
    def chats(self) -> dict[ChatAddress, Chat]: ...
    @property
    def rooms(self) -> dict[tuple[ChatAddress, str], tuple[ConferenceRoom, datetime]]: ...
    @property
    def cards(self) -> dict[DeliveryKey, Card]: ...
    @property
    def series(self) -> dict[SeriesId, Series]: ...
    @property
    def subscriptions(self) -> dict[SubscriptionId, Subscription]: ...
    @property
    def rsvps(self) -> dict[RsvpId, SaidRsvp]: ...
    @property
    def points(self) -> dict[SeriesId, tuple[AgendaPoint, ...]]: ...
    @property
    def wishes(self) -> dict[WishId, Wish]: ...
    @property
    def follows(self) -> dict[FollowId, Follow]: ...
    @property
    def private_feeds(self) -> dict[ChatAddress, str]: ...
    @property
    def dashboard_links(self) -> dict[Digest, KeptLink]: ...
    @property
    def dashboard_visits(self) -> dict[Digest, Pass]: ...
    @property
    def owned_rooms(self) -> dict[tuple[ChatAddress, str], OwnedRoom]: ...
    @property
    def unreachable(self) -> dict[About, None]: ...
    @property
    def reactions(self) -> dict[ReactionId, KeptReaction]: ...


class MemoryPreparations:
    """Who means to come to which date, and what is to be talked about."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._rsvps = tables.rsvps
        self._points = tables.points

    async def of_date(self, series: SeriesId, slot: datetime) -> Said:
        rsvps = {
            person: coming
            for (of, when, person), (coming, _) in self._rsvps.items()
            if (of, when) == (series, slot)
        }
        return Said(rsvps=rsvps, points=self._points.get(series, ()))

    async def save(self, rsvp: Rsvp, *, now: datetime) -> None:
        series = self._tables.series[rsvp.series]  # there is none without its series
        self._rsvps[series.id, rsvp.slot, rsvp.person] = (rsvp.coming, now)

    async def withdraw(self, series: SeriesId, slot: datetime, person: PersonId) -> None:
        self._rsvps.pop((series, slot, person), None)

    async def of_person(self, person: PersonId) -> Sequence[Rsvp]:
        found = [
            Rsvp(series=series, slot=slot, person=person, coming=coming)
            for (series, slot, who), (coming, _) in self._rsvps.items()
            if who == person
        ]
        return sorted(found, key=lambda one: (one.series, one.slot))

    async def points(self, series: SeriesId) -> Sequence[AgendaPoint]:
        return list(self._points.get(series, ()))

    async def add(self, series: SeriesId, point: AgendaPoint) -> None:
        known = self._points.get(self._tables.series[series].id, ())
        self._points[series] = tuple(
            sorted((*known, point), key=lambda one: (one.added_at, one.number))
        )

    async def remove(self, series: SeriesId, point: AgendaPoint) -> None:
        kept = tuple(one for one in self._points.get(series, ()) if one != point)
        self._points[series] = kept

    async def slots(self, series: SeriesId) -> Sequence[datetime]:
        reactions = self._tables.reactions.values()
        found = {slot for of, slot, _ in self._rsvps if of == series}
        found |= {one.slot for one in reactions if one.series == series and one.slot}
        return sorted(found)

    async def rename(self, series: SeriesId, slot: datetime, *, to: datetime | None) -> None:
        for key in [key for key in self._rsvps if key[:2] == (series, slot)]:
            said = self._rsvps.pop(key)
            if to is not None:
                self._rsvps.setdefault((series, to, key[2]), said)
        reactions = self._tables.reactions
        for key, kept in list(reactions.items()):
            if (kept.series, kept.slot) == (series, slot):
                del reactions[key]
                if to is not None:
                    reactions[key] = replace(kept, slot=to)

    async def old(self, *, before: datetime) -> Sequence[SeriesId]:
        found = {series for (series, _, _), (_, said_at) in self._rsvps.items() if said_at < before}
        for series, points in self._points.items():
            if any(point.added_at < before for point in points):
                found.add(series)
        return sorted(found)


class MemoryReactions:
    """The reactions that mean something and still stand."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._kept = tables.reactions

    async def concerns_us(self, line: Incoming) -> bool:
        reaction = line.reaction
        if reaction is None:
            return False
        if reaction.takes_back:
            key = (line.chat, reaction.takes_back)
            lines = (self._tables.open_lines, self._tables.closed_lines)
            if any(key in known for known in lines) or await self.of_line(*key):
                return True
        return reaction.to is not None and (
            bool(await self.under(line.chat, reaction.to, line.sender.id))
            or any(
                row.about
                and row.chat.account == line.chat.account
                and (row.posted == reaction.to or _is_on_its_way_to(row, line))
                for row in self._tables.outbox.values()
            )
        )

    async def save(self, kept: KeptReaction) -> None:
        if kept.series not in self._tables.series:
            raise KeyError(kept.series)
        self._kept[kept.chat, kept.line, kept.meaning] = kept

    async def remove(self, kept: KeptReaction) -> None:
        self._kept.pop((kept.chat, kept.line, kept.meaning), None)

    async def of_line(self, chat: ChatAddress, line: LineId) -> Sequence[KeptReaction]:
        return self._found(
            one for one in self._kept.values() if (one.chat, one.line) == (chat, line)
        )

    async def under(
        self, chat: ChatAddress, to: LineId, person: PersonId
    ) -> Sequence[KeptReaction]:
        where = (chat, to, person)
        return self._found(
            one for one in self._kept.values() if (one.chat, one.to, one.person) == where
        )

    async def of_person(self, person: PersonId, series: SeriesId) -> Sequence[KeptReaction]:
        return self._found(
            one for one in self._kept.values() if (one.person, one.series) == (person, series)
        )

    def _found(self, kept: Iterable[KeptReaction]) -> Sequence[KeptReaction]:
        return sorted(
            kept, key=lambda one: (one.chat.account, one.chat.chat, one.line, one.meaning)
        )


class MemoryPeople:
    """All that is kept under somebody's id."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def series_of(self, person: PersonId) -> Sequence[Series]:
        found = (one for one in self._tables.series.values() if one.concerns(person))
        return sorted(found, key=lambda one: (one.owner.account, one.owner.chat, one.number))

    async def traces(self, account: AccountId, person: PersonId) -> Traces:
        tables, direct = self._tables, ChatAddress(account, ChatId(person))
        others = [
            *(wish for wish in tables.wishes.values() if wish.target == direct),
            *(feed for feed in tables.private_feeds if feed == direct),
            *(given for given, _ in tables.dashboard_links.values() if _let_in(given, direct)),
            *(given for given in tables.dashboard_visits.values() if _let_in(given, direct)),
            *(key for key, own in tables.owned_rooms.items() if _made(key[0], own, direct)),
        ]
        theirs = [one for one in tables.reactions.values() if one.person == person]
        return Traces(len(theirs), len(others))

    async def forget(self, account: AccountId, person: PersonId) -> None:
        tables, direct = self._tables, ChatAddress(account, ChatId(person))
        _drop(
            tables.subscriptions,
            lambda one: (one.target.account, one.person) == (account, person),
        )
        for key in [key for key in tables.rsvps if key[2] == person]:
            del tables.rsvps[key]
        _drop(tables.reactions, lambda one: one.person == person)
        _drop(
            tables.outbox,
            lambda row: (
                row.chat == direct
                and (row.finished_at is not None or row.urgency is Urgency.REMINDER)
            ),
        )
        _drop(tables.chats, lambda chat: chat.address == direct)
        _drop(tables.cards, lambda card: card.chat == direct)
        _drop(tables.wishes, lambda wish: wish.target == direct)
        _drop(tables.follows, lambda follow: follow.chat == direct)
        tables.private_feeds.pop(direct, None)
        _drop(tables.dashboard_links, lambda kept: _let_in(kept[0], direct))
        _drop(tables.dashboard_visits, lambda given: _let_in(given, direct))
        for table in (tables.rooms, tables.owned_rooms):
            for key in [key for key in table if key[0] == direct]:
                del table[key]
        for about in [about for about in tables.unreachable if about[1] == direct]:
            del tables.unreachable[about]
        for key, own in list(tables.owned_rooms.items()):
            if _made(key[0], own, direct):
                tables.owned_rooms[key] = replace(own, made_by=None)


def _made(chat: ChatAddress, own: OwnedRoom, direct: ChatAddress) -> bool:
    return (chat.account, own.made_by) == (direct.account, direct.chat)


def _let_in(given: Pass, direct: ChatAddress) -> bool:
    return (given.chat.account, given.person) == (direct.account, direct.chat)


def _drop(table: dict[KeyT, RowT], is_theirs: Callable[[RowT], bool]) -> None:
    for key in [key for key, row in table.items() if is_theirs(row)]:
        del table[key]


def _is_on_its_way_to(row: OutboxRow, line: Incoming) -> bool:
    """Into the chat of the line, or to its writer in private."""
    return row.state is State.CLAIMED and row.chat.chat in (line.chat.chat, line.sender.id)
