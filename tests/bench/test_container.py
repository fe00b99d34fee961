"""What a container costs: size of the image over its base, start and end of the bot in one."""

import asyncio
import re
import resource
import statistics
import sys
import time
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest

from bot.demo.program import BotProgram
from bot.demo.servers.prosody import Prosody
from tests.bench.conftest import Report
from tests.fixtures.containers import BASE, SOURCES
from tests.fixtures.engine import LOOPBACK, RIGHTS, DockerEngine
from tests.fixtures.venue import MakeProgram, Venues

pytestmark = [pytest.mark.bench, pytest.mark.timeout(900)]

TURNS: Final = 5


def mebibytes(docker: DockerEngine, image: str) -> float:
    return int(docker.tell("docker", "image", "inspect", "--format", "{{.Size}}", image)) / 2**20


def run(docker: DockerEngine, *words: str) -> list[str]:
    """The command of an operator without Compose, for this engine; servers are on loopback."""
    client = [f"{name}={docker.environment[name]}" for name in ("DOCKER_HOST", "DOCKER_CONFIG")]
    return ["env", *client, "docker", "run", "--rm", "--network=host", *RIGHTS, *words]


async def seconds(what: Awaitable[object]) -> float:
    began = time.perf_counter()
    await what
    return time.perf_counter() - began


async def processor_seconds(folder: Path, *words: str) -> float:
    """What it takes our program to do that; nothing else may end meanwhile."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words), cwd=folder, stdout=asyncio.subprocess.DEVNULL
    )
    assert await process.wait() == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


async def end(program: BotProgram) -> None:
    assert await program.stop() == 0, program.last_words()


def test_the_image_is_not_much_more_than_what_it_needs(
    docker: DockerEngine, image: str, report: Report
):
    size, base = mebibytes(docker, image), mebibytes(docker, BASE)
    parts = {"image": {"size_mib": size}, "base image": {"size_mib": base}}
    report("container, size", {**parts, "ratio": {"size_mib": size / base}})
    assert size - base < 140  # 173 with pip, tests of libraries and all of CLDR


async def test_a_look_at_its_health_costs_little_of_a_core(
    venues: Venues, make_program: MakeProgram, report: Report
):
    program = make_program(await venues.open("xmpp"))
    await program.start()
    asked = {
        "a look": ("status", "--quiet", "--config", str(program.config)),
        "the command line alone": ("--version",),
    }
    costs: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(TURNS):
        for name, words in asked.items():
            costs[name].append(await processor_seconds(program.config.parent, *words))
    figures = {name: {"cpu_s": statistics.median(each)} for name, each in costs.items()}
    look, alone = (each["cpu_s"] for each in figures.values())
    interval = re.search(r"--interval=(\d+)s", (SOURCES / "Dockerfile").read_text(encoding="utf-8"))
    assert interval
    share = {"of_one_core_percent": 100 * look / int(interval[1])}
    figures["a look"] |= share
    report("container, health check", {**figures, "ratio": {"cpu_s": look / alone}})
    assert look / alone <= 2


async def test_a_start_in_a_container_is_near_one_beside_it(
    docker: DockerEngine,
    image: str,
    venues: Venues,
    jitsi: str,
    prosody: Prosody,
    make_program: MakeProgram,
    report: Report,
):
    beside, configured = [make_program(await venues.open("xmpp")) for _ in range(2)]
    configured.config.chmod(0o644)  # for the user in there
    configured.config.parent.chmod(0o755)
    places = (f"{configured.config.parent}:/etc/ankerplatz:ro", "data:/var/lib/ankerplatz")
    bot = run(docker, *(f"--volume={place}" for place in places), image)
    programs = {"beside": beside, "in a container": BotProgram(configured.config, command=bot)}
    nothing = run(docker, "--entrypoint=true", image)
    taken: dict[str, list[dict[str, float]]] = {name: [] for name in (*programs, "nothing in one")}
    async with AsyncExitStack() as lent:
        for port in (prosody.ports.c2s, prosody.ports.http, urlsplit(jitsi).port):
            assert port
            await lent.enter_async_context(docker.lending((LOOPBACK, port), at=LOOPBACK))
        for program in programs.values():  # makes the database, joins
            await program.start()
            await end(program)
        for _ in range(TURNS):
            for name, program in programs.items():
                starts = {"ready_s": await seconds(program.start())}
                taken[name].append(starts | {"end_s": await seconds(end(program))})
            process = await asyncio.create_subprocess_exec(*nothing)
            taken["nothing in one"].append({"whole_s": await seconds(process.wait())})
    docker.clear()
    figures = {
        name: {what: statistics.median(turn[what] for turn in turns) for what in turns[0]}
        for name, turns in taken.items()
    }
    theirs = figures["beside"]
    ratios = {what: figures["in a container"][what] / value for what, value in theirs.items()}
    report("container, start and end", {**figures, "ratio": ratios})
    assert ratios["ready_s"] <= 2.0
