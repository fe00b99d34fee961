"""The port for what is past, over SQL."""

from datetime import datetime
from typing import Final

from bot.storage.past import PURGED_AT_ONCE
from bot.storage.statements import StatementFile, milliseconds
from bot.storage.tables.repository import Repository
from bot.storage.tables.shaping import SHAPING
from bot.storage.tables.turnouts import TURNOUTS

SQL: Final = StatementFile("housekeeping")


class SqlHousekeeping(Repository):
    """Erases what is past."""

    async def purge(self, *, before: datetime) -> int:
        past = milliseconds(before)
        erased = await self._transaction.run(
            SQL("purge_lines", before=past, most=PURGED_AT_ONCE),
            SQL("purge_rooms", before=past),
            SQL("purge_cards", before=past),
            SQL("purge_deliveries", before=past, most=PURGED_AT_ONCE),
            SQL("purge_series", before=past),
            SQL("purge_bridge_codes", before=past),
            SQL("purge_share_codes", before=past),
            TURNOUTS("purge", before=past),
            SHAPING("purge_rooms", before=past),
            SHAPING("purge_reservations", before=past),
        )
        return sum(map(len, erased))
