"""`ankerplatz status` asks the process that runs on the same database."""

import asyncio
import json
import stat
import sys
from asyncio.subprocess import PIPE
from dataclasses import dataclass
from pathlib import Path

from bot.demo.program import BotProgram
from tests.fixtures.venue import MakeProgram, Venues, ask


@dataclass(frozen=True)
class Told:
    exit_code: int | None
    stdout: str
    stderr: str


async def run_status(config: Path, *arguments: str) -> Told:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "status", "--config", str(config), *arguments),
        cwd=config.parent,
        stdout=PIPE,
        stderr=PIPE,
    )
    stdout, stderr = await process.communicate()
    return Told(process.returncode, stdout.decode(), stderr.decode())


async def test_a_running_bot_tells_how_it_is_and_a_stopped_one_is_missed(
    venues: Venues, make_program: MakeProgram
) -> None:
    venue = await venues.open("xmpp")
    program: BotProgram = make_program(venue)
    await program.start()
    socket = program.config.with_name("ankerplatz.sock")
    assert stat.S_IMODE(socket.stat().st_mode) == 0o600
    told = await run_status(program.config, "--json")
    assert told.exit_code == 0
    status = json.loads(told.stdout)
    assert status["pid"] == program.pid
    assert (status["well"], status["standing_by"], status["errors"]) == (True, False, 0)
    (network,) = status["networks"].values()
    assert network["ready"] is True
    assert network["queue"] == {"waiting": 0, "claimed": 0, "held": 0}
    assert (status["chats"], status["due"], status["errors_by_kind"]) == (0, [], {})
    shown = (await run_status(program.config)).stdout
    assert "xmpp:venue-bot" in shown
    assert "due next: nothing" in shown
    await ask(venue, "!meet every sunday 11:00 Choir", "Choir")
    status = json.loads((await run_status(program.config, "--json")).stdout)
    assert [(one["chat"], one["number"]) for one in status["due"]] == [(venue.guest.chat, 1)]
    assert (status["chats"], status["next_due"]) == (1, status["due"][0]["at"])
    shown = (await run_status(program.config)).stdout
    assert f"series 1 in {venue.guest.chat}" in shown
    assert (await run_status(program.config, "--quiet")).stdout == ""

    assert await program.stop() == 0
    assert not socket.exists()
    gone = await run_status(program.config)
    assert (gone.exit_code, gone.stdout) == (1, "")
    assert gone.stderr == "ankerplatz: the bot is not running, or not on this database\n"
