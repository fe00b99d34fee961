"""The port for accounts that are not configured any more, over SQL."""

from collections.abc import Mapping
from typing import Final

from bot.domain.chat import AccountId
from bot.storage.past import PURGED_AT_ONCE
from bot.storage.statements import StatementFile, Value
from bot.storage.tables.repository import Repository

SQL: Final = StatementFile("gone_accounts")


class SqlAccounts(Repository):
    """All accounts that anything is kept of."""

    async def beats(self) -> Mapping[AccountId, int]:
        rows = await self._rows(SQL("accounts"))
        return {AccountId(row["account"]): row["beat"] for row in rows}

    async def erase(self, account: AccountId) -> int:
        its: dict[str, Value] = {"account": account}
        some: dict[str, Value] = {**its, "most": PURGED_AT_ONCE}
        large = await self._transaction.run(
            SQL("erase_lines", **some),
            SQL("erase_deliveries", **some),
            SQL("erase_series", **some),
            SQL("erase_subscriptions", **some),
        )
        if any(large):
            return sum(map(len, large))
        # by these it is known that there is anything, so they go last and together
        small = await self._transaction.run(
            SQL("erase_positions", **its),
            SQL("erase_chats", **its),
            SQL("part_from_chats", **its),
            SQL("erase_bridge_codes", **its),
            SQL("erase_rooms", **its),
            SQL("erase_cards", **its),
            SQL("erase_follows", **its),
            SQL("erase_wishes", **its),
            SQL("erase_own_rooms", **its),
            SQL("erase_numbers", **its),
            SQL("erase_reactions", **its),
            SQL("erase_announcements", **its),
            SQL("erase_silence", **its),
            SQL("erase_feeds", **its),
            SQL("erase_imports", **its),
            SQL("erase_passes", **its),
            SQL("erase_pins", **its),
            SQL("erase_fixtures", **its),
            SQL("erase_tenure", **its),
        )
        return sum(map(len, small))
