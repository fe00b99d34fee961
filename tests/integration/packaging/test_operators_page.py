"""From a bare Debian to an answering bot, by nothing but what the operator's page tells."""

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.demo.program import BotProgram
from tests.fixtures.venue import MatrixVenue, Venues, ask
from tests.integration.packaging.conftest import BARE
from tests.integration.packaging.machines import SOURCES, Machine, Machines, as_root, innermost

pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]

PAGE = (SOURCES / "docs/en/operators.md").read_text(encoding="utf-8")
SERVICE = (SOURCES / "contrib/systemd/ankerplatz.service").read_text(encoding="utf-8")

NOT_SOURCES = "--exclude=./.git --exclude=./.tools --exclude=./.venv --exclude=./artifacts"
COPY = f"mkdir /sources && tar -C /here {NOT_SOURCES} -c . | tar -C /sources -x"
SUDO = """#!/bin/sh
# who types here is root already, and no systemd runs that could start something now
case $1 in
    -u) user=$2; shift 2; exec runuser -u "$user" -- "$@" ;;
    systemctl) exec systemctl "$2" "$4" ;;
esac
exec "$@"
"""
# what packages only recommend, such as the compiler that pipx's pip does, must not be needed
HASTE = """echo force-unsafe-io > /etc/dpkg/dpkg.cfg.d/haste
echo 'APT::Install-Recommends "false";' > /etc/apt/apt.conf.d/haste"""
IN_HASTE = "export DPKG_DEB_COMPRESSOR_TYPE=none"
"""A package to be installed at once and thrown away need not be small."""


def commands(way: str) -> Sequence[str]:
    """What the page tells to type after the words that name the way."""
    block = re.search(rf"^\*{way}\*.*?\n\n((?:    [^\n]*\n)+)", PAGE, re.DOTALL | re.MULTILINE)
    assert block is not None
    return [line.partition("  #")[0].strip() for line in block[1].splitlines()]


def commands_of_the_service() -> Sequence[str]:
    """What the page sends those to who want no package; typed in the folder of that text."""
    text = (SOURCES / "contrib/README.md").read_text(encoding="utf-8")
    block = re.search(r"its data in `/var/lib/ankerplatz`:\n\n((?:      [^\n]*\n)+)", text)
    assert block is not None
    return [line.strip() for line in block[1].splitlines()]


def answers(venue: MatrixVenue, jitsi: str) -> str:
    """What somebody types whom `init` asks."""
    matrix = [venue.bot, venue.server.url, venue.bot_account.password]
    given = ["en", "Europe/Berlin", jitsi, *matrix, "", venue.guest.user_id, "*", ""]
    return "".join(f"{answer}\n" for answer in given)


@pytest.fixture
def machine(machines: Machines) -> Machine:
    """A bare one, with these sources in a folder."""
    machine = machines.unpack(BARE)
    machine.tell("sh", "-c", COPY, mounts={SOURCES: "/here:ro"})
    machine.tell("sh", "-c", "cat > /bin/sudo && chmod 755 /bin/sudo", typed=SUDO)
    machine.tell("sh", "-c", HASTE)
    return machine


async def follow(
    machine: Machine, lines: Sequence[str], *, answers: str, folder: str = "."
) -> None:
    """Type them in the folder with the sources, or one below; `answers` to the one that asks."""
    for line in lines:
        typed = answers if "ankerplatz init" in line else "y\n"
        await asyncio.to_thread(machine.tell, *_in_sources(f"cd {folder} && {line}"), typed=typed)


async def meet(machine: Machine, line: str, venue: MatrixVenue, folder: Path) -> None:
    """Run the bot with that line, ask it, and end it as a service is ended."""
    program = BotProgram(folder / "config", command=machine.running(*_in_sources(line)))
    await program.start()
    try:
        await ask(venue, "!meet Vorstand", "/vorstand-")
        as_root("kill", str(innermost(program.pid)))
        assert await program.wait() == 0, program.last_words()
    finally:
        await program.kill()


async def meet_as_a_service(machine: Machine, venue: MatrixVenue, folder: Path) -> None:
    """As systemd would start it; then the service is one of those that start with the machine."""
    settings = dict(re.findall(r"^(\w+)=(.*)$", SERVICE, re.MULTILINE))
    program = f"env {settings['Environment']} {settings['ExecStart']}"
    run = f"runuser -u {settings['User']} -- {program}"
    await meet(machine, f"env -C {settings['WorkingDirectory']} {run}", venue, folder)
    assert machine.tell("systemctl", "is-enabled", "ankerplatz") == "enabled"


def _in_sources(line: str) -> Sequence[str]:
    return "sh", "-c", f"{IN_HASTE} && cd /sources && {line}"


async def test_the_way_by_the_sources_leads_to_an_answering_bot(
    machine: Machine, venues: Venues, jitsi: str, tmp_path: Path
):
    venue = await venues.open("matrix")
    assert isinstance(venue, MatrixVenue)
    *before, run = commands("From the sources")
    await follow(machine, before, answers=answers(venue, jitsi))
    await meet(machine, run, venue, tmp_path)


async def test_the_way_by_pipx_leads_to_an_answering_bot(
    machine: Machine, venues: Venues, jitsi: str, tmp_path: Path
):
    venue = await venues.open("matrix")
    assert isinstance(venue, MatrixVenue)
    *before, run = commands("With pipx")
    await follow(machine, before, answers=answers(venue, jitsi))
    await meet(machine, run, venue, tmp_path)


async def test_the_way_by_the_package_leads_to_an_answering_bot(
    machine: Machine, venues: Venues, jitsi: str, tmp_path: Path
):
    venue = await venues.open("matrix")
    assert isinstance(venue, MatrixVenue)
    await follow(machine, commands("As a Debian package"), answers=answers(venue, jitsi))
    await meet_as_a_service(machine, venue, tmp_path)
    machine.tell("sudo", "apt-get", "remove", "-y", "ankerplatz")
    left = machine.tell("find", "/var/lib/ankerplatz", "/etc/ankerplatz", "-type", "f")
    assert "/var/lib/ankerplatz/ankerplatz.db" in left.split()
    assert "/etc/ankerplatz/config.toml" in left.split()


async def test_the_way_by_the_service_without_a_package_leads_to_an_answering_bot(
    machine: Machine, venues: Venues, jitsi: str, tmp_path: Path
):
    venue = await venues.open("matrix")
    assert isinstance(venue, MatrixVenue)
    # who wants a service of systemd has it already, which a bare machine has not
    machine.tell("sh", "-c", "apt-get update && apt-get install -y systemd", typed="y\n")
    given = answers(venue, jitsi)
    await follow(machine, commands_of_the_service(), answers=given, folder="contrib")
    await meet_as_a_service(machine, venue, tmp_path)
