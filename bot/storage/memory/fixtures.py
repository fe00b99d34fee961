"""What hangs in chats beside their lines, in plain dictionaries."""

from collections.abc import Sequence

from bot.domain.chat import ChatAddress
from bot.domain.fixture import CallWidget, Hanging, PinnedProgramme
from bot.storage.memory.tables import Tables


class MemoryFixtures:
    """What is to hang where, and what the bot has put up."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def programme(self, chat: ChatAddress) -> PinnedProgramme | None:
        return self._tables.pinned_programmes.get(chat)

    async def programmes(self) -> Sequence[PinnedProgramme]:
        chats = self._tables.chats
        pinned = self._tables.pinned_programmes.values()
        here = [one for one in pinned if one.chat not in chats or chats[one.chat].active]
        return sorted(here, key=lambda one: (one.chat.account, one.chat.chat))

    async def save_programme(self, programme: PinnedProgramme) -> None:
        self._tables.pinned_programmes[programme.chat] = programme

    async def drop_programme(self, chat: ChatAddress) -> bool:
        return self._tables.pinned_programmes.pop(chat, None) is not None

    async def widgets(self) -> Sequence[CallWidget]:
        found: dict[tuple[ChatAddress, str], CallWidget] = {}
        for card in self._tables.cards.values():
            chat = self._tables.chats.get(card.chat)
            runs = card.closed_at is None and card.live_since is not None
            if runs and chat and chat.active and chat.widgets:
                found[card.chat, card.room.node] = CallWidget(card.chat, card.room)
        return list(found.values())

    async def hanging(self) -> Sequence[Hanging]:
        def place(one: Hanging) -> tuple[str, ...]:
            return (one.chat.account, one.chat.chat, one.kind, one.name)

        return sorted(self._tables.fixtures.values(), key=place)

    async def save(self, hanging: Hanging) -> None:
        self._tables.fixtures[hanging.chat, hanging.kind, hanging.name] = hanging

    async def remove(self, hanging: Hanging) -> None:
        self._tables.fixtures.pop((hanging.chat, hanging.kind, hanging.name), None)
