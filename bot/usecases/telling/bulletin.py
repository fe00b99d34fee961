"""Announcements of the operator to the chats, each said once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.domain.chat import AccountId, ChatAddress, DeliveryKey
from bot.domain.delivery import NewDelivery, Outgoing, Urgency
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.store import Store
from bot.usecases.speaking.herald import Herald

PATIENCE: Final = timedelta(days=1)
"""An announcement that could not be sent for so long is dropped: it is out of date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """An announcement. A chat that has had one of that `name` does not get it again."""

    name: str
    text: str
    chats: Sequence[ChatAddress]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """`told` is called with each account that has something to send."""

    store: Store
    clock: Clock
    herald: Herald
    told: Callable[[AccountId], None]

    async def __call__(self, bulletin: Bulletin) -> Sequence[ChatAddress]:
        """Into the outbox, for all chats or for none. Returns the chats that will read it.

        Not among them: chats from which the bot was removed, and the sides of bridges.
        """
        now = self.clock.now()
        async with self.store.begin() as work:
            reached = [
                chat
                for chat in dict.fromkeys(bulletin.chats)
                if await self.herald.settings(work, chat)
            ]
            for chat in reached:
                delivery = NewDelivery(
                    key=DeliveryKey(f"bulletin:{bulletin.name}:{chat.account}:{chat.chat}"),
                    chat=chat,
                    outgoing=Outgoing(text=bulletin.text, notice=False),
                    urgency=Urgency.ANNOUNCEMENT,
                    expires_at=now + PATIENCE,
                )
                await work.outbox.add(delivery, now=now)
        for account in {chat.account for chat in reached}:
            self.told(account)
        return reached
