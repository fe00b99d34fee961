"""The bot's disk is full, or breaks and can only be read: a real one, where it may be mounted."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from bot.demo.program import BotProgram, write_configuration
from bot.domain.chat import ChatAddress, ChatId
from tests.faults.conftest import Tally, until
from tests.faults.log import own_complaints
from tests.faults.probes import Trial
from tests.faults.tally import tallied
from tests.fixtures.disk import Disk, Mounted
from tests.fixtures.programme import Planned, account_of, plan
from tests.fixtures.venue import MakeProgram, Venue, Venues

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]

IS_LONG: Final = os.environ.get("ANKERPLATZ_TEST_LONG") == "1"
ROUNDS, LASTS_S = (10, 12) if IS_LONG else (1, 3)
NOTICED_S: Final = 3
EARLIER: Final = Path(__file__).parents[1] / "data" / "schemas" / "0014.sql"


class Watched:
    """A bot on that disk, its log on it too, in a chat of each network; dates that come due."""

    def __init__(self, disk: Disk, trials: Sequence[Trial], program: BotProgram) -> None:
        self.disk = disk
        self.trials = trials
        self.program = program
        self._dates: list[str] = []
        self._due = datetime.now(UTC)

    async def has_dates(self, *, due_in: timedelta) -> None:
        """Planned beforehand; reminded of is everybody in the chats."""
        chats = [
            ChatAddress(account_of(one.venue), ChatId(one.venue.guest.chat)) for one in self.trials
        ]
        self._dates = [f"Date {number}" for number in range(3)]
        due = self._due = datetime.now(UTC) + due_in
        await plan(self.program, (Planned(title=t, due=due, targets=chats) for t in self._dates))

    async def dates_are_due(self) -> None:
        """And the bot has had some seconds to see that."""
        left = (self._due - datetime.now(UTC)).total_seconds()
        await asyncio.sleep(max(left, 0) + NOTICED_S)

    async def everything_came_once(self, fault: str, tally: Tally) -> None:
        for trial in self.trials:
            venue = trial.venue
            await until(lambda venue=venue: self._reminded(venue), seconds=90)
            assert await trial.counted(tally) == {}
            times = await self._times(venue)
            tally(
                f"{fault}, reminders, {venue.network}",
                tallied(blows=ROUNDS, times=times, expected=self._dates),
            )
            assert times == dict.fromkeys(self._dates, 1)

    async def _reminded(self, venue: Venue) -> bool:
        return 0 not in (await self._times(venue)).values()

    async def _times(self, venue: Venue) -> dict[str, int]:
        said = await venue.answers()
        return {date: sum(date in text for text in said) for date in self._dates}


@pytest.fixture
async def watched(disk: Disk, venues: Venues, make_program: MakeProgram) -> Watched:
    """`disk` comes first, and so is put away last."""
    trials = [Trial(await venues.open(network)) for network in ("matrix", "xmpp")]
    database = f"sqlite:///{disk.folder / 'ankerplatz.db'}"
    program = make_program(*(one.venue for one in trials), bot={"database": database})
    program.log = disk.folder / "bot.log"
    await program.start()
    assert await program.stop() == 0, program.last_words()
    return Watched(disk, trials, program)


async def test_a_disk_that_is_full_for_a_while_loses_and_doubles_nothing(
    watched: Watched, tally: Tally
) -> None:
    fault, disk, program = "full disk of its own", watched.disk, watched.program
    await watched.has_dates(due_in=timedelta(seconds=8))
    await program.start()
    for _ in range(ROUNDS):
        disk.fill(program)
        try:
            await asyncio.gather(*(one.type(fault, seconds=LASTS_S) for one in watched.trials))
            await watched.dates_are_due()
        finally:
            disk.make_room(program)
        for trial in watched.trials:
            trial.blows[fault] += 1
            await trial.all_answered()

    await watched.everything_came_once(fault, tally)
    assert await program.stop() == 0, program.last_words()
    assert own_complaints(program) == []


async def test_a_disk_that_breaks_is_named_in_the_log_and_nothing_is_lost_when_it_is_mended(
    watched: Watched, tally: Tally, tmp_path: Path
) -> None:
    fault, disk, program = "disk that breaks", watched.disk, watched.program
    program.log = tmp_path / "elsewhere.log"
    await watched.has_dates(due_in=timedelta(seconds=8))
    await program.start()
    disk.break_down(program)
    await asyncio.gather(*(one.type(fault, seconds=LASTS_S) for one in watched.trials))

    if isinstance(disk, Mounted):  # else nothing more comes into the log either
        assert "broken, or mounted read-only after an error" in program.log.read_text()
    await watched.dates_are_due()
    assert await program.stop() == 0, program.last_words()
    disk.repair()
    await program.start()
    for trial in watched.trials:
        trial.blows[fault] += 1
        await trial.all_answered()

    await watched.everything_came_once(fault, tally)
    assert await program.stop() == 0, program.last_words()
    assert own_complaints(program) == []


class Shell:
    """An operator at a database of an earlier version, by default on that disk."""

    def __init__(self, folder: Path, database: Path) -> None:
        self._config = folder / "config.toml"
        account = {"homeserver": "http://127.0.0.1:9", "user_id": "@a:example.org", "password": "x"}
        sections = {
            "bot": {"database": f"sqlite:///{database}"},
            "jitsi": {"url": "http://127.0.0.1:9"},
            "matrix": account,
        }
        write_configuration(self._config, sections)
        with closing(sqlite3.connect(database)) as made:
            made.execute("PRAGMA journal_mode = WAL")  # as every database of the program
            made.executescript(EARLIER.read_text(encoding="utf-8"))
            made.execute("CREATE TABLE heap (words TEXT)")
            made.execute("INSERT INTO heap VALUES (hex(randomblob(150000)))")
            made.commit()

    def type(self, *words: str) -> tuple[int, list[str]]:
        """The exit code, and what was said besides the log."""
        command = [sys.executable, "-m", "bot", *words, "--config", str(self._config)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, [*done.stdout.splitlines(), *done.stderr.splitlines()]


@pytest.mark.parametrize("left", [0, 100_000])
def test_an_update_without_room_for_its_copy_leaves_the_database_as_it_was(
    disk: Disk, tmp_path: Path, left: int
) -> None:
    database = disk.folder / "ankerplatz.db"
    shell = Shell(tmp_path, database)
    before = database.read_bytes()
    disk.fill(None, left=left)
    try:
        code, told = shell.type("db", "upgrade")
    finally:
        disk.make_room(None)

    assert code != 0
    assert len(told) == 1
    assert "make room" in told[0]
    assert database.read_bytes() == before
    assert not list(disk.folder.glob("*.schema-*"))
    code, told = shell.type("db", "upgrade")
    assert code == 0, told
    assert (disk.folder / "ankerplatz.db.schema-14").exists()


@pytest.mark.parametrize("left", [0, 100_000])
def test_a_backup_without_room_for_it_is_one_line_and_leaves_nothing(
    disk: Disk, tmp_path: Path, left: int
) -> None:
    database = tmp_path / "ankerplatz.db"
    shell = Shell(tmp_path, database)
    before = database.read_bytes()
    copy = disk.folder / "copy.db"
    disk.fill(None, left=left)
    try:
        for command in ("backup", "export"):
            code, told = shell.type("db", command, str(copy))
            assert (code, len(told)) == (1, 1), told
            assert str(copy if isinstance(disk, Mounted) else tmp_path) in told[0]
            assert not copy.exists()
    finally:
        disk.make_room(None)

    assert database.read_bytes() == before
    code, told = shell.type("db", "backup", str(copy))
    assert code == 0, told
