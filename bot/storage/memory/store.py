"""The store in plain dictionaries: for tests, and for trials that leave nothing behind."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from bot.storage.memory.announcements import (
    MemoryAnnouncements,
    MemoryNewsstand,
    MemoryRunningDates,
    MemoryUnreachable,
)
from bot.storage.memory.chats import MemoryChats, MemoryFacts, MemoryPositions
from bot.storage.memory.dashboard import MemoryDashboards
from bot.storage.memory.fixtures import MemoryFixtures
from bot.storage.memory.gone_accounts import MemoryAccounts
from bot.storage.memory.housekeeping import MemoryHousekeeping
from bot.storage.memory.imports import MemoryImports
from bot.storage.memory.inbox import MemoryInbox
from bot.storage.memory.lookouts import MemoryLookouts
from bot.storage.memory.outbox import MemoryOutbox
from bot.storage.memory.own_data import MemoryPeople
from bot.storage.memory.people import MemoryPreparations, MemoryReactions
from bot.storage.memory.programme import MemoryAlarms, MemoryProgramme, MemorySubscriptions
from bot.storage.memory.rooms import MemoryCards, MemoryConferenceRooms
from bot.storage.memory.shaping import MemoryOwnedRooms, MemoryReservations
from bot.storage.memory.tables import Tables
from bot.storage.memory.turnouts import MemoryTurnouts
from bot.storage.memory.web import MemoryPages, MemoryPrivateFeeds


class MemoryStore:
    """A store that ends with the process. A transaction works on a copy."""

    def __init__(self) -> None:
        self._tables = Tables()
        self._one_at_a_time = asyncio.Lock()

    @asynccontextmanager
    async def begin(self, *, comes_again: bool = False) -> AsyncGenerator["MemoryWork"]:  # noqa: ARG002 -- the port
        async with self._one_at_a_time:
            tables = self._tables.copy()
            yield MemoryWork(tables)
            self._tables = tables

    async def close(self) -> None:
        """There is nothing to let go of."""


class MemoryWork:
    """The repositories inside one transaction."""

    def __init__(self, tables: Tables) -> None:
        self.inbox: Final = MemoryInbox(tables)
        self.outbox: Final = MemoryOutbox(tables)
        self.positions: Final = MemoryPositions(tables)
        self.facts: Final = MemoryFacts(tables)
        self.chats: Final = MemoryChats(tables)
        self.rooms: Final = MemoryConferenceRooms(tables)
        self.cards: Final = MemoryCards(tables)
        self.programme: Final = MemoryProgramme(tables)
        self.subscriptions: Final = MemorySubscriptions(tables)
        self.alarms: Final = MemoryAlarms(tables)
        self.announcements: Final = MemoryAnnouncements(tables)
        self.newsstand: Final = MemoryNewsstand(tables)
        self.unreachable: Final = MemoryUnreachable(tables)
        self.running_dates: Final = MemoryRunningDates(tables)
        self.preparations: Final = MemoryPreparations(tables)
        self.reactions: Final = MemoryReactions(tables)
        self.people: Final = MemoryPeople(tables)
        self.owned_rooms: Final = MemoryOwnedRooms(tables)
        self.reservations: Final = MemoryReservations(tables)
        self.pages: Final = MemoryPages(tables)
        self.imports: Final = MemoryImports(tables)
        self.private_feeds: Final = MemoryPrivateFeeds(tables)
        self.dashboards: Final = MemoryDashboards(tables)
        self.lookouts: Final = MemoryLookouts(tables)
        self.turnouts: Final = MemoryTurnouts(tables)
        self.fixtures: Final = MemoryFixtures(tables)
        self.housekeeping: Final = MemoryHousekeeping(tables)
        self.accounts: Final = MemoryAccounts(tables)
