"""The ports for public pages and for the calendars of single persons, over SQL."""

from collections.abc import Sequence
from typing import Final

from bot.domain.chat import ChatAddress
from bot.domain.series import Series, SeriesId
from bot.storage.statements import StatementFile
from bot.storage.tables.columns import address_columns, address_in, series_in
from bot.storage.tables.repository import Repository
from bot.usecases.ports.web import PublicPage

SQL: Final = StatementFile("web")


class SqlPages(Repository):
    """The series that are marked public."""

    async def public(self) -> Sequence[PublicPage]:
        rows = await self._rows(SQL("public"))
        return [PublicPage(series_in(row), row["slug"]) for row in rows]

    async def at(self, slug: str) -> Series | None:
        rows = await self._rows(SQL("at", slug=slug))
        return series_in(rows[0]) if rows else None

    async def name(self, series: SeriesId, slug: str) -> bool:
        rows = await self._rows(SQL("name", series=series, slug=slug))
        return bool(rows)


class SqlPrivateFeeds(Repository):
    """The calendars of single persons."""

    async def open(self, person: ChatAddress, token: str) -> str:
        (row,) = await self._rows(SQL("open", **address_columns(person), token=token))
        return row["token"]

    async def owner(self, token: str) -> ChatAddress | None:
        rows = await self._rows(SQL("owner", token=token))
        return address_in(rows[0]) if rows else None

    async def close(self, person: ChatAddress) -> bool:
        rows = await self._rows(SQL("close", **address_columns(person)))
        return bool(rows)
