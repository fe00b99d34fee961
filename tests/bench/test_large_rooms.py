"""What many rooms and many people in one room cost, beside the bare libraries in the same ones.

With ANKERPLATZ_TEST_LONG=1 it is 500 Matrix rooms, and 500 people in a group chat on XMPP.
"""

import os
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psutil
import pytest

from bot.demo.servers.prosody import Prosody
from tests.bench.bare import bare, wishes
from tests.bench.conftest import Report
from tests.fixtures.crowd import open_chats
from tests.fixtures.occupants import sitting_in
from tests.fixtures.venue import MakeProgram, Venue, Venues, XmppVenue, ask

pytestmark = [pytest.mark.bench, pytest.mark.timeout(900)]

MANY, STARTS = (500, 3) if os.environ.get("ANKERPLATZ_TEST_LONG") == "1" else (20, 1)
BARE = {"matrix": "bare_nio.py", "xmpp": "bare_slixmpp.py"}


@asynccontextmanager
async def crowded(venue: Venue) -> AsyncIterator[None]:
    """Many rooms that the account is in, or many people in the one room."""
    if isinstance(venue, XmppVenue):
        assert isinstance(venue.server, Prosody)
        async with sitting_in(venue.server, venue.guest.chat, MANY):
            yield
    else:
        await open_chats(venue, MANY)
        yield


@pytest.mark.parametrize("network", BARE)
async def test_many_rooms_and_people_cost_hardly_more_than_with_the_bare_library(
    network: str, venues: Venues, make_program: MakeProgram, report: Report
):
    ours, theirs = await venues.open(network), await venues.open(network)
    program = make_program(ours)
    await program.start()  # logs in for the first time, makes the database, joins
    await program.stop()
    starts: dict[str, list[float]] = {"Ankerplatz": [], "bare library": []}
    memory: dict[str, float] = {}
    async with crowded(ours), crowded(theirs):
        for _ in range(STARTS):
            began = time.perf_counter()
            await program.start()
            starts["Ankerplatz"].append(time.perf_counter() - began)
            await ask(ours, "!who", "Ankerplatz|who|!meet")
            memory["Ankerplatz"] = psutil.Process(program.pid).memory_full_info().uss / 2**20
            assert await program.stop() == 0
            began = time.perf_counter()
            async with bare(BARE[network], *wishes(theirs)) as process:
                starts["bare library"].append(time.perf_counter() - began)
                await ask(theirs, "!meet", "answer to")
                memory["bare library"] = psutil.Process(process.pid).memory_full_info().uss / 2**20

    taken = {
        who: {"ready_s": statistics.median(starts[who]), "uss_mib": memory[who]} for who in starts
    }
    ratios = {
        name: taken["Ankerplatz"][name] / value for name, value in taken["bare library"].items()
    }
    report(f"{MANY} {'rooms' if network == 'matrix' else 'people'}", {**taken, "ratio": ratios})
    assert ratios["uss_mib"] <= 4.0  # most of it is the program itself, which the bare one is not
    assert ratios["ready_s"] <= 6.0  # where there are few, loading the program is most of it
