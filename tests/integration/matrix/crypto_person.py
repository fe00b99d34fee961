"""Somebody with matrix-js-sdk and its Rust crypto, see tests/clients/matrix-encrypted.mjs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.demo.servers.synapse import MatrixAccount
from tests.e2e.clients import Act, acting


class CryptoPerson:
    """Each call is a wish to the script; a wish that fails fails the test."""

    def __init__(self, account: MatrixAccount, act: Act) -> None:
        self.user_id = account.user_id
        self._act = act

    async def ask(self, wish: str, **details: object) -> Any:
        return await self._act({"do": wish, **details})

    async def open(self, *invited: str, **options: object) -> str:
        """A room, encrypted unless told otherwise."""
        return await self.ask("create", **{"invite": invited, "encrypted": True, **options})

    async def say(self, room: str, text: str) -> str:
        return await self.send(room, {"msgtype": "m.text", "body": text})

    async def send(self, room: str, content: object, *, kind: str = "m.room.message") -> str:
        return await self.ask("send", room=room, kind=kind, content=content)

    async def hear(self, room: str, sender: str, text: str) -> dict[str, Any]:
        """The event with that text, once it can be read."""
        return await self.ask("hear", room=room, sender=sender, body=text)

    async def hear_answer(self, room: str, sender: str, to: str) -> dict[str, Any]:
        """What `sender` replied to the line of that id."""
        return await self.ask("hearAnswer", room=room, sender=sender, to=to)


@asynccontextmanager
async def crypto_person(url: str, account: MatrixAccount) -> AsyncIterator[CryptoPerson]:
    """With one device of their own, which forgets its keys with the block."""
    wish = {
        "homeserver": url,
        "userId": account.user_id,
        "accessToken": account.access_token,
        "deviceId": account.device_id,
    }
    async with acting("matrix-encrypted.mjs", wish) as act:
        yield CryptoPerson(account, act)
