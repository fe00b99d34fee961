"""The image that Docker built, run by Podman."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.demo.program import BotProgram
from bot.demo.servers.prosody import Prosody
from tests.fixtures.engine import LOOPBACK, RIGHTS, DockerEngine
from tests.fixtures.venue import MakeProgram, Venues, ask
from tests.integration.packaging.machines import told

pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]

NAME = "anker"


async def test_podman_runs_the_image_ends_it_and_gives_it_its_data_again(
    docker: DockerEngine,
    image: str,
    venues: Venues,
    jitsi: str,
    prosody: Prosody,
    make_program: MakeProgram,
    tmp_path: Path,
):
    async def podman(*words: str) -> str:
        return await asyncio.to_thread(told, docker.podman(*words))

    venue = await venues.open("xmpp")
    config = make_program(venue).config
    config.chmod(0o644)  # for the user in there
    docker.tell("docker", "save", "--output", f"{tmp_path}/image.tar", image)
    await podman("load", "--quiet", "--input", f"{tmp_path}/image.tar")
    places = (
        f"--volume={config}:/etc/ankerplatz/config.toml:ro",
        "--volume=data:/var/lib/ankerplatz",
    )
    run = docker.podman("run", "--rm", f"--name={NAME}", "--network=host", *RIGHTS, *places, image)
    program = BotProgram(config, command=run)
    async with AsyncExitStack() as lent:
        for port in (prosody.ports.c2s, prosody.ports.http, urlsplit(jitsi).port):
            assert port
            await lent.enter_async_context(docker.lending((LOOPBACK, port), at=LOOPBACK))
        try:
            for said, answered in (
                ("!meet every sunday 11:00", "[Ss]unday"),
                ("!sessions", "11:00"),
            ):
                await program.start()
                await ask(venue, said, answered)
                assert await podman("exec", NAME, "id", "-u") == "10001"
                await podman("exec", NAME, "ankerplatz", "status", "--quiet")
                await podman("stop", NAME)
                assert await program.wait() == 0, program.last_words()
        finally:
            await program.kill()
