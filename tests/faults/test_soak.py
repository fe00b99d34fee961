"""Random faults on both networks, for a minute to hours, while one process answers and reminds.

`make faults` has a minute of it, `make soak` three hours, which is what ANKERPLATZ_TEST_LONG=1
says; ANKERPLATZ_TEST_SOAK_S is another length. ANKERPLATZ_TEST_SEED repeats a run's choices.
`make soak RATE=4` lets the clock of all programs that take part run four times as fast
(libfaketime), so that a run outlives what the bot keeps for hours.
"""

import asyncio
import os
import re
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median
from typing import Final

import psutil
import pytest

from bot.demo.program import BotProgram
from bot.domain.chat import ChatAddress, ChatId
from bot.domain.live_card import LET_GO
from bot.errors import AnkerplatzError
from tests.faults import troubles
from tests.faults.conftest import Tally
from tests.faults.log import own_complaints
from tests.faults.probes import ANSWER, Watch, type_probes
from tests.faults.tally import tallied, times_of
from tests.findings import SOAK
from tests.fixtures.programme import Planned, account_of, plan
from tests.fixtures.prosody import StartProsody
from tests.fixtures.synapse import MakeSynapse
from tests.fixtures.venue import MakeProgram, Venue, Venues
from tests.fixtures.wire import Wire, through, wire_to

IS_LONG: Final = os.environ.get("ANKERPLATZ_TEST_LONG") == "1"
SECONDS: Final = int(os.environ.get("ANKERPLATZ_TEST_SOAK_S") or (3 * 3600 if IS_LONG else 60))
CLOCK: Final = float(os.environ.get("FAKETIME", "").partition("x")[2] or 1)
"""Its seconds in one of the wall's; all that is told of time here is in the former."""
PACE_S: Final = 6.0
"""What one person types while a connection is half open for a minute must not look like a flood,
and six hours of it fit into the 10,000 lines that Prosody keeps of a room in its files."""
REMINDER_EVERY: Final = timedelta(seconds=20)
SAMPLE_S: Final = 2.0
PATIENCE_S: Final = 300
A_LONG_RUN_S: Final = 1800
MOST_A_QUESTION: Final = 8 / 1024
"""MiB: each `!meet` leaves a card that is looked after for hours, of about 3 KiB, and its lines."""
MOST_AFTERWARDS: Final = 1.03
"""Of the memory from one half to the other of what follows when the first cards are let go."""

OTHERS: Final = ("server killed", "server restarted", "bot stopped", "disk full", "database held")
REMINDER: Final = re.compile(r"^(Date-\d+\.) beg")

pytestmark = [pytest.mark.soak, pytest.mark.timeout(SECONDS + 900)]


class Talk:
    """A chat in which somebody types a probe every now and then, on whatever connection."""

    def __init__(self, venues: Venues, venue: Venue, wire: Wire) -> None:
        self.venue = venue
        self.wire = wire
        self.watch = Watch(venue)
        self.said = 0
        self.unsaid: set[int] = set()
        """Whose fate nobody knows: the person's own connection failed, not the bot's."""
        self._venues = venues
        self._may_type = asyncio.Lock()

    async def run(self) -> None:
        while True:
            async with self._may_type:
                try:
                    await type_probes(self.venue, [self.said])
                except (AnkerplatzError, TimeoutError):
                    self.unsaid.add(self.said)
                    await self.venue.guest.close()
                    await self._come_back()
                self.said += 1
            await asyncio.sleep(PACE_S)

    @asynccontextmanager
    async def paused(self) -> AsyncIterator[None]:
        """While the server goes away under everybody; then the person comes back."""
        async with self._may_type:
            await self.venue.guest.close()
            yield
            await self._come_back()

    async def goes_on(self) -> None:
        """What is typed from now on is answered."""
        awaited = self.said + 1
        try:
            await self.watch.sees_answer_from(awaited, seconds=PATIENCE_S)
        except TimeoutError:
            pytest.fail(f"{self.venue.network}: no answer to {awaited}, {self.said} were typed")

    async def _come_back(self) -> None:
        """However often it takes: a server that just began may not be able to yet."""
        while True:
            with suppress(AnkerplatzError, TimeoutError):
                self.venue = await self._venues.enter_again(self.venue)
                return self.watch.look_at(self.venue)


@dataclass
class Diary:
    """What was done to the bot, and how it looked meanwhile."""

    program: BotProgram
    blows: Counter[str] = field(default_factory=Counter[str])
    samples: list[tuple[float, float, int]] = field(default_factory=list)

    async def keep(self) -> None:
        """Seconds since the start, memory of its own (USS) in MiB, open files."""
        process, began = psutil.Process(self.program.pid), time.monotonic()
        while True:
            memory = process.memory_full_info().uss / 2**20
            self.samples.append((time.monotonic() - began, memory, process.num_fds()))
            await asyncio.sleep(SAMPLE_S)

    def growth(self, begin: float, end: float) -> tuple[float, float]:
        """MiB, medians: in the first half of these seconds, and in the second."""
        memory = [uss for at, uss, _ in self.samples if begin <= at < end]
        half = len(memory) // 2
        return median(memory[:half]), median(memory[half:])


async def strike(fault: str, talk: Talk, diary: Diary, random: Random) -> None:
    """One fault, from its beginning to its end."""
    lasts, wire, program = random.uniform(2, 12), talk.wire, diary.program
    match fault:
        case "server killed" | "server restarted":
            async with talk.paused():
                await troubles.restart(talk.venue.server, hard=fault == "server killed")
        case "bot stopped":
            async with troubles.stopped(program):
                await asyncio.sleep(lasts)
        case "disk full":
            async with troubles.disk_full(program):
                await asyncio.sleep(lasts)
        case "database held":
            async with troubles.database_held(program):
                await asyncio.sleep(lasts)
        case _:
            troubles.trouble(wire, fault, talk.venue.network, random)
            await asyncio.sleep(lasts)
            wire.mend()
    diary.blows[fault] += 1


async def strike_on(talks: Mapping[str, Talk], diary: Diary, random: Random, end: float) -> None:
    """One fault after the other, each when the one before is over and overcome."""
    waiting: list[str] = []
    while time.monotonic() < end:
        if not waiting:
            waiting = random.sample((*troubles.WIRE, *OTHERS), k=10)
        fault, network = waiting.pop(), random.choice(list(talks))
        print(f"{datetime.now(UTC):%H:%M:%S} {fault}, {network}", flush=True)
        await strike(fault, talks[network], diary, random)
        began = time.monotonic()
        for talk in talks.values():
            await talk.goes_on()
        print(f"  overcome after {time.monotonic() - began:.1f} s", flush=True)
        await asyncio.sleep(random.uniform(0, 5))


async def test_random_faults_lose_and_double_nothing_and_leave_no_trace(
    make_synapse: MakeSynapse,
    start_prosody: StartProsody,
    venues: Venues,
    make_program: MakeProgram,
    tally: Tally,
    request: pytest.FixtureRequest,
):
    seed = os.environ.get("ANKERPLATZ_TEST_SEED", secrets.token_hex(4))
    print(f"ANKERPLATZ_TEST_SEED={seed}")
    random = Random(seed)
    servers = {"matrix": await make_synapse(), "xmpp": start_prosody()}
    async with AsyncExitStack() as wires:
        talks: dict[str, Talk] = {}
        sections = {"matrix": {"lines_per_minute": 0}}
        for network, server in servers.items():
            venue = await venues.open(network, on=server)
            talks[network] = Talk(
                venues, venue, wire := await wires.enter_async_context(wire_to(venue, random))
            )
            sections[network] = sections.get(network, {}) | through(wire, venue)[network]
        program = make_program(*(talk.venue for talk in talks.values()), **sections)
        await program.start()
        await program.stop()
        dates = planned([talk.venue for talk in talks.values()])
        await plan(program, dates)
        await program.start()
        diary = Diary(program)
        async with asyncio.TaskGroup() as group:
            running = [group.create_task(each.run()) for each in talks.values()]
            running.append(group.create_task(diary.keep()))
            await strike_on(talks, diary, random, time.monotonic() + SECONDS)
            for task in running:
                task.cancel()
        end = datetime.now(UTC)
        for talk in talks.values():
            await type_probes(talk.venue, [talk.said])
            await talk.watch.sees_answer_from(talk.said, seconds=PATIENCE_S)
        assert await program.stop() == 0, program.last_words()

    due = [date.title for date in dates if date.due <= end]
    wrong: dict[str, int] = {}
    for network, talk in talks.items():
        said = await talk.venue.answers()
        times = times_of(said, ANSWER) + times_of(said, REMINDER)
        typed = [each for each in range(talk.said + 1) if each not in talk.unsaid]
        expected = [*map(str, typed), *due]
        tally(
            f"soak of {SECONDS} s with random faults, {network}",
            tallied(
                blows=diary.blows.total(),
                times=times,
                expected=expected,
                longest_s=talk.watch.longest_s(typed),
            ),
        )
        wrong |= {f"{each}, {network}": times[each] for each in expected if times[each] != 1}
    request.node.user_properties.append(
        (
            SOAK,
            (
                "soak",
                {
                    "seconds": SECONDS,
                    "clock": CLOCK,
                    "blows": diary.blows,
                    "samples": diary.samples,
                },
            ),
        )
    )
    assert wrong == {}
    assert own_complaints(program) == []
    settled = min(LET_GO.total_seconds(), SECONDS)
    if SECONDS >= A_LONG_RUN_S:
        before, after = diary.growth(SECONDS / 4, settled)
        questions = sum(talk.said for talk in talks.values()) * (settled / SECONDS - 1 / 4) / 2
        assert after - before <= questions * MOST_A_QUESTION
    if SECONDS - settled >= A_LONG_RUN_S:
        before, after = diary.growth(settled, SECONDS)
        assert after <= before * MOST_AFTERWARDS


def planned(chats: list[Venue]) -> list[Planned]:
    """One date after the other, due in all chats."""
    begin = datetime.now(UTC).replace(microsecond=0)
    targets = [ChatAddress(account_of(each), ChatId(each.guest.chat)) for each in chats]
    number = timedelta(seconds=SECONDS) // REMINDER_EVERY
    return [
        Planned(title=f"Date-{each}.", due=begin + (each + 1) * REMINDER_EVERY, targets=targets)
        for each in range(number)
    ]
