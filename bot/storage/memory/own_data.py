"""The port to all that is kept of one person, in plain dictionaries."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.domain.chat import AccountId, ChatAddress, ChatId, PersonId, Urgency
from bot.domain.series import Series
from bot.domain.shaping import OwnedRoom
from bot.storage.memory.erasing import erase_series
from bot.storage.memory.tables import Tables
from bot.usecases.dashboard_ports import Pass
from bot.usecases.people_ports import Traces

KeyT = TypeVar("KeyT")
RowT = TypeVar("RowT")


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
            lambda one: (
                one.target == direct or (one.target.account, one.person) == (account, person)
            ),
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
        erase_series(tables, {one.id for one in tables.series.values() if one.owner == direct})
        tables.series_numbers.pop(direct, None)
        tables.pinned_programmes.pop(direct, None)
        _drop(tables.announcements, lambda one: one.chat == direct)
        _drop(tables.bridge_codes, lambda kept: kept[0] == direct)
        for key in [key for key in tables.imported if key[0] == direct]:
            del tables.imported[key]


def _made(chat: ChatAddress, own: OwnedRoom, direct: ChatAddress) -> bool:
    return (chat.account, own.made_by) == (direct.account, direct.chat)


def _let_in(given: Pass, direct: ChatAddress) -> bool:
    return (given.chat.account, given.person) == (direct.account, direct.chat)


def _drop(table: dict[KeyT, RowT], is_theirs: Callable[[RowT], bool]) -> None:
    for key in [key for key, row in table.items() if is_theirs(row)]:
        del table[key]
