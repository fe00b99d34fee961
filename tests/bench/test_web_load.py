"""Many visitors at once: how long pages take beside a bare handler, and what the chat feels of it.

The bare handler gets the same load in the same run, while the bot has nothing but its chat to do:
so what the load itself does to a small machine is known. ANKERPLATZ_TEST_LONG=1 makes it 300 open
streams and 200 pages a second for twenty seconds.
"""

import asyncio
import os
import statistics
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count, cycle

import aiohttp
import psutil
import pytest

from tests.bench.bare import bare
from tests.bench.conftest import Report
from tests.bench.test_reply_time import seconds_to_answer
from tests.fixtures.venue import MakeProgram, Venue, Venues, ask

pytestmark = pytest.mark.bench

IS_LONG = os.environ.get("ANKERPLATZ_TEST_LONG") == "1"
STREAMS, PAGES_A_SECOND, SECONDS = (300, 200, 20.0) if IS_LONG else (60, 100, 2.0)
PAGES = ("/", "/s/choir", "/calendar.ics", "/api/v1/programme.json", "/s/reading")
SERIES = {"Choir": "sunday 11:00", "Reading": "monday 19:00", "Repair": "friday 17:00"}
WEB: Mapping[str, str | bool | list[str]] = {
    "listen": "127.0.0.1:0",
    "public_url": "https://anker.example.org",
    "title": "Hafenverein",
}
Milliseconds = dict[str, float]


@dataclass
class Visitors:
    """Everybody who looks at one website: some read along, others load pages at a steady pace."""

    address: str
    took: list[float] = field(default_factory=list[float])

    @asynccontextmanager
    async def reading_along(self) -> AsyncIterator[None]:
        connector = aiohttp.TCPConnector(limit=0)
        async with (
            aiohttp.ClientSession(self.address, connector=connector) as http,
            AsyncExitStack() as streams,
        ):
            for _ in range(STREAMS):
                stream = await streams.enter_async_context(http.get("/live"))
                assert stream.status == 200
                assert await stream.content.readline()
            yield

    async def load_pages(self) -> None:
        """Each at its moment, whether or not those before were answered."""
        connector = aiohttp.TCPConnector(limit=0)
        async with (
            aiohttp.ClientSession(self.address, connector=connector) as http,
            asyncio.TaskGroup() as tasks,
        ):
            began, pages = time.perf_counter(), cycle(PAGES)
            for number in count():
                moment = began + number / PAGES_A_SECOND
                if moment > began + SECONDS:
                    break
                await asyncio.sleep(max(moment - time.perf_counter(), 0))
                tasks.create_task(self._load(http, next(pages), moment))

    async def _load(self, http: aiohttp.ClientSession, page: str, moment: float) -> None:
        async with http.get(page) as answer:
            assert answer.status == 200
            await answer.read()
        self.took.append(time.perf_counter() - moment)


def spread(seconds: Sequence[float]) -> Milliseconds:
    parts = statistics.quantiles(seconds, n=100)
    return {"p50_ms": 1000 * parts[49], "p99_ms": 1000 * parts[98]}


async def replies_while(work: asyncio.Task[None], venue: Venue) -> Milliseconds:
    """How long answers in the chat take as long as that goes on."""
    took: list[float] = []
    while not work.done():
        took.append(await seconds_to_answer(venue, "/vorstand-", pause=0.1))
    await work
    return {f"reply_{name}": value for name, value in spread(took).items()}


async def visited(address: str, pid: int, venue: Venue) -> Milliseconds:
    process, visitors = psutil.Process(pid), Visitors(address)
    before = process.memory_full_info().uss
    async with visitors.reading_along():
        replies = await replies_while(asyncio.create_task(visitors.load_pages()), venue)
        grown = process.memory_full_info().uss - before
    return {**spread(visitors.took), **replies, "uss_more_mib": grown / 2**20}


async def test_many_visitors_wait_little_longer_than_at_a_bare_handler_and_the_chat_no_longer(
    venues: Venues, make_program: MakeProgram, report: Report
) -> None:
    venue = await venues.open("xmpp")
    program = make_program(venue, web=WEB)
    address = (await program.start()).split()[-1]
    assert program.pid
    for title, when in SERIES.items():
        await ask(venue, f"!meet every {when} {title} [public]", "It is public")
    async with aiohttp.ClientSession(address) as http, http.get("/") as answer:
        size = len(await answer.read())

    quiet = await replies_while(asyncio.create_task(asyncio.sleep(SECONDS)), venue)
    async with bare("bare_web.py", str(size)) as process:
        assert process.stdout is not None
        port = int(await process.stdout.readline())
        theirs = await visited(f"http://127.0.0.1:{port}", process.pid, venue)
    ours = await visited(address, program.pid, venue)

    report(
        f"{STREAMS} streams, {PAGES_A_SECOND} pages/s",
        {"nobody": quiet, "bare aiohttp": theirs, "Ankerplatz": ours},
    )
    assert ours["p50_ms"] <= 10 * theirs["p50_ms"]
    assert await program.stop() == 0, program.last_words()
