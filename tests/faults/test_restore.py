"""A database as it was yesterday comes back."""

import shutil
import sys
from asyncio import create_subprocess_exec
from datetime import UTC, datetime, timedelta

import pytest

from bot.demo.program import BotProgram
from tests.faults.conftest import Tally
from tests.faults.log import own_complaints
from tests.faults.probes import Trial
from tests.faults.test_clock import addresses, count_reminders, reminded
from tests.fixtures.databases import database_of, engines
from tests.fixtures.programme import Planned, plan
from tests.fixtures.venue import MakeProgram, Venues

pytestmark = pytest.mark.faults


async def ankerplatz_db(program: BotProgram, *arguments: str) -> None:
    config = ("--config", str(program.config))
    process = await create_subprocess_exec(
        sys.executable, "-m", "bot", "db", *arguments, *config, cwd=program.config.parent
    )
    assert await process.wait() == 0


@pytest.mark.parametrize(
    ("way", "engine"),
    [*(("db restore", engine) for engine in engines("sqlite")), ("file put back", "sqlite")],
)
async def test_what_was_said_since_the_copy_is_not_said_again(
    way: str, venues: Venues, make_program: MakeProgram, tally: Tally
):
    fault = f"database restored ({way})"
    trials = [Trial(await venues.open(network)) for network in ("matrix", "xmpp")]
    program = make_program(*(one.venue for one in trials))
    await program.start()
    for trial in trials:
        await trial.type(fault)
        await trial.all_answered()
    assert await program.stop() == 0
    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=5)
    date = Planned(title="Date-told.", due=soon, targets=addresses(trials))
    await plan(program, [date])
    copy = program.config.with_name("copy.db")
    await ankerplatz_db(program, "backup", str(copy))
    await program.start()
    for trial in trials:
        await trial.type(fault, seconds=1)
        await trial.all_answered()
        await reminded(trial.venue, date.title)
    assert await program.stop() == 0
    if way == "db restore":
        await ankerplatz_db(program, "restore", str(copy))
    else:
        shutil.copyfile(copy, database_of(program))
    await program.start()
    for trial in trials:
        trial.blows[fault] += 1
        await trial.type(fault)
        await trial.all_answered()
    assert await program.stop() == 0

    assert [await trial.counted(tally) for trial in trials] == [{}, {}]
    for trial in trials:
        if trial.venue.network == "xmpp" and way != "db restore":
            continue  # who puts the file back by hand may hear it twice there, as the page says
        told = f"{fault}, reminders"
        expected = [date.title]
        assert await count_reminders(tally, told, trial.venue, blows=1, expected=expected) == {}
    assert own_complaints(program) == []
