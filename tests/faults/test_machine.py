"""What the machine does to the bot: it stands still, its disk is full, its file is in use.

ANKERPLATZ_TEST_LONG=1 makes it ten rounds, and longer ones.
"""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import pytest

from bot.demo.program import BotProgram
from tests.faults import troubles
from tests.faults.conftest import Tally
from tests.faults.log import own_complaints
from tests.faults.probes import Trial
from tests.fixtures.databases import database_of
from tests.fixtures.postgresql import Postgres
from tests.fixtures.venue import MakeProgram, Venues

IS_LONG: Final = os.environ.get("ANKERPLATZ_TEST_LONG") == "1"
ROUNDS, LASTS_S = (10, 12) if IS_LONG else (1, 2)
EX_CONFIG: Final = 78
# that it restarts is also tried with several copies
WAYS: Final = ("PostgreSQL read-only", "PostgreSQL away")[: 2 if IS_LONG else 1]
FAULTS: Final = {
    "SIGSTOP of the bot": troubles.stopped,
    "disk full": troubles.disk_full,
    "database held by another program": troubles.database_held,
}

pytestmark = [pytest.mark.faults, pytest.mark.timeout(120 * ROUNDS)]


@pytest.mark.parametrize("engine", ["sqlite"])  # it is about its file
async def test_whatever_the_machine_does_every_command_is_answered_once(
    venues: Venues, make_program: MakeProgram, tally: Tally
):
    trials = [Trial(await venues.open(network)) for network in ("matrix", "xmpp")]
    program = make_program(*(trial.venue for trial in trials))
    await program.start()
    for fault, made in FAULTS.items():
        for _ in range(ROUNDS):
            async with made(program):
                await asyncio.gather(*(one.type(fault, seconds=LASTS_S) for one in trials))
            for trial in trials:
                trial.blows[fault] += 1
                await trial.all_answered()
    assert await program.stop() == 0, program.last_words()

    assert [await trial.counted(tally) for trial in trials] == [{}, {}]
    assert own_complaints(program) == []


async def test_a_database_that_cannot_be_written_for_a_while_loses_and_doubles_nothing(
    venues: Venues, make_program: MakeProgram, start_postgres: Postgres, tally: Tally
):
    trials = [Trial(await venues.open(network)) for network in ("matrix", "xmpp")]
    database = start_postgres.url()
    program = make_program(*(one.venue for one in trials), bot={"database": database})
    await program.start()
    async with started_again(program):
        for fault in WAYS:
            for _ in range(ROUNDS):
                if fault == "PostgreSQL away":
                    await asyncio.to_thread(start_postgres.stop)
                else:
                    start_postgres.set("default_transaction_read_only", "on")
                await asyncio.gather(*(one.type(fault, seconds=LASTS_S) for one in trials))
                if fault == "PostgreSQL away":
                    await asyncio.to_thread(start_postgres.start)
                else:
                    start_postgres.set("default_transaction_read_only", "off")
                for trial in trials:
                    trial.blows[fault] += 1
                    await trial.all_answered()
    assert await program.stop() == 0, program.last_words()

    assert [await trial.counted(tally) for trial in trials] == [{}, {}]
    assert own_complaints(program) == []


@asynccontextmanager
async def started_again(program: BotProgram) -> AsyncIterator[None]:
    """Inside the block, as systemd does it: a copy that lost the database too long gives way."""

    async def keep() -> None:
        while True:
            await program.wait()
            await program.launch()
            await asyncio.sleep(1)

    async with asyncio.TaskGroup() as tasks:
        keeping = tasks.create_task(keep())
        try:
            yield
        finally:
            keeping.cancel()


@pytest.mark.parametrize("engine", ["sqlite"])  # it is about its file
async def test_a_file_that_may_not_be_written_is_named_and_nothing_is_done(
    venues: Venues, make_program: MakeProgram
):
    made = make_program(await venues.open("xmpp"))
    await made.start()
    assert await made.stop() == 0
    database = database_of(made)
    database.chmod(0o400)
    # even the root of a test machine then has to respect the file's mode
    humble = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
    run = (sys.executable, "-m", "bot", "run", "--config", str(made.config))
    assert shutil.which("setpriv"), "util-linux is part of every Debian"
    program = BotProgram(made.config, command=(*humble, *run) if os.getuid() == 0 else run)
    await program.launch()

    assert await program.wait() == EX_CONFIG
    assert f"bot.database: {database.name} cannot be opened" in program.last_words()
