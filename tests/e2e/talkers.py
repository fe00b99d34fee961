"""People whose clients others wrote, each of whom says one line after the other."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aiohttp import web

from bot.demo.servers.prosody import Prosody
from bot.demo.servers.synapse import MatrixAccount, Synapse
from bot.demo.websites import served
from tests.e2e.clients import CONVERSE, acting, chromium
from tests.e2e.conversation import Ask
from tests.integration.matrix.crypto_person import crypto_person

_PATIENCE_S: Final = 60.0
_PAGE: Final = """<!doctype html><html lang="en"><title>converse.js</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="converse/converse.min.css">
<script src="converse/converse.min.js" type="module"></script><converse-root></converse-root>"""
_NO_LENGTH: Final = "that is all"
"""What the console says to it ends an answer."""


@dataclass(frozen=True, slots=True)
class XmppPerson:
    """An account, and the name in group chats."""

    jid: str
    password: str
    nick: str


@asynccontextmanager
async def at_console(config: Path) -> AsyncIterator[Ask]:
    """At a terminal; its clock stands still at a moment of today."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "console", "--config", str(config)),
        *("--at", "2026-11-24 12:00 Europe/Berlin"),
        stdin=PIPE, stdout=PIPE, cwd=config.parent,
    )  # fmt: skip
    stdin, stdout = process.stdin, process.stdout
    assert stdin is not None
    assert stdout is not None

    async def ask(text: str) -> str:
        stdin.write(f"{text}\n/advance {_NO_LENGTH}\n".encode())
        lines = list[str]()
        async with asyncio.timeout(_PATIENCE_S):
            async for line in stdout:
                said = line.decode().rstrip("\n").partition("] ")[2]
                if _NO_LENGTH in said:
                    break
                lines.append(said)
        return "\n".join(lines)

    try:
        yield ask
    finally:
        stdin.close()
        assert await process.wait() == 0


def page_with_converse() -> web.Application:
    """The bare page; scripts start converse.js there as they need it."""

    async def show(_request: web.Request) -> web.Response:
        return web.Response(text=_PAGE, content_type="text/html")

    site = web.Application()
    site.router.add_get("/", show)
    site.router.add_static("/converse", CONVERSE)
    return site


def login(server: Prosody, person: XmppPerson) -> dict[str, object]:
    """The settings with which converse.js logs somebody in without asking."""
    return {
        "jid": person.jid,
        "password": person.password,
        "nickname": person.nick,
        "websocket_url": server.websocket,
        "discover_connection_methods": False,
        "authentication": "login",
        "auto_login": True,
        "assets_path": "converse/",
        "persistent_store": "sessionStorage",
    }


@asynccontextmanager
async def in_converse(
    server: Prosody, person: XmppPerson, bot: XmppPerson, *, room: str = "", secret: bool = False
) -> AsyncIterator[Ask]:
    """In a browser, see tests/clients/converse-talk.mjs."""

    async with served(page_with_converse()) as url:
        wish = {
            "chromium": chromium(),
            "url": url,
            "room": room,
            "bot": {"jid": bot.jid, "nick": bot.nick},
            "secret": secret,
            "settings": {**login(server, person), "omemo_default": secret},
        }
        async with acting("converse-talk.mjs", wish) as act:

            async def ask(text: str) -> str:
                told = await act({"text": text})
                assert told["secret"] is secret, text
                return told["text"]

            yield ask


@asynccontextmanager
async def in_room(
    server: Synapse, account: MatrixAccount, *, bot: str, encrypted: bool
) -> AsyncIterator[tuple[Ask, str]]:
    """With matrix-js-sdk in a room of their own, whose id is yielded too."""
    async with crypto_person(server.url, account) as person:
        room = await person.open(bot, encrypted=encrypted)
        await person.ask("meet", room=room, user=bot)

        async def ask(text: str) -> str:
            heard = await person.hear_answer(room, bot, await person.say(room, text))
            assert heard["encrypted"] is encrypted, text
            return heard["content"]["body"]

        yield ask, room
