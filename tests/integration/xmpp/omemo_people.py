"""People whose client encrypts: slixmpp-omemo, with its own session management and storage."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import ClassVar

from omemo.storage import Just, Maybe, Nothing, Storage
from omemo.types import JSONType
from slixmpp import JID, Message
from slixmpp.plugins import register_plugin
from slixmpp_omemo import XEP_0384, TrustLevel

from bot.demo.servers.prosody import Prosody
from tests.integration.xmpp.people import PATIENCE, Human


class Memory(Storage):
    def __init__(self) -> None:
        super().__init__(True)
        self._kept: dict[str, JSONType] = {}

    async def _load(self, key: str) -> Maybe[JSONType]:
        return Just(self._kept[key]) if key in self._kept else Nothing()

    async def _store(self, key: str, value: JSONType) -> None:
        self._kept[key] = value

    async def _delete(self, key: str) -> None:
        self._kept.pop(key, None)


class Trusting(XEP_0384):
    """The plugin as its documentation wants it to be completed."""

    default_config: ClassVar = {"fallback_message": "encrypted", "storage": None}

    @property
    def storage(self) -> Storage:
        return self.config["storage"]

    @property
    def _btbv_enabled(self) -> bool:
        return True

    async def _devices_blindly_trusted(self, blindly_trusted, identifier) -> None: ...

    async def _prompt_manual_trust(self, manually_trusted, identifier) -> None:  # noqa: ARG002 -- the library asks so
        manager = await self.get_session_manager()
        for device in manually_trusted:
            await manager.set_trust(device.bare_jid, device.identity_key, TrustLevel.TRUSTED.value)


register_plugin(Trusting)


class SecretHuman(Human):
    """`opened` is what could be decrypted, in order; `failed` counts what could not."""

    def __init__(self, jid: str, password: str) -> None:
        super().__init__(jid, password)
        self.register_plugin("xep_0380")
        self.register_plugin("xep_0384", {"storage": Memory()}, module=Trusting)
        self.opened: list[Message] = []
        self.failed = 0

    async def ready(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await self.plugin["xep_0384"].get_session_manager()

    async def whisper(self, to: str, text: str, *readers: str, kind: str = "chat") -> None:
        """Say it encrypted, to the readers or, where there are none, to whom it is sent."""
        message = self.make_message(mto=JID(to), mbody=text, mtype=kind)
        whom = {JID(reader) for reader in readers or (to,)}
        sealed, _ = await self.plugin["xep_0384"].encrypt_message(message, whom)
        sealed.send()

    async def forget_devices(self) -> None:
        """As if no client of theirs ever encrypted."""
        pubsub = self.plugin["xep_0060"]
        await pubsub.delete_node(None, "eu.siacs.conversations.axolotl.devicelist")

    def _on_message(self, message: Message) -> None:
        super()._on_message(message)
        if self.plugin["xep_0384"].is_encrypted(message):
            task = asyncio.get_running_loop().create_task(self._open(message))
            self._loop_tasks.add(task)
            task.add_done_callback(self._loop_tasks.discard)

    async def _open(self, message: Message) -> None:
        try:
            opened, _ = await self.plugin["xep_0384"].decrypt_message(message)
        except Exception:  # noqa: BLE001 -- whatever it was, it is not read
            self.failed += 1
        else:
            self.opened.append(opened)
        await self._tell()

    async def reads(self, text: str, *, times: int = 1) -> Message:
        """The decrypted line with that text."""
        await self.until(lambda: len(self.read(text)) >= times)
        return self.read(text)[-1]

    def read(self, text: str) -> list[Message]:
        return [line for line in self.opened if line["body"] == text]


@asynccontextmanager
async def secret_human(server: Prosody, jid: str) -> AsyncIterator[SecretHuman]:
    """Somebody with a device of their own, online inside the block."""
    server.add_account(jid, "secret")
    somebody = SecretHuman(jid, "secret")
    await somebody.come(server)
    await somebody.ready()
    try:
        yield somebody
    finally:
        manager = await somebody.plugin["xep_0384"].get_session_manager()
        await manager.shutdown()
        await somebody.go()
