"""kill -9 at random points between the writing of a command and the sight of its answer.

ANKERPLATZ_TEST_SEED repeats a run's choices; ANKERPLATZ_TEST_LONG=1 makes four runs of 50 points of
each.
"""

import asyncio
import os
import re
import secrets
import time
from random import Random

import pytest

from bot.demo.program import BotProgram
from tests.faults.conftest import Tally
from tests.faults.tally import longest_wait, tallied, times_of
from tests.fixtures.databases import IS_LONG, engines
from tests.fixtures.venue import MakeProgram, Venue, Venues, ask

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]

RUNS, POINTS = (4, 50) if IS_LONG else (1, 8)
BUNCH = 3
PACE_S = 0.6
LONGEST_ANSWERING = {"matrix": 0.2, "xmpp": 0.02}
"""Seconds, for a bunch."""

ASKED = re.compile(r"^!meet Probe (\d+)$")
ANSWER = re.compile(r"/probe-(\d+)-")


class Typist:
    """Says `!meet Probe 1`, `!meet Probe 2` and so on, three at a time, at a steady pace."""

    def __init__(self, venue: Venue) -> None:
        self.said = 0
        self.longest_answering = LONGEST_ANSWERING[venue.network]
        self._venue = venue
        self._stopped = False
        self._about_to_say = asyncio.Event()

    async def run(self) -> None:
        while not self._stopped:
            self._about_to_say.set()
            self._about_to_say.clear()
            for _ in range(BUNCH):
                self.said += 1
                await self._venue.guest.say(f"!meet Probe {self.said}")
            await asyncio.sleep(PACE_S)

    def stop(self) -> None:
        """Say nothing more, and let what is under way arrive."""
        self._stopped = True

    async def wait_for_next(self) -> None:
        await self._about_to_say.wait()

    def waits(self) -> bool:
        """Whether a command was said whose answer was not seen yet."""
        heard = (ANSWER.search(line.text) for line in self._venue.guest.heard)
        seen = {int(found[1]) for found in heard if found}
        return len(seen) < self.said


async def live_for_a_moment(
    program: BotProgram, typist: Typist, random: Random, *, start_seconds: float
) -> None:
    """From the start to kill -9: when it takes up what it missed, or when it answers."""
    await program.launch()
    if random.random() < 0.5:
        await asyncio.sleep(start_seconds * random.uniform(0.7, 1.3))
    else:
        await program.wait_ready()
        await typist.wait_for_next()
        await asyncio.sleep(random.uniform(0, typist.longest_answering))


# on PostgreSQL each start waits for the lease of the one before: see test_three_copies
@pytest.mark.parametrize("engine", engines("sqlite"))
@pytest.mark.parametrize("network", ["matrix", "xmpp"])
@pytest.mark.parametrize("run", range(RUNS))
async def test_every_command_is_answered_exactly_once_however_often_the_bot_is_killed(
    run: int, network: str, venues: Venues, make_program: MakeProgram, tally: Tally
):
    seed = os.environ.get("ANKERPLATZ_TEST_SEED", secrets.token_hex(4))
    print(f"ANKERPLATZ_TEST_SEED={seed}")
    random = Random(f"{seed}, {run}")
    venue = await venues.open(network)
    program = make_program(venue)
    typist = Typist(venue)
    await program.start()  # the first takes longer
    await ask(venue, "!meet Hello", "/hello-")
    await program.kill()
    began = time.monotonic()
    await program.start()
    start_seconds = time.monotonic() - began
    await program.kill()

    points = kills = 0
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(typist.run())
        while points < POINTS:
            await live_for_a_moment(program, typist, random, start_seconds=start_seconds)
            points += typist.waits()
            await program.kill()
            kills += 1
        typist.stop()

    # a second life says nothing again
    for farewell in ("first", "second"):
        await program.start()
        await ask(venue, f"!meet {farewell}", f"/{farewell}-", seconds=120)
        assert await program.stop() == 0, program.last_words()

    print(f"{typist.said} commands, {kills} kills, {points} of them between command and answer")
    answers = times_of(await venue.answers(), ANSWER)
    expected = [str(number) for number in range(1, typist.said + 1)]
    waited = longest_wait(venue.guest.heard, ASKED, ANSWER)
    tally(
        f"kill -9 of the bot while commands come, {network}",
        tallied(blows=kills, times=answers, expected=expected, longest_s=waited),
    )
    assert {number: answers[number] for number in expected if answers[number] != 1} == {}
