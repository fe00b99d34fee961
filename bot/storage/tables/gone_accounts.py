"""The port for accounts that are not configured any more, over SQL."""

from collections.abc import Mapping
from typing import Final

from bot.domain.chat import AccountId
from bot.storage.past import PURGED_AT_ONCE
from bot.storage.statements import StatementFile
from bot.storage.tables.repository import Repository

SQL: Final = StatementFile("gone_accounts")
_BY_PIECES: Final = ("erase_lines", "erase_deliveries", "erase_series", "erase_subscriptions")
_AT_ONCE: Final = (
    *("erase_positions", "erase_chats", "part_from_chats", "erase_bridge_codes", "erase_rooms"),
    *("erase_cards", "erase_follows", "erase_wishes", "erase_own_rooms", "erase_numbers"),
    *("erase_reactions", "erase_announcements", "erase_silence", "erase_feeds", "erase_imports"),
    *("erase_passes", "erase_pins", "erase_fixtures", "erase_tenure"),
)


class SqlAccounts(Repository):
    """All accounts that anything is kept of."""

    async def beats(self) -> Mapping[AccountId, int]:
        rows = await self._rows(SQL("accounts"))
        return {AccountId(row["account"]): row["beat"] for row in rows}

    async def erase(self, account: AccountId) -> int:
        erased = await self._transaction.run(
            *(SQL(name, account=account, most=PURGED_AT_ONCE) for name in _BY_PIECES),
            *(SQL(name, account=account) for name in _AT_ONCE),
        )
        return sum(map(len, erased))
