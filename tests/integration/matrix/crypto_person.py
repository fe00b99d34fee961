"""Somebody with matrix-js-sdk and its Rust crypto, see tests/clients/matrix-encrypted.mjs."""

import asyncio
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.demo.servers.synapse import MatrixAccount
from tests.e2e.clients import NODE, ROOT, TOOLS

_PATIENCE_SECONDS = 40


class CryptoPerson:
    """Each call is a wish to the script; a wish that fails fails the test."""

    def __init__(self, account: MatrixAccount, process: Process) -> None:
        self.user_id = account.user_id
        self._process = process

    async def ask(self, wish: str, **details: object) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": wish, **details}).encode() + b"\n")
        return await self.answer(wish)

    async def answer(self, wish: str) -> Any:
        """What the script says next."""
        assert self._process.stdout is not None
        async with asyncio.timeout(_PATIENCE_SECONDS):
            answer = json.loads(await self._process.stdout.readline())
        assert "error" not in answer, f"{wish}: {answer['error']}"
        return answer["told"]

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


@asynccontextmanager
async def crypto_person(url: str, account: MatrixAccount) -> AsyncIterator[CryptoPerson]:
    """With one device of their own, which forgets its keys with the block."""
    wish = {
        "tools": str(TOOLS),
        "homeserver": url,
        "userId": account.user_id,
        "accessToken": account.access_token,
        "deviceId": account.device_id,
    }
    script = ROOT / "tests/clients/matrix-encrypted.mjs"
    process = await asyncio.create_subprocess_exec(
        NODE, str(script), json.dumps(wish), stdin=PIPE, stdout=PIPE, limit=2**20
    )
    try:
        person = CryptoPerson(account, process)
        await person.answer("start")
        yield person
    finally:
        process.terminate()
        await process.wait()
