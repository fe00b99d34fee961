"""The port for what was taken over from other calendars, over SQL."""

from typing import Final

from bot.domain.chat import ChatAddress
from bot.domain.series import SeriesId
from bot.storage.statements import StatementFile
from bot.storage.tables.columns import address_columns
from bot.storage.tables.repository import Repository

SQL: Final = StatementFile("imports")


class SqlImports(Repository):
    """Which entry of another calendar became which series."""

    async def find(self, owner: ChatAddress, uid: str) -> SeriesId | None:
        rows = await self._rows(SQL("find", **address_columns(owner), uid=uid))
        return SeriesId(rows[0]["series"]) if rows else None

    async def keep(self, owner: ChatAddress, uid: str, series: SeriesId) -> None:
        await self._transaction.run(SQL("keep", **address_columns(owner), uid=uid, series=series))
