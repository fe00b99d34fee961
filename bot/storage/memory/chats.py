"""The ports for lines, positions, chats and their rooms, in plain dictionaries."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.chat import AccountId, ChatAddress, ChatId, DeliveryKey
from bot.domain.conference import Card, ConferenceRoom
from bot.domain.line import Incoming
from bot.domain.settings import Chat
from bot.storage.memory.moving import move
from bot.storage.memory.tables import Tables
from bot.usecases.ports.chats import UsedChat


class MemoryInbox:
    """Lines that were meant for the bot."""

    def __init__(self, tables: Tables) -> None:
        self._open = tables.open_lines
        self._closed = tables.closed_lines

    async def receive(self, line: Incoming, *, now: datetime) -> bool:  # noqa: ARG002 -- the port
        key = (line.chat, line.line)
        if key in self._open or key in self._closed:
            return False
        self._open[key] = line
        return True

    async def waiting(self, account: AccountId) -> Sequence[Incoming]:
        return [line for line in self._open.values() if line.chat.account == account]

    async def close(self, line: Incoming, *, now: datetime) -> bool:
        key = (line.chat, line.line)
        if self._open.pop(key, None) is None:
            return False
        self._closed[key] = now
        return True


class MemoryPositions:
    """How far each network has been read."""

    def __init__(self, tables: Tables) -> None:
        self._positions = tables.positions

    async def load(self, account: AccountId, name: str) -> str | None:
        return self._positions.get((account, name))

    async def save(self, account: AccountId, name: str, token: str) -> None:
        self._positions[account, name] = token


class MemoryFacts:
    """What is known of the database as a whole."""

    def __init__(self, tables: Tables) -> None:
        self._facts = tables.facts

    async def get(self, key: str) -> str | None:
        return self._facts.get(key)

    async def save(self, key: str, value: str) -> None:
        self._facts[key] = value


class MemoryChats:
    """The chats and what they chose."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._chats = tables.chats
        self._codes = tables.bridge_codes

    async def move(self, old: ChatAddress, to: ChatId, *, now: datetime) -> bool:
        return move(self._tables, old, ChatAddress(old.account, to), now=now)

    async def get(self, address: ChatAddress) -> Chat | None:
        return self._chats.get(address)

    async def save(self, chat: Chat) -> None:
        self._chats[chat.address] = chat

    async def used(self) -> Sequence[UsedChat]:
        tables = self._tables
        rooms = {chat for chat, _ in tables.rooms}
        everywhere = {*tables.chats, *tables.series_numbers, *rooms}
        shown = [one.owner for one in tables.series.values() if not one.is_over]
        shown += [
            one.chat
            for one in tables.announcements.values()
            if one.is_on and not tables.series[one.series].is_over
        ]
        return [
            UsedChat(address=chat, known=tables.chats.get(chat), series=shown.count(chat))
            for chat in sorted(everywhere, key=lambda one: (one.account, one.chat))
        ]

    async def sides(self, main: ChatAddress) -> Sequence[Chat]:
        found = (chat for chat in self._chats.values() if chat.main == main)
        return sorted(found, key=lambda one: (one.address.account, one.address.chat))

    async def offer(self, code: str, main: ChatAddress, *, until: datetime, now: datetime) -> None:
        for old, (chat, end) in [*self._codes.items()]:
            if end <= now or chat == main:
                del self._codes[old]
        self._codes[code] = (main, until)

    async def offered(self, code: str, *, now: datetime) -> ChatAddress | None:
        chat, until = self._codes.get(code, (None, now))
        return chat if until > now else None


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

    async def save(self, card: Card) -> None:
        self._cards[card.key] = card

    async def get(self, key: DeliveryKey) -> Card | None:
        return self._cards.get(key)

    async def latest(self, chat: ChatAddress, node: str) -> Card | None:
        newest_first = reversed(self._cards.values())
        return next((c for c in newest_first if c.chat == chat and c.room.node == node), None)
