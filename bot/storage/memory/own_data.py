"""The port to all that is kept of one person, in plain dictionaries."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.chat import AccountId, ChatAddress, ChatId, PersonId
from bot.domain.delivery import Urgency
from bot.domain.series import Series
from bot.domain.shaping import OwnedRoom
from bot.storage.memory.erasing import drop, drop_keys, erase_series
from bot.storage.memory.tables import Tables
from bot.usecases.ports.dashboard import Pass
from bot.usecases.ports.people import Traces


class MemoryPeople:
    """All that is kept under somebody's id."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def series_of(self, person: PersonId) -> Sequence[Series]:
        found = (one for one in self._tables.series.values() if one.concerns(person))
        return sorted(found, key=lambda one: (one.owner.account, one.owner.chat, one.number))

    async def traces(self, account: AccountId, person: PersonId) -> Traces:
        tables, direct = self._tables, ChatAddress(account, ChatId(person))
        given = [
            *(one for one, _ in tables.dashboard_links.values()),
            *tables.dashboard_visits.values(),
        ]
        return Traces(
            reactions=sum(one.person == person for one in tables.reactions.values()),
            waits=sum(wish.target == direct for wish in tables.wishes.values()),
            calendars=sum(feed == direct for feed in tables.private_feeds),
            dashboards=sum(_let_in(one, direct) for one in given),
            rooms=sum(_made(key[0], own, direct) for key, own in tables.owned_rooms.items()),
        )

    async def forget(self, account: AccountId, person: PersonId) -> None:
        tables, direct = self._tables, ChatAddress(account, ChatId(person))
        drop(
            tables.subscriptions,
            lambda one: (
                one.target == direct or (one.target.account, one.person) == (account, person)
            ),
        )
        drop_keys(tables.rsvps, lambda key: key[2] == person)
        drop(tables.reactions, lambda one: one.person == person)
        drop(
            tables.outbox,
            lambda row: (
                row.chat == direct
                and (row.finished_at is not None or row.urgency is Urgency.REMINDER)
            ),
        )
        drop(tables.chats, lambda chat: chat.address == direct)
        drop(tables.cards, lambda card: card.chat == direct)
        drop(tables.wishes, lambda wish: wish.target == direct)
        drop(tables.follows, lambda follow: follow.chat == direct)
        tables.private_feeds.pop(direct, None)
        drop(tables.dashboard_links, lambda kept: _let_in(kept[0], direct))
        drop(tables.dashboard_visits, lambda given: _let_in(given, direct))
        drop_keys(tables.rooms, lambda key: key[0] == direct)
        drop_keys(tables.owned_rooms, lambda key: key[0] == direct)
        drop_keys(tables.imported, lambda key: key[0] == direct)
        drop_keys(tables.unreachable, lambda about: about[1] == direct)
        for key, own in list(tables.owned_rooms.items()):
            if _made(key[0], own, direct):
                tables.owned_rooms[key] = replace(own, made_by=None)
        erase_series(tables, {one.id for one in tables.series.values() if one.owner == direct})
        tables.series_numbers.pop(direct, None)
        tables.pinned_programmes.pop(direct, None)
        drop(tables.announcements, lambda one: one.chat == direct)
        drop(tables.bridge_codes, lambda kept: kept[0] == direct)


def _made(chat: ChatAddress, own: OwnedRoom, direct: ChatAddress) -> bool:
    return (chat.account, own.made_by) == (direct.account, direct.chat)


def _let_in(given: Pass, direct: ChatAddress) -> bool:
    return (given.chat.account, given.person) == (direct.account, direct.chat)
