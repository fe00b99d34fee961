"""What is looked at, and for whom, in plain dictionaries."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.chat import ChatAddress
from bot.domain.conference import Card, ConferenceRoom
from bot.domain.settings import Presence
from bot.storage.memory.tables import Tables
from bot.usecases.ports.live import Follow, Wish


class MemoryLookouts:
    """For whom which rooms are looked at."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def open_cards(self, *, otherwise: Presence) -> Sequence[tuple[Card, Presence]]:
        found: list[tuple[Card, Presence]] = []
        for card in self._tables.cards.values():
            chat = self._tables.chats.get(card.chat)
            presence = (chat and chat.presence) or otherwise
            sees = presence is not Presence.OFF or card.last_shown
            if card.closed_at is None and sees and (chat is None or chat.active):
                found.append((card, presence))
        return found

    async def follow(self, follow: Follow) -> bool:
        key = (follow.chat, follow.room.node)
        if key in self._tables.follows:
            return False
        self._tables.follows[key] = follow
        return True

    async def unfollow(self, follow: Follow) -> bool:
        return self._tables.follows.pop((follow.chat, follow.room.node), None) is not None

    async def followed_by(self, chat: ChatAddress) -> Sequence[ConferenceRoom]:
        rooms = [one.room for one in self._tables.follows.values() if one.chat == chat]
        return sorted(rooms, key=lambda room: (room.name, room.node))

    async def follows(self, *, otherwise: Presence) -> Sequence[Follow]:
        follows = self._tables.follows.values()
        return [one for one in follows if self._wants_to_see(one.chat, otherwise)]

    async def wish(self, wish: Wish) -> None:
        self._tables.wishes[wish.target, wish.room.node] = wish

    async def unwish(self, target: ChatAddress, node: str | None = None) -> Sequence[Wish]:
        wishes = self._tables.wishes
        meant = [one for one in wishes if one[0] == target and node in (None, one[1])]
        return [wishes.pop(one) for one in meant]

    async def wishes(self, *, otherwise: Presence, now: datetime) -> Sequence[Wish]:
        wishes = self._tables.wishes
        for key in [key for key, wish in wishes.items() if wish.until <= now]:
            del wishes[key]
        return [one for one in wishes.values() if self._wants_to_see(one.asked_in, otherwise)]

    def _wants_to_see(self, address: ChatAddress, otherwise: Presence) -> bool:
        chat = self._tables.chats.get(address)
        if chat is None:
            return otherwise is not Presence.OFF
        return chat.active and (chat.presence or otherwise) is not Presence.OFF
