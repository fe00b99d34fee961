"""All repositories over one SQL transaction."""

from typing import Final

from bot.storage.statements import Transaction
from bot.storage.tables.announcements import (
    SqlAnnouncements,
    SqlNewsstand,
    SqlRunningDates,
    SqlUnreachable,
)
from bot.storage.tables.chats import SqlChats, SqlFacts, SqlPositions
from bot.storage.tables.dashboard import SqlDashboards
from bot.storage.tables.fixtures import SqlFixtures
from bot.storage.tables.gone_accounts import SqlAccounts
from bot.storage.tables.housekeeping import SqlHousekeeping
from bot.storage.tables.imports import SqlImports
from bot.storage.tables.inbox import SqlInbox
from bot.storage.tables.lookouts import SqlLookouts
from bot.storage.tables.outbox import SqlOutbox
from bot.storage.tables.people import SqlPeople, SqlPreparations, SqlReactions
from bot.storage.tables.programme import SqlAlarms, SqlProgramme, SqlSubscriptions
from bot.storage.tables.rooms import SqlCards, SqlConferenceRooms
from bot.storage.tables.shaping import SqlOwnedRooms, SqlReservations
from bot.storage.tables.turnouts import SqlTurnouts
from bot.storage.tables.web import SqlPages, SqlPrivateFeeds


class SqlWork:
    """The repositories inside one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self.inbox: Final = SqlInbox(transaction)
        self.outbox: Final = SqlOutbox(transaction)
        self.positions: Final = SqlPositions(transaction)
        self.facts: Final = SqlFacts(transaction)
        self.chats: Final = SqlChats(transaction)
        self.rooms: Final = SqlConferenceRooms(transaction)
        self.cards: Final = SqlCards(transaction)
        self.programme: Final = SqlProgramme(transaction)
        self.subscriptions: Final = SqlSubscriptions(transaction)
        self.alarms: Final = SqlAlarms(transaction)
        self.announcements: Final = SqlAnnouncements(transaction)
        self.newsstand: Final = SqlNewsstand(transaction)
        self.unreachable: Final = SqlUnreachable(transaction)
        self.running_dates: Final = SqlRunningDates(transaction)
        self.preparations: Final = SqlPreparations(transaction)
        self.reactions: Final = SqlReactions(transaction)
        self.people: Final = SqlPeople(transaction)
        self.owned_rooms: Final = SqlOwnedRooms(transaction)
        self.reservations: Final = SqlReservations(transaction)
        self.pages: Final = SqlPages(transaction)
        self.imports: Final = SqlImports(transaction)
        self.private_feeds: Final = SqlPrivateFeeds(transaction)
        self.dashboards: Final = SqlDashboards(transaction)
        self.lookouts: Final = SqlLookouts(transaction)
        self.turnouts: Final = SqlTurnouts(transaction)
        self.fixtures: Final = SqlFixtures(transaction)
        self.housekeeping: Final = SqlHousekeeping(transaction)
        self.accounts: Final = SqlAccounts(transaction)
