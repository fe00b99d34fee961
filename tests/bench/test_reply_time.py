"""How long a person waits for an answer, beside bots that do nothing but answer."""

import asyncio
import os
import statistics
import time
from collections.abc import Sequence

import pytest

from tests.bench.bare import bare, wishes
from tests.bench.conftest import Report
from tests.fixtures.venue import MakeProgram, Venue, Venues, ask

pytestmark = pytest.mark.bench

BARE = {"matrix": ("bare nio", "bare_nio.py"), "xmpp": ("bare slixmpp", "bare_slixmpp.py")}
BLOCKS = 4
LINES = 25 if os.environ.get("ANKERPLATZ_TEST_LONG") == "1" else 10
"""In each block. Blocks alternate, so that whatever else the machine does weighs on both."""
LIMITS = {"at once": 2.0, "after a pause": 10.0}
"""Far from what was measured (docs/measurements.md), for machines that do much besides."""
PAUSES = {"at once": 0.0, "after a pause": 0.1}
"""Seconds from an answer to the next line. On XMPP it makes a difference: without pauses, every
other small packet waits 40 ms for the acknowledgement of the one before, whoever the bot is."""


async def seconds_to_answer(venue: Venue, pattern: str, *, pause: float) -> float:
    await asyncio.sleep(pause)
    asked = time.perf_counter()
    return (await ask(venue, "!meet Vorstand", pattern)).at - asked


def figures(seconds: Sequence[float]) -> dict[str, float]:
    parts = statistics.quantiles(seconds, n=100)
    return {"p50_ms": 1000 * parts[49], "p99_ms": 1000 * parts[98], "lines": len(seconds)}


@pytest.mark.parametrize(
    ("network", "when"), [("matrix", "at once"), ("xmpp", "at once"), ("xmpp", "after a pause")]
)
async def test_an_answer_takes_hardly_longer_than_from_the_bare_library(
    network: str, when: str, venues: Venues, make_program: MakeProgram, report: Report
):
    name, script = BARE[network]
    ours, theirs = await venues.open(network), await venues.open(network)
    askings = [("Ankerplatz", ours, "/vorstand-"), (name, theirs, "answer to")]
    pause = PAUSES[when]
    waits: dict[str, list[float]] = {"Ankerplatz": [], name: []}
    program = make_program(ours)
    await program.start()
    async with bare(script, *wishes(theirs)):
        for _, venue, pattern in askings:
            await seconds_to_answer(venue, pattern, pause=pause)
        for _ in range(BLOCKS):
            for who, venue, pattern in askings:
                waits[who] += [
                    await seconds_to_answer(venue, pattern, pause=pause) for _ in range(LINES)
                ]

    taken = {who: figures(seconds) for who, seconds in waits.items()}
    ratios = {
        part: taken["Ankerplatz"][f"{part}_ms"] / taken[name][f"{part}_ms"]
        for part in ("p50", "p99")
    }
    report(f"reply time on {network}, lines {when}", {**taken, "ratio": ratios})
    assert ratios["p50"] <= LIMITS[when]
