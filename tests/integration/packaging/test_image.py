"""The Dockerfile, built and run on a bare Debian where no engine may run containers."""

import asyncio

import pytest

from bot.demo.program import BotProgram
from tests.fixtures.venue import MakeProgram, Venues, ask
from tests.integration.packaging.conftest import BARE
from tests.integration.packaging.machines import Machines, as_root, innermost

pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]

BASE = "docker.io/library/bare:1"
IMAGE = "docker.io/library/ankerplatz:1"
USER = 10001


async def test_the_image_answers_in_the_chat_as_nobody_special_and_ends_when_told(
    machines: Machines, venues: Venues, make_program: MakeProgram
):
    await asyncio.to_thread(machines.load, BARE, BASE)
    await asyncio.to_thread(machines.build, IMAGE, BASE_IMAGE=BASE)
    assert machines.inspect(IMAGE, "{{.Docker.Config.Entrypoint}}") == "[ankerplatz]"
    assert machines.inspect(IMAGE, "{{.Docker.Config.Cmd}}") == "[run]"
    health = machines.inspect(IMAGE, "{{.Docker.Config.Healthcheck.Test}}")
    assert health == "[CMD ankerplatz status --quiet]"
    machine = machines.open(IMAGE)
    assert machine.tell("id", "-u") == str(USER)
    writable = "find / -xdev -writable -type f 2>/dev/null | grep -v -e ^/proc -e ^/said || :"
    assert machine.tell("sh", "-c", writable) == ""
    assert machine.tell("sh", "-c", "command -v gcc make git || :") == ""

    venue = await venues.open("xmpp")
    config = make_program(venue).config
    config.chmod(0o644)  # for the user in there
    mounts = {config: "/etc/ankerplatz/config.toml:ro"}
    program = BotProgram(config, command=machine.running("ankerplatz", "run", mounts=mounts))
    await program.start()
    try:
        await ask(venue, "!meet Vorstand", "/vorstand-")
        machine.tell("ankerplatz", "status", "--quiet", mounts=mounts)
        as_root("kill", str(innermost(program.pid)))
        assert await program.wait() == 0, program.last_words()
    finally:
        await program.kill()
    owners = machine.tell("sh", "-c", "stat -c '%u %a' /var/lib/ankerplatz/*.db")
    assert owners == f"{USER} 600"
