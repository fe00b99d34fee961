"""The clock of the machine jumps, and the rules of time zones change under a running bot."""

import asyncio
import os
import re
import signal
import sys
from datetime import UTC, datetime, timedelta, timezone
from importlib.resources import files
from pathlib import Path
from typing import Final

import pytest

from bot.demo.program import BotProgram
from bot.domain.chat import ChatAddress, ChatId
from tests.faults.conftest import Tally
from tests.faults.log import own_complaints
from tests.faults.probes import Trial
from tests.faults.tally import tallied, times_of
from tests.fixtures.programme import Planned, account_of, plan
from tests.fixtures.venue import MakeProgram, Venue, Venues, is_answer

pytestmark = pytest.mark.faults

REMINDER: Final = re.compile(r"^(Date-\w+\.) beg")
PATIENCE_S: Final = 60


def addresses(trials: list[Trial]) -> list[ChatAddress]:
    return [ChatAddress(account_of(one.venue), ChatId(one.venue.guest.chat)) for one in trials]


async def reminded(venue: Venue, title: str) -> None:
    await venue.guest.wait_for(lambda line: is_answer(line, venue, f"^{title}"), PATIENCE_S)


async def count_reminders(
    tally: Tally, fault: str, venue: Venue, *, blows: int, expected: list[str]
) -> dict[str, int]:
    """What was not said exactly once."""
    times = times_of(await venue.answers(), REMINDER)
    tally(f"{fault}, {venue.network}", tallied(blows=blows, times=times, expected=expected))
    return {each: times[each] for each in expected if times[each] != 1}


class WrongClock:
    """How many seconds the bot's clock is ahead; its monotonic clock goes right."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        self.be(timedelta(0))

    def be(self, ahead: timedelta) -> None:
        self._file.write_text(f"{ahead.total_seconds():+.0f}s\n")

    def command(self, config: Path) -> list[str]:
        (library,) = Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")
        return [
            "env",
            f"LD_PRELOAD={library}",
            f"FAKETIME_TIMESTAMP_FILE={self._file}",
            "FAKETIME_NO_CACHE=1",
            "FAKETIME_DONT_FAKE_MONOTONIC=1",
            "FAKETIME_FORCE_MONOTONIC_FIX=0",  # it makes Python's threads wait for each other
            *(sys.executable, "-m", "bot", "run", "--config", str(config)),
        ]


async def test_a_clock_that_jumps_loses_and_doubles_nothing(
    venues: Venues, make_program: MakeProgram, tmp_path: Path, tally: Tally
):
    trials = [Trial(await venues.open(network)) for network in ("matrix", "xmpp")]
    venues_of_both = [one.venue for one in trials]
    made = make_program(*venues_of_both, reminders={"late_grace": "1d"})
    clock = WrongClock(tmp_path)
    program = BotProgram(made.config, command=clock.command(made.config))
    await made.start()
    assert await made.stop() == 0
    now, right, an_hour = datetime.now(UTC), timedelta(0), timedelta(hours=1)
    soon, later = (
        Planned(title=title, due=now.replace(microsecond=0) + after, targets=addresses(trials))
        for title, after in (("Date-soon.", timedelta(seconds=8)), ("Date-later.", an_hour))
    )
    await plan(made, [soon, later])
    await program.start()
    try:
        for fault, jump, told in (
            ("clock an hour behind", -an_hour, None),
            ("clock set right", right, soon),
            ("clock two hours ahead", 2 * an_hour, later),
            ("clock set right", right, None),
        ):
            clock.be(jump)
            for trial in trials:
                trial.blows[fault] += 1
                await trial.type(fault)
                await trial.type(fault)
            for trial in trials:
                await trial.all_answered()
            if told:
                await asyncio.gather(*(reminded(one.venue, told.title) for one in trials))
    finally:
        code = await program.stop()
    assert code == 0, program.last_words()

    for trial in trials:
        assert await trial.counted(tally) == {}
        expected = [soon.title, later.title]
        wrong = await count_reminders(
            tally, "clock set back and forth, reminders", trial.venue, blows=4, expected=expected
        )
        assert wrong == {}
    assert own_complaints(program) == []


class ZoneRules:
    """Those that the bot finds on its system; of `Europe/Berlin` it has the ones told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "Europe").mkdir(parents=True)

    def say(self, version: str, *, hours: int) -> timezone:
        """So far ahead of UTC, all the year."""
        zones = files("tzdata.zoneinfo.Etc")
        rules = zones.joinpath(f"GMT-{hours}").read_bytes()  # the sign is as POSIX has it
        fresh = self.folder / "fresh"
        fresh.write_bytes(rules)
        fresh.replace(self.folder / "Europe" / "Berlin")
        (self.folder / "tzdata.zi").write_text(f"# version {version}\n")
        return timezone(timedelta(hours=hours))


async def test_a_date_whose_zone_has_new_rules_is_told_once_at_its_new_moment(
    venues: Venues,
    make_program: MakeProgram,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tally: Tally,
):
    rules = ZoneRules(tmp_path / "zoneinfo")
    monkeypatch.setenv("PYTHONTZPATH", str(rules.folder))
    old = rules.say("2026a", hours=1)
    trials = [Trial(await venues.open(network)) for network in ("matrix", "xmpp")]
    program = make_program(*(one.venue for one in trials))
    await program.start()
    assert await program.stop() == 0
    in_an_hour = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1, seconds=10)
    moved = Planned(
        title="Date-moved.",
        due=in_an_hour,
        targets=addresses(trials),
        timezone="Europe/Berlin",
        rules=old,
    )
    await plan(program, [moved])
    await program.start()

    rules.say("2026b", hours=2)
    os.kill(program.pid, signal.SIGHUP)
    await asyncio.gather(*(reminded(one.venue, moved.title) for one in trials))
    assert await program.stop() == 0
    await program.start()
    for trial in trials:
        await trial.type("rules of the time zone changed")
        await trial.all_answered()
    assert await program.stop() == 0

    for trial in trials:
        fault, expected = "rules of the time zone changed, reminders", [moved.title]
        assert await count_reminders(tally, fault, trial.venue, blows=1, expected=expected) == {}
    assert own_complaints(program) == []
