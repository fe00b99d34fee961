"""The bot's XMPP network on a real Prosody."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.demo.servers.prosody import CHAT_DOMAIN, CHAT_MUC, PLAIN_MUC, Prosody
from bot.domain.chat import ChatAddress, ChatId, DeliveryKey, LineId
from bot.domain.delivery import Delivery, Outgoing
from bot.networks.xmpp.network import XmppNetwork
from bot.networks.xmpp.settings import Patience, XmppSettings
from tests.unit.networks.xmpp.doors import MemoryDoor

HASTE = Patience(
    login=5,
    request=5,
    answer=5,
    join=5,
    first_pause=0.1,
    longest_pause=0.5,
    kicked=0.1,
    kicks=2,
    gone=0,
    refused=0.5,
)
_NUMBERS = itertools.count(1)


class WallClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class Scene:
    """Names that no other test uses, on one server, and the bot's settings there."""

    def __init__(self, server: Prosody) -> None:
        number = next(_NUMBERS)
        self.server = server
        self.room = f"verein{number}@{CHAT_MUC}"
        self.plain_room = f"verein{number}@{PLAIN_MUC}"
        self.anna = f"anna{number}@{CHAT_DOMAIN}"
        self.ben = f"ben{number}@{CHAT_DOMAIN}"
        self.bot = f"bot{number}@{CHAT_DOMAIN}"
        self.settings = XmppSettings(
            jid=self.bot,
            password="secret",
            host=server.c2s,
            rooms=(self.room,),
            nick="Ankerplatz",
            allow=frozenset({CHAT_DOMAIN}),
            tls="insecure-plain",
        )
        self.door = MemoryDoor()
        server.add_account(self.bot, "secret")

    @asynccontextmanager
    async def online(
        self, *, patience: Patience = HASTE, door: MemoryDoor | None = None, **changes: object
    ) -> AsyncIterator[XmppNetwork]:
        """The bot, ready, until the block ends."""
        network = XmppNetwork(replace(self.settings, **changes), WallClock(), patience)
        running = asyncio.create_task(network.run(door or self.door))
        try:
            async with asyncio.timeout(10):
                ready = asyncio.create_task(network.wait_ready())
                await asyncio.wait({ready, running}, return_when=asyncio.FIRST_COMPLETED)
                if running.done():
                    ready.cancel()
                    await running
            yield network
        finally:
            running.cancel()
            await asyncio.wait({running})
            await network.close()

    def delivery(
        self,
        text: str,
        *,
        chat: str | None = None,
        key: str | None = None,
        attempt: int = 1,
        edits: LineId | None = None,
        **more: object,
    ) -> Delivery:
        return Delivery(
            id=1,
            key=DeliveryKey(key or f"test:{next(_NUMBERS)}"),
            chat=ChatAddress(f"xmpp:{self.bot}", ChatId(chat or self.room)),
            outgoing=Outgoing(text=text, **more),
            attempt=attempt,
            first_tried_at=datetime.now(UTC),
            edits=edits,
        )


@pytest.fixture
def scene(prosody: Prosody) -> Scene:
    return Scene(prosody)
