"""The port for what hangs in chats beside their lines, over SQL."""

from collections.abc import Sequence
from typing import Final

from bot.domain.chat import ChatAddress, DeliveryKey
from bot.domain.fixture import CallWidget, FixtureKind, Hanging, PinnedProgramme
from bot.storage.statements import Row, StatementFile, Value
from bot.storage.tables.columns import address_columns, address_in, room_in
from bot.storage.tables.repository import Repository

SQL: Final = StatementFile("fixtures")


class SqlFixtures(Repository):
    """What is to hang where, and what the bot has put up."""

    async def programme(self, chat: ChatAddress) -> PinnedProgramme | None:
        rows = await self._rows(SQL("programme", **address_columns(chat)))
        return _programme(rows[0]) if rows else None

    async def programmes(self) -> Sequence[PinnedProgramme]:
        rows = await self._rows(SQL("programmes"))
        return [_programme(row) for row in rows]

    async def save_programme(self, programme: PinnedProgramme) -> None:
        where = address_columns(programme.chat)
        await self._transaction.run(
            SQL("save_programme", **where, key=programme.key, shown=programme.shown)
        )

    async def drop_programme(self, chat: ChatAddress) -> bool:
        rows = await self._rows(SQL("drop_programme", **address_columns(chat)))
        return bool(rows)

    async def widgets(self) -> Sequence[CallWidget]:
        rows = await self._rows(SQL("widgets"))
        return [CallWidget(address_in(row), room_in(row)) for row in rows]

    async def hanging(self) -> Sequence[Hanging]:
        rows = await self._rows(SQL("hanging"))
        return [
            Hanging(
                chat=address_in(row),
                kind=FixtureKind(row["kind"]),
                name=row["name"],
                sure=bool(row["sure"]),
            )
            for row in rows
        ]

    async def save(self, hanging: Hanging) -> None:
        await self._transaction.run(SQL("save", **_columns(hanging), sure=int(hanging.sure)))

    async def remove(self, hanging: Hanging) -> None:
        await self._transaction.run(SQL("remove", **_columns(hanging)))


def _columns(hanging: Hanging) -> dict[str, Value]:
    return {**address_columns(hanging.chat), "kind": hanging.kind, "name": hanging.name}


def _programme(row: Row) -> PinnedProgramme:
    return PinnedProgramme(chat=address_in(row), key=DeliveryKey(row["key"]), shown=row["shown"])
