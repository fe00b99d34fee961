"""kill -9 at random points while reminders for many chats go out.

ANKERPLATZ_TEST_SEED repeats a run's choices; ANKERPLATZ_TEST_LONG=1 makes it 1,000 reminders for 20
chats at a time, and as many times as 200 points take.
"""

import asyncio
import os
import secrets
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from typing import Final

import pytest

from bot.demo.program import BotProgram
from bot.domain.chat import ChatAddress
from tests.faults.conftest import Tally, until
from tests.faults.tally import tallied
from tests.fixtures.crowd import open_chats, rooms_of, said_in
from tests.fixtures.databases import IS_LONG, asked, networks_and_engines
from tests.fixtures.programme import Planned, plan
from tests.fixtures.venue import MakeProgram, Venues

pytestmark = [pytest.mark.faults, pytest.mark.timeout(1800)]

CHATS = 20 if IS_LONG else 8
LINES = 50 if IS_LONG else 8
"""For each chat, in each wave."""
POINTS = 200 if IS_LONG else 4
LONGEST_SENDING = {"matrix": 1.0, "xmpp": 0.15}
"""Seconds from `ready` to the kill."""


LEFT: Final = """
    SELECT (SELECT COUNT(*) FROM outbox WHERE state < 2)
         + (SELECT COUNT(*) FROM alarm JOIN subscription USING (series) WHERE due_at IS NOT NULL)
           AS lines
"""


async def left_to_say(program: BotProgram) -> int:
    """How many lines are told or to be told whose sending is not known of."""
    (row,) = await asked(program, LEFT)
    return row["lines"]


async def plan_wave(program: BotProgram, number: int, chats: Sequence[ChatAddress]) -> list[str]:
    """All of them due now. What they are called."""
    due = datetime.now(UTC).replace(microsecond=0)
    titles = [f"Date {number}.{line}" for line in range(LINES)]
    await plan(program, (Planned(title=title, due=due, targets=chats) for title in titles))
    return titles


async def live_for_a_moment(
    program: BotProgram, random: Random, *, start_seconds: float, sending_seconds: float
) -> None:
    """From the start to kill -9: while it still connects, or when it speaks."""
    await program.launch()
    if random.random() < 0.5:
        await asyncio.sleep(start_seconds * random.uniform(0.5, 1.0))
    else:
        await program.wait_ready()
        await asyncio.sleep(random.uniform(0, sending_seconds))
    await program.kill()


async def say_the_rest(program: BotProgram) -> None:
    async def nothing_is_left() -> bool:
        return await left_to_say(program) == 0

    await program.start()
    await until(nothing_is_left, seconds=120)
    assert await program.stop() == 0, program.last_words()


@networks_and_engines(matrix="postgresql")
async def test_every_reminder_arrives_exactly_once_however_often_the_bot_is_killed(
    network: str, venues: Venues, make_program: MakeProgram, tally: Tally
):
    seed = os.environ.get("ANKERPLATZ_TEST_SEED", secrets.token_hex(4))
    print(f"ANKERPLATZ_TEST_SEED={seed}")
    random = Random(seed)
    venue = await venues.open(network)
    chats = await open_chats(venue, CHATS)
    sections = {"matrix": {"lines_per_minute": 0}, "xmpp": {"rooms": rooms_of(chats)}}
    program = make_program(venue, **{network: sections[network]})
    began = time.monotonic()
    await program.start()
    start_seconds = time.monotonic() - began
    await program.stop()

    titles: list[str] = []
    points = kills = waves = 0
    while points < POINTS:
        titles += await plan_wave(program, waves, chats)
        waves += 1
        while points < POINTS and await left_to_say(program):
            await live_for_a_moment(
                program,
                random,
                start_seconds=start_seconds,
                sending_seconds=LONGEST_SENDING[network],
            )
            kills += 1
            points += await left_to_say(program) > 0
        await say_the_rest(program)
    await say_the_rest(program)  # a second life says nothing again

    print(f"{len(titles) * CHATS} reminders, {kills} kills, {points} of them with some left to say")
    times = Counter(
        f"{text.split(' beg')[0]} in {chat.chat}"
        for chat, said in zip(chats, await said_in(venue, chats), strict=True)
        for text in said
    )
    expected = [f"{title} in {chat.chat}" for chat in chats for title in titles]
    tally(
        f"kill -9 of the bot while reminders go out, {network}",
        tallied(blows=kills, times=times, expected=expected),
    )
    assert {each: times[each] for each in expected if times[each] != 1} == {}
