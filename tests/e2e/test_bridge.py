"""Two chats that matterbridge connects, with the bot in both.

It comes in no package: the path of the program is given as ANKERPLATZ_MATTERBRIDGE.
"""

import asyncio
import os
import re
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.demo.servers.prosody import CHAT_MUC
from tests.fixtures.venue import (
    PASSWORD,
    MakeProgram,
    MatrixVenue,
    Venue,
    Venues,
    XmppVenue,
    ask,
    is_answer,
)

pytestmark = pytest.mark.e2e

MATTERBRIDGE = os.environ.get("ANKERPLATZ_MATTERBRIDGE")
CONFIG = """
[matrix.a]
Server = "{homeserver}"
MxID = "{user_id}"
Token = "{token}"
RemoteNickFormat = ""
NoHomeServerSuffix = true

[xmpp.b]
Server = "{host}:{port}"
Jid = "{jid}"
Password = "{password}"
Muc = "{muc}"
Nick = "Bridge"
NoTLS = true
SkipTLSVerify = true
RemoteNickFormat = ""

[[gateway]]
name = "both"
enable = true
[[gateway.inout]]
account = "matrix.a"
channel = "{room}"
[[gateway.inout]]
account = "xmpp.b"
channel = "{group_chat}"
"""


@asynccontextmanager
async def bridge(matrix: MatrixVenue, xmpp: XmppVenue, folder: Path) -> AsyncIterator[None]:
    """Copies each line as its own, without a name before it."""
    account = await matrix.server.account("matterbridge")
    await matrix.guest.invite(account.user_id)
    jid = f"matterbridge-{xmpp.jid}"
    xmpp.server.add_account(jid, PASSWORD)
    config = folder / "matterbridge.toml"
    host, port = xmpp.server.c2s
    config.write_text(
        CONFIG.format(
            homeserver=matrix.server.url,
            user_id=account.user_id,
            token=account.access_token,
            host=host,
            port=port,
            jid=jid,
            password=PASSWORD,
            muc=CHAT_MUC,
            room=matrix.guest.chat,
            group_chat=xmpp.guest.chat.partition("@")[0],
        )
    )
    process = await asyncio.create_subprocess_exec(
        str(MATTERBRIDGE), "-conf", str(config), stdout=DEVNULL
    )
    try:
        await until_carried(matrix, xmpp)
        await until_carried(xmpp, matrix)
        yield
    finally:
        process.terminate()
        await process.wait()


async def until_carried(here: Venue, there: Venue) -> None:
    for number in range(30):
        text = f"from {here.network} {number}"
        await here.guest.say(text)
        try:
            await there.guest.wait_for(lambda line, text=text: line.text == text, 2)
        except TimeoutError:
            continue
        return
    raise AssertionError(f"nothing comes from {here.network}")


def times(venue: Venue, pattern: str) -> int:
    return sum(re.search(pattern, line.text) is not None for line in venue.guest.heard)


if MATTERBRIDGE:

    async def test_each_thing_is_said_once_in_both_chats(
        venues: Venues, make_program: MakeProgram, tmp_path: Path
    ):
        matrix, xmpp = await venues.open("matrix"), await venues.open("xmpp")
        assert isinstance(matrix, MatrixVenue)
        assert isinstance(xmpp, XmppVenue)
        program = make_program(matrix, xmpp)
        await program.start()
        offer = await ask(matrix, "!bridged", "!bridged with")
        typed = re.findall(r"!bridged with \S+", offer.text)[0]
        await ask(xmpp, typed, "in the other chat alone")
        async with bridge(matrix, xmpp, tmp_path):
            await xmpp.guest.say("!meet Board")
            answer = await matrix.guest.wait_for(lambda line: is_answer(line, matrix, "http"), 20)
            link = re.findall(r"http\S+", answer.text)[0]
            await xmpp.guest.wait_for(lambda line: link in line.text, 20)
            await matrix.guest.say("!help skip")
            for venue in (matrix, xmpp):
                await venue.guest.wait_for(lambda line: "calls off one date" in line.text, 20)
            await ask(matrix, "!settings", "Bridged with 1 other chat")
            await xmpp.guest.wait_for(lambda line: "Bridged with 1 other chat" in line.text, 20)
        assert await program.stop() == 0, program.last_words()
        for venue in (matrix, xmpp):
            assert times(venue, link) == times(venue, "calls off one date") == 1
