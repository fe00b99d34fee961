"""The ports for chats and for how far each network has been read, in plain dictionaries."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.chat import AccountId, ChatAddress, ChatId, ChatKind
from bot.domain.settings import Chat
from bot.storage.memory.moving import move
from bot.storage.memory.tables import Tables
from bot.usecases.ports.chats import UsedChat


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
        chats = [one.address for one in tables.chats.values() if not _is_person(one)]
        everywhere = {*chats, *tables.series_numbers, *rooms}
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


def _is_person(chat: Chat) -> bool:
    return chat.kind is ChatKind.DIRECT and chat.address.chat.startswith("@")
