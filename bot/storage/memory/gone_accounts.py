"""The port for accounts that are not configured any more, in plain dictionaries."""

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.chat import AccountId, ChatAddress
from bot.storage.memory.erasing import drop, drop_keys, erase_series
from bot.storage.memory.tables import Tables


class MemoryAccounts:
    """All accounts that anything is kept of. There are no other copies."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def beats(self) -> Mapping[AccountId, int]:
        tables = self._tables
        used = {
            *(account for account, _ in tables.positions),
            *(chat.account for chat in (*tables.chats, *tables.series_numbers)),
            *(chat.account for chat, _ in tables.rooms),
        }
        return dict.fromkeys(used, -1)

    async def erase(self, account: AccountId) -> int:
        """All of it in one piece."""
        before = self._count()

        def its(chat: ChatAddress) -> bool:
            return chat.account == account

        tables = self._tables
        erase_series(tables, {one.id for one in tables.series.values() if its(one.owner)})
        drop_keys(tables.positions, lambda key: key[0] == account)
        drop_keys(tables.chats, its)
        drop_keys(tables.series_numbers, its)
        drop_keys(tables.pinned_programmes, its)
        drop_keys(tables.private_feeds, its)
        drop_keys(tables.rooms, lambda key: its(key[0]))
        drop_keys(tables.owned_rooms, lambda key: its(key[0]))
        drop_keys(tables.follows, lambda key: its(key[0]))
        drop_keys(tables.wishes, lambda key: its(key[0]))
        drop_keys(tables.open_lines, lambda key: its(key[0]))
        drop_keys(tables.closed_lines, lambda key: its(key[0]))
        drop_keys(tables.imported, lambda key: its(key[0]))
        drop_keys(tables.fixtures, lambda key: its(key[0]))
        drop_keys(tables.reactions, lambda key: its(key[0]))
        drop_keys(tables.announcements, lambda key: its(key[1]))
        drop_keys(tables.unreachable, lambda key: its(key[1]))
        drop_keys(tables.subscriptions, lambda key: its(key[1]))
        drop(tables.outbox, lambda row: its(row.chat))
        drop(tables.cards, lambda card: its(card.chat))
        drop(tables.bridge_codes, lambda kept: its(kept[0]))
        drop(tables.dashboard_links, lambda kept: its(kept[0].chat))
        drop(tables.dashboard_visits, lambda given: its(given.chat))
        for address, chat in tables.chats.items():
            if chat.main and its(chat.main):
                tables.chats[address] = replace(chat, main=None)
        return before - self._count()

    def _count(self) -> int:
        tables = self._tables
        return sum(len(getattr(tables, name)) for name in tables.__slots__)
