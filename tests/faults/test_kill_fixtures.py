"""What hangs in a Matrix room comes up and goes although the program is killed in between."""

import asyncio
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest

from tests.fixtures.venue import MakeProgram, MatrixVenue, Venues, ask

pytestmark = pytest.mark.faults

PINS, LEVELS = "m.room.pinned_events", "m.room.power_levels"


async def state(venue: MatrixVenue, kind: str, content: dict[str, Any] | None = None) -> Any:
    """What the room has of that kind, or is given."""
    base = f"{venue.server.url}/_matrix/client/v3/rooms/{quote(venue.guest.chat)}/state/{kind}/"
    headers = {"Authorization": f"Bearer {venue.account.access_token}"}
    method = "GET" if content is None else "PUT"
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as http,
        http.request(method, base, json=content, headers=headers) as answer,
    ):
        return {} if answer.status == 404 else await answer.json()


async def pinned(venue: MatrixVenue, number: int) -> list[str]:
    """What is pinned, once it is so much."""
    async with asyncio.timeout(60):
        while True:
            pins = (await state(venue, PINS)).get("pinned", [])
            if len(pins) == number:
                return pins
            await asyncio.sleep(0.2)


async def test_a_programme_is_pinned_and_taken_down_whatever_is_killed_in_between(
    venues: Venues, make_program: MakeProgram
):
    venue = await venues.open("matrix")
    assert isinstance(venue, MatrixVenue)
    program = make_program(venue)
    await program.start()
    await ask(venue, "!pin", "I need power level 50 and have 0", seconds=60)
    levels = await state(venue, LEVELS)
    levels["users"][venue.bot] = 50
    await state(venue, LEVELS, levels)
    await ask(venue, "!pin", "I pin what comes next", seconds=60)
    await program.kill()
    await program.start()
    (line,) = await pinned(venue, 1)
    programme = await venue.guest.wait_for(lambda heard: "programme of this chat" in heard.text, 20)
    assert line == programme.id
    await ask(venue, "!pin off", "I take what I pinned down", seconds=60)
    await program.kill()
    await program.start()
    await pinned(venue, 0)
    assert await program.stop() == 0, program.last_words()
    assert sum("programme of this chat" in heard.text for heard in venue.guest.heard) == 1
