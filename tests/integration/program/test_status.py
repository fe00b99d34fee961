"""`ankerplatz status` asks the process that runs on the same database."""

import asyncio
import json
import os
import signal
import stat
from collections.abc import Sequence
from pathlib import Path
from socket import gethostname
from typing import Any

from bot.demo.program import BotProgram
from tests.fixtures.command_line import Told, ankerplatz
from tests.fixtures.postgresql import Postgres
from tests.fixtures.venue import MakeProgram, Venues, ask


async def run_status(config: Path, *arguments: str) -> Told:
    return await ankerplatz(config, "status", *arguments)


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

    assert status["not_configured"] == {}

    assert await program.stop() == 0
    assert not socket.exists()
    gone = await run_status(program.config)
    assert (gone.exit_code, gone.stdout) == (1, "")
    assert gone.stderr == "ankerplatz: the bot is not running, or not on this database\n"


async def test_each_of_several_copies_in_one_folder_tells_how_it_is(
    venues: Venues, make_program: MakeProgram, postgres: Postgres
) -> None:
    first = make_program(await venues.open("xmpp"), bot={"database": postgres.url()})
    second, third = (BotProgram(first.config) for _ in range(2))
    try:
        await first.start()
        alone = await run_status(first.config, "--json")
        assert json.loads(alone.stdout)["pid"] == first.pid
        for copy in (second, third):
            await copy.launch()
        told = await status_of(first.config, copies=3)
        pids = {first.pid: False, second.pid: True, third.pid: True}
        assert {one["pid"]: one["standing_by"] for one in told["copies"]} == pids
        shown = (await run_status(first.config)).stdout
        assert all(f"process {pid} on {gethostname()}" in shown for pid in pids)

        os.kill(second.pid, signal.SIGSTOP)
        stuck = await run_status(first.config)
        assert stuck.exit_code == 1
        assert f"process {first.pid} " in stuck.stdout
        assert "the bot runs and does not answer" in stuck.stdout
        await second.kill()
        # what it left is not taken for a copy, and its place is free again
        told = await status_of(first.config, copies=2)
        await second.launch()
        await status_of(first.config, copies=3)
        assert len(sockets(first.config)) == 3

        for copy in (second, third):
            assert await copy.stop() == 0, copy.last_words()
        assert json.loads((await run_status(first.config, "--json")).stdout)["pid"] == first.pid
        assert await first.stop() == 0, first.last_words()
        assert sockets(first.config) == []
    finally:
        for copy in (second, third):
            await copy.kill()


def sockets(config: Path) -> Sequence[Path]:
    return list(config.parent.glob("ankerplatz*.sock"))


async def status_of(config: Path, *, copies: int) -> dict[str, Any]:
    """As soon as so many are there."""
    async with asyncio.timeout(30):
        while True:
            told = await run_status(config, "--json")
            status = json.loads(told.stdout)
            if len(status.get("copies", ())) == copies:
                assert (told.exit_code, status["well"]) == (0, True)
                return status
