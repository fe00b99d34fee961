"""The inbox port over SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.domain.chat import AccountId, LineId
from bot.domain.line import Incoming
from bot.storage.payload import pack_incoming, unpack_incoming
from bot.storage.statements import StatementFile, milliseconds
from bot.storage.tables.columns import address_columns, address_in
from bot.storage.tables.repository import Repository

SQL: Final = StatementFile("inbox")


class SqlInbox(Repository):
    """Lines that were meant for the bot."""

    async def receive(self, line: Incoming, *, now: datetime) -> bool:
        rows = await self._rows(
            SQL(
                "receive",
                **address_columns(line.chat),
                line=line.line,
                payload=pack_incoming(line),
                now=milliseconds(now),
            )
        )
        return bool(rows)

    async def waiting(self, account: AccountId) -> Sequence[Incoming]:
        rows = await self._rows(SQL("waiting", account=account))
        return [
            unpack_incoming(row["payload"], line=LineId(row["line"]), chat=address_in(row))
            for row in rows
        ]

    async def close(self, line: Incoming, *, now: datetime) -> bool:
        rows = await self._rows(
            SQL("close", **address_columns(line.chat), line=line.line, now=milliseconds(now))
        )
        return bool(rows)
