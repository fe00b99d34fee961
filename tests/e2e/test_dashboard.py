"""A moderator asks for the dashboard in a chat and manages it in a real browser."""

import asyncio
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.e2e.clients import PICTURES, chromium, run_script
from tests.fixtures.tls import TlsProxy
from tests.fixtures.venue import MakeProgram, MatrixVenue, Venues, ask, is_answer

pytestmark = pytest.mark.e2e

LINK = r"https://localhost:\d+/kiez/manage/enter/[\w-]+\?lang=en"


async def test_a_moderator_manages_the_chat_in_a_browser(
    venues: Venues, make_program: MakeProgram, tmp_path: Path
) -> None:
    chat, proxy = await venues.open("matrix"), TlsProxy()
    assert isinstance(chat, MatrixVenue)
    async with proxy.serving(tmp_path):
        web: dict[str, str | bool | list[str]] = {
            "listen": "127.0.0.1:0",
            "public_url": f"https://localhost:{proxy.port}/kiez",
            "title": "Hafenverein",
        }
        program = make_program(chat, web=web)
        address = urlsplit((await program.start()).split()[-1])
        assert address.hostname
        assert address.port
        proxy.target = address.hostname, address.port
        await chat.guest.wait_for_member(chat.bot, 30)

        link = await link_in_private(chat)
        assert not re.search(LINK, "\n".join(await chat.answers())), "never in the group"
        PICTURES.mkdir(exist_ok=True)
        seen: dict[str, Any] = await run_script(
            "dashboard.mjs", {"chromium": chromium(), "link": link, "pictures": str(PICTURES)}
        )
        assert seen["findings"] == []
        (cookie,) = seen["cookies"]
        assert cookie["name"] == "__Host-ankerplatz"
        assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Strict")
        assert "Choir" in seen["texts"]["home"]
        assert "cancelled" in seen["texts"]["series"]
        assert "Monday" in seen["texts"]["bare"]
        assert "makes no sense" in seen["texts"]["wrong"]
        assert "visit is over" in seen["texts"]["over"]
        assert "has been used" in seen["texts"]["used"]

        for told in ("Choir: every Sunday at 11:00", "Choir is off on", "I now only say whether"):
            await heard(chat, told)
        told = [line for line in await chat.answers() if line.startswith("Changed on the web")]
        assert len(told) == 3, "each change once"
        assert await program.stop() == 0, program.last_words()
        assert not re.search(r"manage/enter|__Host", program.last_words())


async def link_in_private(chat: MatrixVenue) -> str:
    """Ask in the group, follow the bot into a direct chat, and read the link there."""
    group = chat.guest.chat
    await ask(chat, "!meet dashboard", "in private")
    async with asyncio.timeout(30):
        while not chat.guest._client.invited_rooms:  # noqa: ASYNC110 -- nio tells nobody
            await asyncio.sleep(0.05)
    (private,) = chat.guest._client.invited_rooms
    await chat.guest.join(private)
    chat.guest.chat = group
    line = await chat.guest.wait_for(lambda line: is_answer(line, chat, LINK), 30)
    assert line.chat == private
    found = re.search(LINK, line.text)
    assert found
    return found[0]


async def heard(chat: MatrixVenue, words: str) -> None:
    await chat.guest.wait_for(
        lambda line: is_answer(line, chat, f"^Changed on the web page:\n.*{words}"), 30
    )
