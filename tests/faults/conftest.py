"""A bot that runs, to be tried; and what is looked at afterwards."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

import pytest

from bot.demo.guests import Heard
from bot.demo.program import BotProgram
from tests.faults.log import complaints, secrets_told
from tests.findings import FAULT
from tests.fixtures.databases import pairs
from tests.fixtures.venue import MakeProgram, Venue, Venues, ask, is_answer

MARK: Final = "Zaubertinte"
"""Stands in everything that is said, so that it would be found in the log."""

Tally = Callable[[str, dict[str, Any]], None]

_numbers = count(1)


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Tally:
    """Keep what became of all that was asked during a fault, as `tallied` counts it."""

    def keep(fault: str, counted: dict[str, Any]) -> None:
        request.node.user_properties.append((FAULT, (fault, counted)))

    return keep


async def until(holds: Callable[[], Awaitable[bool]], *, seconds: float = 20) -> None:
    """Wait for something that only asking tells; fails the test when it does not come."""
    async with asyncio.timeout(seconds):
        while not await holds():  # noqa: ASYNC110 -- nothing here could set an event
            await asyncio.sleep(0.1)


@dataclass(frozen=True, slots=True)
class Scene:
    """A bot that runs, and a chat in which it is tried."""

    program: BotProgram
    venue: Venue

    async def is_alive(self) -> Heard:
        """It answers as if nothing had been. Nobody starts it again, so it is the same process."""
        number = next(_numbers)
        return await ask(self.venue, f"!meet ok {number}", f"/ok-{number}-", seconds=60)

    async def settings(self) -> str:
        return (await ask(self.venue, "!settings", "is set to")).text

    async def answers_to(self, line: str, *, waits: bool) -> list[Heard]:
        """What the bot says to a line, before it answers the next.

        Who does not wait for answers and types on at once is taken for a flood.
        """
        before = len(self.venue.guest.heard)
        await self.venue.guest.say(line)
        if waits:
            await self.venue.guest.wait_for(lambda one: is_answer(one, self.venue, ""))
        last = await self.is_alive()
        return [
            one
            for one in self.venue.guest.heard[before:]
            if is_answer(one, self.venue, "") and one is not last
        ]


@asynccontextmanager
async def tried(program: BotProgram, venue: Venue) -> AsyncIterator[Scene]:
    """Whatever is done to it: no bug in the log, nothing private, and no setting changed."""
    await program.start()
    scene = Scene(program, venue)
    settings = await scene.settings()
    yield scene
    await scene.is_alive()
    assert await scene.settings() == settings
    assert await program.stop() == 0, program.last_words()
    assert complaints(program) == []
    assert secrets_told(program, venue, said=[MARK]) == []


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A scene is on either network, one after the other, or on those that the module names.

    PostgreSQL is more particular in text.
    """
    if {"scene", "network"} <= {*metafunc.fixturenames}:
        networks = getattr(metafunc.module, "NETWORKS", ("matrix", "xmpp"))
        chosen = [pair for pair in pairs(matrix="postgresql") if pair[0] in networks]
        metafunc.parametrize(("network", "engine"), chosen)


@pytest.fixture
async def scene(network: str, venues: Venues, make_program: MakeProgram) -> AsyncIterator[Scene]:
    venue = await venues.open(network)
    async with tried(make_program(venue), venue) as scene:
        yield scene
