"""Other bots beside ours, on the same servers and in the same run: `make peers`, then a long one.

Those of other languages, and those that only tell of calls and answer nothing, are in the
comparison page instead.
"""

import asyncio
import os
import sys
import time
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

import aiohttp
import psutil
import pytest

from tests.bench.bare import wishes
from tests.bench.conftest import Report
from tests.bench.test_footprint import IDLE_S
from tests.bench.test_reply_time import figures, seconds_to_answer
from tests.fixtures.venue import MakeProgram, MatrixVenue, Venue, Venues, is_answer

pytestmark = [pytest.mark.bench, pytest.mark.timeout(900)]

HERE: Final = Path(__file__).parent
INSTALLED: Final = Path(__file__).parents[2] / ".tools" / "peers"
PATIENCE_S, AGAIN_S = 60, 0.5
BLOCKS, LINES, PAUSE_S = 4, 15, 0.1
Command = tuple[list[str], Mapping[str, str]]
"""What is started, and what is added to its environment."""


def bare_command(venue: Venue, _folder: Path) -> Command:
    script = {"matrix": "bare_nio.py", "xmpp": "bare_slixmpp.py"}[venue.network]
    return [sys.executable, str(HERE / script), *wishes(venue)], {}


def errbot(venue: Venue, _folder: Path) -> Command:
    program = INSTALLED / "errbot" / "bin" / "errbot"
    config = HERE / "peers" / "errbot_config.py"
    return [str(program), "-c", str(config)], {"WISHES": "\n".join(wishes(venue))}


def simplematrixbotlib(venue: Venue, _folder: Path) -> Command:
    assert isinstance(venue, MatrixVenue)
    python = INSTALLED / "simplematrixbotlib" / "bin" / "python"
    account = venue.bot_account
    script = HERE / "peers" / "simplematrixbot.py"
    return [str(python), str(script), venue.server.url, account.user_id, account.password], {}


def maubot(venue: Venue, folder: Path) -> Command:
    assert isinstance(venue, MatrixVenue)
    python = INSTALLED / "maubot" / "bin" / "python"
    account = venue.bot_account
    config = folder / "config.yaml"
    config.write_text(
        MAUBOT.format(
            id=account.user_id,
            homeserver=venue.server.url,
            token=account.access_token,
            device=account.device_id,
        )
    )
    command = [str(python), "-m", "maubot.standalone", "-c", str(config)]
    return [*command, "-m", str(HERE / "peers" / "maubot.yaml")], {
        "PYTHONPATH": str(HERE / "peers")
    }


MAUBOT: Final = """
user:
    credentials:
        id: "{id}"
        homeserver: "{homeserver}"
        access_token: "{token}"
        device_id: {device}
    sync: true
    appservice: false
    hs_token: null
    autojoin: true
    displayname: disable
    avatar_url: disable
    ignore_initial_sync: true
    ignore_first_sync: true
server: {{hostname: 127.0.0.1, port: 0, base_path: /, public_url: "http://127.0.0.1"}}
database: sqlite:maubot.db
crypto_db_pickle_key: unused
database_opts: {{min_size: 1, max_size: 1}}
plugin_config: {{}}
logging: {{version: 1}}
"""

PEERS: Final[Mapping[str, Mapping[str, Callable[[Venue, Path], Command]]]] = {
    "matrix": {
        "bare nio": bare_command,
        "simplematrixbotlib 2.13.1": simplematrixbotlib,
        "maubot 0.6.0": maubot,
    },
    "xmpp": {"bare slixmpp": bare_command, "errbot 6.2.1": errbot},
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A bot that runs, where it is asked, and what it answers."""

    venue: Venue
    pid: int
    pattern: str
    started_s: float


async def first_answer(venue: Venue, pattern: str, began: float) -> float:
    """How long after its start somebody who asks again and again is answered."""
    await enter(venue)
    async with asyncio.timeout(PATIENCE_S):
        while True:
            await venue.guest.say("!meet Anfang")
            with suppress(TimeoutError):
                await venue.guest.wait_for(lambda line: is_answer(line, venue, pattern), AGAIN_S)
                return time.perf_counter() - began


async def enter(venue: Venue) -> None:
    """Not every bot follows an invitation that it finds at its start."""
    if isinstance(venue, MatrixVenue):
        address = f"{venue.server.url}/_matrix/client/v3/join/{quote(venue.guest.chat)}"
        headers = {"Authorization": f"Bearer {venue.bot_account.access_token}"}
        async with aiohttp.ClientSession() as http:
            await http.post(address, json={}, headers=headers)


@asynccontextmanager
async def running(command: Command, folder: Path, venue: Venue) -> AsyncGenerator[Candidate]:
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *command[0], cwd=folder, env={**os.environ, **command[1]},
        stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL,
    )  # fmt: skip
    try:
        started = await first_answer(venue, "answer to.*Anfang", began)
        yield Candidate(venue, process.pid, "answer to.*Vorstand", started)
    finally:
        process.kill()
        await process.wait()


@asynccontextmanager
async def ours(make_program: MakeProgram, venue: Venue) -> AsyncGenerator[Candidate]:
    program = make_program(venue)
    await program.start()  # logs in for the first time, makes the database, joins
    await program.stop()
    began = time.perf_counter()
    await program.launch()
    started = await first_answer(venue, "/anfang-", began)
    yield Candidate(venue, program.pid, "/vorstand-", started)
    await program.stop()


@pytest.mark.parametrize("network", PEERS)
async def test_the_bot_beside_others(
    network: str, venues: Venues, make_program: MakeProgram, tmp_path: Path, report: Report
):
    makers = {"Ankerplatz": None, **PEERS[network]}
    waits: dict[str, list[float]] = {name: [] for name in makers}
    async with AsyncExitStack() as bots:
        candidates: dict[str, Candidate] = {}
        for name, maker in makers.items():
            venue = await venues.open(network)
            bot = running(maker(venue, tmp_path), tmp_path, venue) if maker else None
            bot = bot or ours(make_program, venue)
            candidates[name] = await bots.enter_async_context(bot)
        await asyncio.sleep(IDLE_S)
        memory = {name: uss_mib(one.pid) for name, one in candidates.items()}
        for _ in range(BLOCKS):
            for name, one in candidates.items():
                waits[name] += [
                    await seconds_to_answer(one.venue, one.pattern, pause=PAUSE_S)
                    for _ in range(LINES)
                ]
    taken = {
        name: figures(waits[name]) | {"first_answer_s": one.started_s, "uss_mib": memory[name]}
        for name, one in candidates.items()
    }
    report(f"beside other bots on {network}, lines after a pause", taken)
    assert all(values["lines"] == BLOCKS * LINES for values in taken.values())


def uss_mib(pid: int) -> float:
    return psutil.Process(pid).memory_full_info().uss / 2**20
