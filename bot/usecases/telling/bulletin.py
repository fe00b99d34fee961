"""What the operator has to say to the chats, each of them once."""

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
"""After that an announcement is not said any more: what it told of is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """An announcement. The same `name` again says nothing where it was said before."""

    name: str
    text: str
    chats: Sequence[ChatAddress]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """`told` hears whose outbox has something."""

    store: Store
    clock: Clock
    herald: Herald
    told: Callable[[AccountId], None]

    async def __call__(self, bulletin: Bulletin) -> Sequence[ChatAddress]:
        """Into the outbox, for all chats or for none. Where it is going to be said.

        That is not where the bot was removed, nor on the sides of bridges.
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
