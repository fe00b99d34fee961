"""The ports for conference rooms and their cards in plain dictionaries."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.chat import ChatAddress, DeliveryKey, LineId
from bot.domain.conference import Card, ConferenceRoom
from bot.storage.memory.tables import Tables


class MemoryConferenceRooms:
    """The conference rooms that each chat made or used; the last one was used last."""

    def __init__(self, tables: Tables) -> None:
        self._rooms = tables.rooms

    async def use(self, chat: ChatAddress, room: ConferenceRoom, *, now: datetime) -> None:
        self._rooms.pop((chat, room.node), None)
        self._rooms[chat, room.node] = (room, now)

    async def recent(self, chat: ChatAddress) -> Sequence[ConferenceRoom]:
        latest_first = reversed(self._rooms.items())
        return [room for (where, _), (room, _) in latest_first if where == chat][:50]


class MemoryCards:
    """The announcements that can be edited in place; the last one is the newest."""

    def __init__(self, tables: Tables) -> None:
        self._cards = tables.cards
        self._outbox = tables.outbox

    async def save(self, card: Card) -> None:
        self._cards[card.key] = card

    async def get(self, key: DeliveryKey) -> Card | None:
        return self._cards.get(key)

    async def under(self, chat: ChatAddress, line: LineId) -> Card | None:
        for card in self._cards.values():
            row = self._outbox.get(card.key)
            if card.chat == chat and row is not None and row.posted == line:
                return card
        return None
