"""Strangers hold open all the connections that they can get, and the bot goes on in its chats."""

import asyncio
import shutil
import sys
from typing import Final
from urllib.parse import urlsplit

import pytest

from bot.demo.program import BotProgram
from tests.faults.log import complaints
from tests.fixtures.venue import MakeProgram, Venues, ask

pytestmark = [pytest.mark.faults, pytest.mark.timeout(180)]

FILES: Final = 1024
"""That it may have open: what an account has where nobody says otherwise."""
STRANGERS: Final = 1300
WAYS: Final = {
    "nothing": b"",
    "half a request": b"GET / HTTP/1.1\r\nHo",
    "streams": b"GET /live HTTP/1.1\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("said", WAYS.values(), ids=WAYS)
async def test_however_many_connections_strangers_hold_the_chats_are_answered(
    venues: Venues, make_program: MakeProgram, said: bytes
) -> None:
    chats = [await venues.open(network) for network in ("matrix", "xmpp")]
    made = make_program(
        *chats, web={"listen": "127.0.0.1:0", "public_url": "https://anker.example.org"}
    )
    few = ("prlimit", f"--nofile={FILES}")
    assert shutil.which(few[0]), "util-linux is part of every Debian"
    run = (sys.executable, "-m", "bot", "run", "--config", str(made.config))
    program = BotProgram(made.config, command=(*few, *run))
    address = urlsplit((await program.start()).split()[-1])
    held: list[asyncio.StreamWriter] = []
    try:
        for _ in range(STRANGERS):
            _, writer = await asyncio.open_connection(address.hostname, address.port)
            writer.write(said)
            held.append(writer)
        for chat in chats:
            await ask(chat, "!meet Anker", "/anker-", seconds=30)
            await ask(chat, "!who Anker", ".", seconds=30)
    finally:
        for writer in held:
            writer.close()
        status = await program.stop()

    assert status == 0, program.last_words()
    assert complaints(program) == []
