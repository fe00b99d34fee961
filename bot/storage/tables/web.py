"""The ports for public pages and for the calendars of single persons, over SQL."""

from collections.abc import Sequence
from typing import Final

from bot.domain.chat import AccountId, ChatAddress, ChatId
from bot.domain.series import Series, SeriesId
from bot.storage.statements import StatementFile, Transaction
from bot.storage.tables.programme import series_in
from bot.usecases.web_ports import Page

SQL: Final = StatementFile("web")


class SqlPages:
    """The series that are marked public."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def public(self) -> Sequence[Page]:
        (rows,) = await self._transaction.run(SQL("public"))
        return [Page(series_in(row), row["slug"]) for row in rows]

    async def at(self, slug: str) -> Series | None:
        (rows,) = await self._transaction.run(SQL("at", slug=slug))
        return series_in(rows[0]) if rows else None

    async def name(self, series: SeriesId, slug: str) -> bool:
        (rows,) = await self._transaction.run(SQL("name", series=series, slug=slug))
        return bool(rows)


class SqlPrivateFeeds:
    """The calendars of single persons."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def open(self, person: ChatAddress, token: str) -> str:
        ((row,),) = await self._transaction.run(
            SQL("open", account=person.account, chat=person.chat, token=token)
        )
        return row["token"]

    async def owner(self, token: str) -> ChatAddress | None:
        (rows,) = await self._transaction.run(SQL("owner", token=token))
        if not rows:
            return None
        return ChatAddress(AccountId(rows[0]["account"]), ChatId(rows[0]["chat"]))

    async def close(self, person: ChatAddress) -> bool:
        (rows,) = await self._transaction.run(
            SQL("close", account=person.account, chat=person.chat)
        )
        return bool(rows)
