"""Copies are exchanged one by one for those of a newer release, which knows one migration more."""

import asyncio
import shutil
from pathlib import Path
from typing import Final

import pytest

import bot
from bot.demo.program import BotProgram
from bot.storage.schema import ONLY_ADDS, migrations
from tests.fixtures.postgresql import Postgres, hang_up
from tests.fixtures.venue import MakeProgram, Venues, ask

pytestmark = pytest.mark.faults

PATIENCE_S: Final = 60
ADDS: Final = f"{ONLY_ADDS} Nobody reads it yet.\nALTER TABLE chat ADD COLUMN colour TEXT;\n"
TAKES_AWAY: Final = "ALTER TABLE chat DROP COLUMN leads;\n"


def make_newer(program: BotProgram, migration: str) -> None:
    """Python looks into the folder in which it is started first."""
    package = program.config.with_name("bot")
    shutil.copytree(Path(bot.__file__).parent, package)
    number = max(migrations()) + 1
    (package / "storage" / "migrations" / f"{number:04}_next.sql").write_text(migration)


async def stands_by(program: BotProgram, *, since: int = 0) -> None:
    """It has seen that another copy serves; what its log had before does not count."""
    await program.launch()
    async with asyncio.timeout(PATIENCE_S):
        while "standing by" not in program.log.read_text()[since:]:  # noqa: ASYNC110 -- a file
            await asyncio.sleep(0.1)


async def test_an_older_copy_goes_on_beside_a_newer_one_as_long_as_the_database_only_grew(
    postgres: Postgres, venues: Venues, make_program: MakeProgram
) -> None:
    venue, database = await venues.open("xmpp"), {"database": postgres.url()}
    old, new = (make_program(venue, bot=database) for _ in range(2))
    make_newer(new, ADDS)
    await old.start()
    await ask(venue, "!meet First", "/first-")
    await stands_by(new)
    await hang_up(postgres)  # so that the older copy looks at the newer database
    await ask(venue, "!meet Second", "/second-")
    assert await old.stop() == 0
    await new.wait_ready()
    await ask(venue, "!meet Third", "/third-")
    await stands_by(old, since=len(old.log.read_text()))  # back again, because the new one is bad
    assert await new.stop() == 0
    await old.wait_ready()
    await ask(venue, "!meet Fourth", "/fourth-")
    assert await old.stop() == 0


async def test_an_older_copy_ends_with_a_clear_line_where_the_database_lost_what_it_needs(
    postgres: Postgres, venues: Venues, make_program: MakeProgram
) -> None:
    venue, database = await venues.open("xmpp"), {"database": postgres.url()}
    old, new = (make_program(venue, bot=database) for _ in range(2))
    make_newer(new, TAKES_AWAY)
    await old.start()
    await stands_by(new)
    await hang_up(postgres)
    async with asyncio.timeout(PATIENCE_S):
        assert await old.wait() == 78
    assert "was written by a newer Ankerplatz" in old.last_words()
