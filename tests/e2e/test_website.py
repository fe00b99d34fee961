"""A moderator makes a series public in the chat, and a neighbour finds it in a browser."""

import re
from typing import Any

import aiohttp
import pytest

from tests.e2e.clients import chromium, picture, run_script
from tests.fixtures.venue import MakeProgram, Venues, XmppVenue, ask

pytestmark = pytest.mark.e2e


async def test_a_neighbour_finds_what_was_made_public_in_the_chat(
    venues: Venues, make_program: MakeProgram
) -> None:
    group_chat = await venues.open("xmpp")
    assert isinstance(group_chat, XmppVenue)
    web: dict[str, str | bool | list[str]] = {
        "listen": "127.0.0.1:0",
        "public_url": "https://anker.example.org",
        "title": "Hafenverein",
    }
    program = make_program(group_chat, web=web)
    address = (await program.start()).split()[-1]
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address)

    await ask(group_chat, "!meet every sunday 11:00 Choir [public]", "It is public")
    await ask(group_chat, "!meet every monday 19:00 Board", "every Monday")
    feed = await ask(group_chat, "!ics", r"https://anker\.example\.org/s/choir\.ics")
    assert "Board" not in feed.text
    async with aiohttp.ClientSession(base_url=address) as http:
        async with http.get("/s/choir.ics") as answer:
            assert "RRULE:FREQ=WEEKLY" in await answer.text()
        async with http.get("/readyz") as answer:
            assert answer.status == 200

    for page in await visited(address):
        assert page["violations"] == []
        assert page["errors"] == []
        assert page["elsewhere"] == [], "nothing from other servers"
        assert page["overflow"] == 0, "nothing sticks out of the window"
        assert "Choir" in page["text"]
        assert "Board" not in page["text"]
    assert await program.stop() == 0, program.last_words()


async def visited(address: str) -> list[dict[str, Any]]:
    """Both pages: small and large, light and dark, without JavaScript, and as a poster."""
    how: list[dict[str, Any]] = [
        {"width": 320, "dark": True, "script": True, "print": False},
        {"width": 1280, "dark": False, "script": True, "print": False},
        {"width": 320, "dark": False, "script": False, "print": False},
        {"width": 794, "dark": False, "script": True, "print": True},
    ]
    visits = [
        {
            **one,
            "url": address + path,
            "picture": picture(f"web-{name}-{number}"),
        }
        for path, name in (("/", "programme"), ("/s/choir", "series"))
        for number, one in enumerate(how)
    ]
    return await run_script("website.mjs", {"chromium": chromium(), "visits": visits})
