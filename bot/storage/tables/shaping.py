"""The ports for owned rooms and reservations over SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.domain.chat import ChatAddress, PersonId
from bot.domain.shaping import OwnedRoom, Reservation, RoomKind
from bot.storage.statements import Row, StatementFile, instant, milliseconds
from bot.storage.tables.columns import address_columns, address_in, moment_column, moment_in
from bot.storage.tables.repository import Repository

SHAPING: Final = StatementFile("shaping")


class SqlOwnedRooms(Repository):
    """Which chat has which room, and how it is to be."""

    async def save(self, room: OwnedRoom) -> None:
        await self._transaction.run(
            SHAPING(
                "save_room",
                **address_columns(room.chat),
                node=room.node,
                kind=room.kind,
                made_by=room.made_by,
                made_at=milliseconds(room.made_at),
                used_at=milliseconds(room.used_at),
                opened_at=moment_column(room.opened_at),
                lobby=int(room.lobby),
                password=room.password,
            )
        )

    async def get(self, chat: ChatAddress, node: str) -> OwnedRoom | None:
        rows = await self._rows(SHAPING("get_room", **address_columns(chat), node=node))
        return _room(rows[0]) if rows else None

    async def of_node(self, node: str) -> Sequence[OwnedRoom]:
        rows = await self._rows(SHAPING("rooms_of_node", node=node))
        return [_room(row) for row in rows]


class SqlReservations(Repository):
    """The calls that the server was allowed to hold and has not reported as over."""

    async def save(self, reservation: Reservation) -> None:
        await self._transaction.run(
            SHAPING(
                "save_reservation",
                id=reservation.id,
                node=reservation.node,
                name=reservation.name,
                starts_at=milliseconds(reservation.starts_at),
                ends_at=milliseconds(reservation.ends_at),
                lobby=int(reservation.lobby),
                password=reservation.password,
            )
        )

    async def get(self, id_: str) -> Reservation | None:
        rows = await self._rows(SHAPING("get_reservation", id=id_))
        return _reservation(rows[0]) if rows else None

    async def running(self, node: str, *, now: datetime) -> Reservation | None:
        rows = await self._rows(SHAPING("running", node=node, now=milliseconds(now)))
        return _reservation(rows[0]) if rows else None

    async def end(self, id_: str) -> Reservation | None:
        rows = await self._rows(SHAPING("end", id=id_))
        return _reservation(rows[0]) if rows else None


def _room(row: Row) -> OwnedRoom:
    return OwnedRoom(
        chat=address_in(row),
        node=row["node"],
        kind=RoomKind(row["kind"]),
        made_by=row["made_by"] and PersonId(row["made_by"]),
        made_at=instant(row["made_at"]),
        used_at=instant(row["used_at"]),
        opened_at=moment_in(row["opened_at"]),
        lobby=bool(row["lobby"]),
        password=row["password"],
    )


def _reservation(row: Row) -> Reservation:
    return Reservation(
        id=row["id"],
        name=row["name"],
        node=row["node"],
        starts_at=instant(row["starts_at"]),
        ends_at=instant(row["ends_at"]),
        lobby=bool(row["lobby"]),
        password=row["password"],
    )
