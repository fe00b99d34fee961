"""The ports for owned rooms and reservations in plain dictionaries."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.domain.chat import ChatAddress
from bot.domain.series import Series
from bot.domain.shaping import OwnedRoom, Reservation
from bot.storage.memory.tables import RoomKey, Tables


def past_rooms(
    rooms: Mapping[RoomKey, OwnedRoom], programme: Iterable[Series], before: datetime
) -> list[RoomKey]:
    """The keys of those last used before that in chats whose programme is empty."""
    busy = {series.owner for series in programme if not series.is_over}
    return [key for key, room in rooms.items() if room.used_at < before and room.chat not in busy]


class MemoryOwnedRooms:
    """Which chat has which room, and how it is to be."""

    def __init__(self, tables: Tables) -> None:
        self._rooms = tables.owned_rooms

    async def save(self, room: OwnedRoom) -> None:
        self._rooms[room.chat, room.node] = room

    async def get(self, chat: ChatAddress, node: str) -> OwnedRoom | None:
        return self._rooms.get((chat, node))

    async def of_node(self, node: str) -> Sequence[OwnedRoom]:
        found = (room for room in self._rooms.values() if room.node == node)
        return sorted(found, key=lambda room: (room.made_at, room.chat.account, room.chat.chat))


class MemoryReservations:
    """The calls that the server was allowed to hold, by node."""

    def __init__(self, tables: Tables) -> None:
        self._reservations = tables.reservations

    async def save(self, reservation: Reservation) -> None:
        self._reservations[reservation.node] = reservation

    async def get(self, id_: str) -> Reservation | None:
        return next((one for one in self._reservations.values() if one.id == id_), None)

    async def running(self, node: str, *, now: datetime) -> Reservation | None:
        found = self._reservations.get(node)
        return found if found and found.ends_at > now else None

    async def end(self, id_: str) -> Reservation | None:
        found = await self.get(id_)
        return self._reservations.pop(found.node) if found else None
