"""The store in plain dictionaries: for tests, and for trials that leave nothing behind."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.domain.chat import AccountId, ChatAddress, DeliveryKey, Incoming, LineId
from bot.domain.conference import Card, ConferenceRoom
from bot.domain.news import News
from bot.domain.preparation import AgendaPoint
from bot.domain.series import Series, SeriesId
from bot.domain.settings import Chat
from bot.domain.shaping import OwnedRoom, Reservation
from bot.storage.memory_announcements import (
    About,
    MemoryAnnouncements,
    MemoryNewsstand,
    MemoryRunningDates,
    MemoryUnreachable,
    NewsId,
    forget_series,
)
from bot.storage.memory_imports import MemoryImports
from bot.storage.memory_lookouts import FollowId, MemoryLookouts, WishId
from bot.storage.memory_outbox import MemoryOutbox, OutboxRow
from bot.storage.memory_people import (
    MemoryPeople,
    MemoryPreparations,
    MemoryReactions,
    ReactionId,
    RsvpId,
    SaidRsvp,
)
from bot.storage.memory_programme import (
    MemoryAlarms,
    MemoryProgramme,
    MemorySubscriptions,
    SubscriptionId,
)
from bot.storage.memory_shaping import MemoryOwnedRooms, MemoryReservations, past_rooms
from bot.storage.memory_web import MemoryPages, MemoryPrivateFeeds
from bot.storage.series_end import ended_by
from bot.usecases.announcement_ports import Announcement, Heard, RunningDate
from bot.usecases.live_ports import Follow, Wish
from bot.usecases.people_ports import KeptReaction
from bot.usecases.programme_ports import Alarm, Subscription


@dataclass(slots=True)
class Tables:
    """All that is kept. The values are never changed in place, so a shallow copy is a copy."""

    open_lines: dict[tuple[ChatAddress, LineId], Incoming] = field(default_factory=dict)
    closed_lines: dict[tuple[ChatAddress, LineId], datetime] = field(default_factory=dict)
    outbox: dict[DeliveryKey, OutboxRow] = field(default_factory=dict)
    positions: dict[tuple[AccountId, str], str] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    chats: dict[ChatAddress, Chat] = field(default_factory=dict)
    rooms: dict[tuple[ChatAddress, str], tuple[ConferenceRoom, datetime]] = field(
        default_factory=dict
    )
    cards: dict[DeliveryKey, Card] = field(default_factory=dict)
    series: dict[SeriesId, Series] = field(default_factory=dict)
    series_numbers: dict[ChatAddress, int] = field(default_factory=dict)
    subscriptions: dict[SubscriptionId, Subscription] = field(default_factory=dict)
    alarms: dict[SeriesId, Alarm] = field(default_factory=dict)
    slugs: dict[SeriesId, str] = field(default_factory=dict)
    private_feeds: dict[ChatAddress, str] = field(default_factory=dict)
    imported: dict[tuple[ChatAddress, str], SeriesId] = field(default_factory=dict)
    rsvps: dict[RsvpId, SaidRsvp] = field(default_factory=dict)
    points: dict[SeriesId, tuple[AgendaPoint, ...]] = field(default_factory=dict)
    reactions: dict[ReactionId, KeptReaction] = field(default_factory=dict)

    owned_rooms: dict[tuple[ChatAddress, str], OwnedRoom] = field(default_factory=dict)
    reservations: dict[str, Reservation] = field(default_factory=dict)

    announcements: dict[About, Announcement] = field(default_factory=dict)
    share_codes: dict[str, tuple[SeriesId, datetime]] = field(default_factory=dict)
    news: dict[NewsId, tuple[News, Heard | None]] = field(default_factory=dict)
    unreachable: dict[About, None] = field(default_factory=dict)
    running_dates: dict[DeliveryKey, RunningDate] = field(default_factory=dict)

    follows: dict[FollowId, Follow] = field(default_factory=dict)
    wishes: dict[WishId, Wish] = field(default_factory=dict)

    def copy(self) -> "Tables":
        return Tables(
            open_lines=self.open_lines.copy(),
            closed_lines=self.closed_lines.copy(),
            outbox=self.outbox.copy(),
            positions=self.positions.copy(),
            facts=self.facts.copy(),
            chats=self.chats.copy(),
            rooms=self.rooms.copy(),
            cards=self.cards.copy(),
            series=self.series.copy(),
            series_numbers=self.series_numbers.copy(),
            subscriptions=self.subscriptions.copy(),
            alarms=self.alarms.copy(),
            announcements=self.announcements.copy(),
            share_codes=self.share_codes.copy(),
            news=self.news.copy(),
            unreachable=self.unreachable.copy(),
            running_dates=self.running_dates.copy(),
            follows=self.follows.copy(),
            wishes=self.wishes.copy(),
            slugs=self.slugs.copy(),
            private_feeds=self.private_feeds.copy(),
            imported=self.imported.copy(),
            owned_rooms=self.owned_rooms.copy(),
            reservations=self.reservations.copy(),
            rsvps=self.rsvps.copy(),
            points=self.points.copy(),
            reactions=self.reactions.copy(),
        )


class MemoryStore:
    """A store that ends with the process. A transaction works on a copy."""

    def __init__(self) -> None:
        self._tables = Tables()
        self._one_at_a_time = asyncio.Lock()

    @asynccontextmanager
    async def begin(self) -> AsyncGenerator["MemoryWork"]:
        async with self._one_at_a_time:
            tables = self._tables.copy()
            yield MemoryWork(tables)
            self._tables = tables

    async def close(self) -> None:
        """There is nothing to let go of."""


class MemoryInbox:
    """Lines that were meant for the bot."""

    def __init__(self, tables: Tables) -> None:
        self._open = tables.open_lines
        self._closed = tables.closed_lines

    async def receive(self, line: Incoming, *, now: datetime) -> bool:  # noqa: ARG002 -- the port
        key = (line.chat, line.line)
        if key in self._open or key in self._closed:
            return False
        self._open[key] = line
        return True

    async def waiting(self, account: AccountId) -> Sequence[Incoming]:
        return [line for line in self._open.values() if line.chat.account == account]

    async def close(self, line: Incoming, *, now: datetime) -> bool:
        key = (line.chat, line.line)
        if self._open.pop(key, None) is None:
            return False
        self._closed[key] = now
        return True


class MemoryPositions:
    """How far each network has been read."""

    def __init__(self, tables: Tables) -> None:
        self._positions = tables.positions

    async def load(self, account: AccountId, name: str) -> str | None:
        return self._positions.get((account, name))

    async def save(self, account: AccountId, name: str, token: str) -> None:
        self._positions[account, name] = token


class MemoryFacts:
    """What is known of the database as a whole."""

    def __init__(self, facts: dict[str, str]) -> None:
        self._facts = facts

    async def get(self, key: str) -> str | None:
        return self._facts.get(key)

    async def save(self, key: str, value: str) -> None:
        self._facts[key] = value


class MemoryChats:
    """The chats and what they chose."""

    def __init__(self, tables: Tables) -> None:
        self._chats = tables.chats

    async def get(self, address: ChatAddress) -> Chat | None:
        return self._chats.get(address)

    async def save(self, chat: Chat) -> None:
        self._chats[chat.address] = chat


class MemoryConferenceRooms:
    """The conference rooms that each chat made or used; the last one was used last."""

    def __init__(self, tables: Tables) -> None:
        self._rooms = tables.rooms

    async def use(self, chat: ChatAddress, room: ConferenceRoom, *, now: datetime) -> None:
        self._rooms.pop((chat, room.node), None)
        self._rooms[chat, room.node] = (room, now)

    async def recent(self, chat: ChatAddress) -> Sequence[ConferenceRoom]:
        latest_first = reversed(self._rooms.items())
        return [room for (where, _), (room, _) in latest_first if where == chat][:50]


class MemoryCards:
    """The announcements that can be edited in place; the last one is the newest."""

    def __init__(self, tables: Tables) -> None:
        self._cards = tables.cards

    async def save(self, card: Card) -> None:
        self._cards[card.key] = card

    async def get(self, key: DeliveryKey) -> Card | None:
        return self._cards.get(key)

    async def latest(self, chat: ChatAddress, node: str) -> Card | None:
        newest_first = reversed(self._cards.values())
        return next((c for c in newest_first if c.chat == chat and c.room.node == node), None)


class MemoryHousekeeping:
    """Erases what is past."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def purge(self, *, before: datetime) -> int:
        tables = self._tables
        lines = [key for key, closed_at in tables.closed_lines.items() if closed_at < before]
        for line in lines:
            del tables.closed_lines[line]
        rooms = [key for key, (_, used_at) in tables.rooms.items() if used_at < before]
        for room in rooms:
            del tables.rooms[room]
        cards = [
            card
            for card in tables.cards.values()
            if card.posted_at < before and (card.chat, card.room.node) not in tables.rooms
        ]
        for card in cards:
            del tables.cards[card.key]
        deliveries = [
            row.key
            for row in tables.outbox.values()
            if row.finished_at and row.finished_at < before and not self._is_alive(row)
        ]
        for delivery in deliveries:
            del tables.outbox[delivery]
        series = self._purge_series(before)
        shaped = self._purge_shaped(before)
        return len(lines) + len(rooms) + len(cards) + len(deliveries) + series + shaped

    def _is_alive(self, row: OutboxRow) -> bool:
        """The line of a card, or one that announces a series."""
        announced = row.about.series if row.about and row.about.slot is None else None
        return row.key in self._tables.cards or announced in self._tables.series

    def _purge_series(self, before: datetime) -> int:
        """With all that belongs to them."""
        tables = self._tables
        past = {s.id for s in tables.series.values() if self._is_past(s, before)}
        for id_ in past:
            del tables.series[id_]
            tables.alarms.pop(id_, None)
            tables.points.pop(id_, None)
        for key in [key for key, one in tables.subscriptions.items() if one.series in past]:
            del tables.subscriptions[key]
        for key in [key for key in tables.rsvps if key[0] in past]:
            del tables.rsvps[key]
        for key in [key for key, one in tables.reactions.items() if one.series in past]:
            del tables.reactions[key]
        forget_series(
            past,
            announcements=tables.announcements,
            codes=tables.share_codes,
            news=tables.news,
            unreachable=tables.unreachable,
            dates=tables.running_dates,
        )
        return len(past)

    def _purge_shaped(self, before: datetime) -> int:
        """Rooms of a series may rest for longer than anything is kept."""
        tables = self._tables
        rooms = past_rooms(tables.owned_rooms, tables.series.values(), before)
        for room in rooms:
            del tables.owned_rooms[room]
        over = [one.node for one in tables.reservations.values() if one.ends_at < before]
        for node in over:
            del tables.reservations[node]
        return len(rooms) + len(over)

    def _is_past(self, series: Series, before: datetime) -> bool:
        """A series that was called off is past when nothing has been told of it since."""
        ends_at, alarm = ended_by(series), self._tables.alarms.get(series.id)
        called_off = series.is_over and (alarm is None or alarm.told_until < before)
        return called_off or (ends_at is not None and ends_at < before)


class MemoryWork:
    """The repositories inside one transaction."""

    def __init__(self, tables: Tables) -> None:
        self.inbox: Final = MemoryInbox(tables)
        self.outbox: Final = MemoryOutbox(tables.outbox)
        self.positions: Final = MemoryPositions(tables)
        self.facts: Final = MemoryFacts(tables.facts)
        self.chats: Final = MemoryChats(tables)
        self.rooms: Final = MemoryConferenceRooms(tables)
        self.cards: Final = MemoryCards(tables)
        self.programme: Final = MemoryProgramme(
            tables.series, tables.series_numbers, tables.announcements
        )
        self.subscriptions: Final = MemorySubscriptions(tables.subscriptions, tables.series)
        self.alarms: Final = MemoryAlarms(tables.alarms, tables.series)
        self.announcements: Final = MemoryAnnouncements(
            tables.announcements, tables.share_codes, tables.series
        )
        self.newsstand: Final = MemoryNewsstand(tables.news, tables.series)
        self.unreachable: Final = MemoryUnreachable(tables.unreachable, tables.series)
        self.running_dates: Final = MemoryRunningDates(tables.running_dates, tables.series)
        self.preparations: Final = MemoryPreparations(tables)
        self.reactions: Final = MemoryReactions(tables)
        self.people: Final = MemoryPeople(tables)
        self.owned_rooms: Final = MemoryOwnedRooms(tables.owned_rooms)
        self.reservations: Final = MemoryReservations(tables.reservations)
        self.pages: Final = MemoryPages(tables.slugs, tables.series)
        self.imports: Final = MemoryImports(tables.imported, tables.series)
        self.private_feeds: Final = MemoryPrivateFeeds(tables.private_feeds)
        self.lookouts: Final = MemoryLookouts(tables)
        self.housekeeping: Final = MemoryHousekeeping(tables)
