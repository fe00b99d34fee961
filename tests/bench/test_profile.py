"""Where the time of an answer, the time of a start and the memory at rest go.

What is watched takes longer, so that each is a run of its own, and one part beside the others is
what counts.
"""

import asyncio
import json
import os
import pstats
import signal
import statistics
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import psutil
import pytest

from bot.demo.program import BotProgram
from tests.bench.conftest import Report
from tests.bench.shares import (
    of_answer,
    of_functions,
    of_loading,
    of_start,
    parts,
    shares,
)
from tests.bench.test_footprint import idle_mebibytes
from tests.fixtures.venue import MakeProgram, Venue, Venues, ask

pytestmark = pytest.mark.bench

LINES: Final = 100 if os.environ.get("ANKERPLATZ_TEST_LONG") == "1" else 10
PAUSE_S: Final = 0.1
PROGRAM: Final = Path(__file__).with_name("profiled.py")
MEBIBYTE: Final = 2**20


@asynccontextmanager
async def profiled(plain: BotProgram, kind: str) -> AsyncIterator[tuple[BotProgram, Path]]:
    """The same program under a profile, ready; and the file that is there once it has ended."""
    found = plain.config.with_name(kind)
    command = (sys.executable, str(PROGRAM), kind, str(found))
    program = BotProgram(plain.config, command=(*command, "run", "--config", str(plain.config)))
    try:
        await program.start()
        yield program, found
        assert await program.stop() == 0, program.last_words()
    finally:
        await program.kill()


async def converse(venue: Venue) -> list[tuple[float, float]]:
    """When each line was said, and when its answer was seen."""
    lines: list[tuple[float, float]] = []
    for _ in range(LINES):
        await asyncio.sleep(PAUSE_S)
        asked = time.perf_counter()
        lines.append((asked, (await ask(venue, "!meet Vorstand", "/vorstand-")).at))
    return lines


async def bare_python() -> float:
    """MiB that are its own, when it has loaded nothing."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "print(flush=True); input()", stdin=-1, stdout=-1
    )
    assert process.stdout
    await process.stdout.readline()
    memory = psutil.Process(process.pid).memory_full_info().uss / MEBIBYTE
    await process.communicate(b"\n")
    return memory


@pytest.mark.parametrize("network", ["matrix", "xmpp"])
async def test_of_an_answer_a_start_and_memory_each_part_has_its_share(
    network: str, venues: Venues, make_program: MakeProgram, report: Report
):
    venue = await venues.open(network)
    plain = make_program(venue)
    await plain.start()  # logs in for the first time, makes the database, joins
    await ask(venue, "!meet Vorstand", "/vorstand-")
    assert await plain.stop() == 0

    begun = time.perf_counter()
    async with profiled(plain, "stages") as (program, found):
        uss = (await idle_mebibytes(program.pid))["uss"]
        lines = await converse(venue)
    seen = json.loads(found.read_text())
    moments, loading = seen["moments"], parts(of_loading(seen["loaded"]))
    report(f"profile, start on {network}", of_start(begun, moments))
    report(
        f"profile, start on {network}, processor for loading",
        shares("taken_ms", {part: 1e3 * seconds for part, seconds in loading.items()}),
    )
    steps = [of_answer(asked, answered, moments) for asked, answered in lines]
    whole = statistics.median(answered - asked for asked, answered in lines)
    report(
        f"profile, an answer on {network}",
        {step: {"p50_ms": 1e3 * statistics.median(one[step] for one in steps)} for step in steps[0]}
        | {"the whole way": {"p50_ms": 1e3 * whole}},
    )

    async with profiled(plain, "calls") as (program, found):
        await ask(venue, "!meet Vorstand", "/vorstand-")
        os.kill(program.pid, signal.SIGUSR1)
        await converse(venue)
        os.kill(program.pid, signal.SIGUSR2)
        await ask(venue, "!meet Vorstand", "/vorstand-")  # the signal was seen by then
    functions = parts(of_functions(pstats.Stats(str(found))))
    report(
        f"profile, an answer on {network}, processor under cProfile",
        shares("taken_ms", {part: 1e3 * seconds / LINES for part, seconds in functions.items()}),
    )

    async with profiled(plain, "memory") as (program, found):
        await ask(venue, "!meet Vorstand", "/vorstand-")
        os.kill(program.pid, signal.SIGUSR1)
        await ask(venue, "!meet Vorstand", "/vorstand-")
    memory = json.loads(found.read_text())
    loaded = parts((part, size / MEBIBYTE) for part, size in of_loading(memory["loaded"]))
    made = memory["held"] / MEBIBYTE - sum(loaded.values())
    bare = await bare_python()
    beside = uss - bare - sum(loaded.values()) - made
    report(
        f"profile, memory on {network}",
        shares(
            "held_mib",
            {"bare Python": bare, **loaded, "made since": made, "not by Python": beside},
        ),
    )

    assert {"bot.commands", "bot.usecases", "bot.storage", "SQLite"} <= functions.keys()
    assert sum(loaded.values()) < uss
