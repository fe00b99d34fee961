"""The port for what was taken over from other calendars, over SQL."""

from typing import Final

from bot.domain.chat import ChatAddress
from bot.domain.series import SeriesId
from bot.storage.statements import StatementFile, Transaction

SQL: Final = StatementFile("imports")


class SqlImports:
    """Which entry of another calendar became which series."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def find(self, owner: ChatAddress, uid: str) -> SeriesId | None:
        (rows,) = await self._transaction.run(
            SQL("find", account=owner.account, chat=owner.chat, uid=uid)
        )
        return SeriesId(rows[0]["series"]) if rows else None

    async def keep(self, owner: ChatAddress, uid: str, series: SeriesId) -> None:
        await self._transaction.run(
            SQL("keep", account=owner.account, chat=owner.chat, uid=uid, series=series)
        )
