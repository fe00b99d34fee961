"""The inbox port over SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.domain.chat import AccountId, ChatAddress, ChatId, LineId
from bot.domain.line import Incoming
from bot.storage.payload import pack_incoming, unpack_incoming
from bot.storage.statements import StatementFile, Transaction, milliseconds

SQL: Final = StatementFile("inbox")


class SqlInbox:
    """Lines that were meant for the bot."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def receive(self, line: Incoming, *, now: datetime) -> bool:
        (rows,) = await self._transaction.run(
            SQL(
                "receive",
                account=line.chat.account,
                chat=line.chat.chat,
                line=line.line,
                payload=pack_incoming(line),
                now=milliseconds(now),
            )
        )
        return bool(rows)

    async def waiting(self, account: AccountId) -> Sequence[Incoming]:
        (rows,) = await self._transaction.run(SQL("waiting", account=account))
        return [
            unpack_incoming(
                row["payload"],
                line=LineId(row["line"]),
                chat=ChatAddress(account, ChatId(row["chat"])),
            )
            for row in rows
        ]

    async def close(self, line: Incoming, *, now: datetime) -> bool:
        (rows,) = await self._transaction.run(
            SQL(
                "close",
                account=line.chat.account,
                chat=line.chat.chat,
                line=line.line,
                now=milliseconds(now),
            )
        )
        return bool(rows)
