"""A bot that cannot go on says why in one line, and its exit code says whose turn it is."""

import asyncio
from pathlib import Path

import pytest

from bot.config import load
from bot.demo.program import BotProgram
from bot.errors import ConfigError
from bot.running.serving import run_bot
from bot.storage.sqlite.lock import FileLock
from tests.fixtures.postgresql import Postgres
from tests.fixtures.venue import MakeProgram, Venues

EX_CONFIG = 78


async def last_line(program: BotProgram, *, code: int) -> str:
    await program.launch()
    assert await program.wait() == code
    assert "Traceback" not in program.log.read_text()
    return program.last_words().splitlines()[-1]


async def test_a_bot_that_cannot_begin_lets_go_of_its_database(tmp_path: Path) -> None:
    file, database = tmp_path / "config.toml", tmp_path / "bot.db"
    file.write_text(
        f'[bot]\ndatabase = "sqlite:///{database}"\n'
        '[jitsi]\nurl = "https://meet.example.org"\n'
        '[web]\nlogo = "missing.svg"\n'
    )
    begun = load(file)
    with pytest.raises(ConfigError, match="logo"):
        await run_bot(begun, ready=lambda _: None, reload=asyncio.Event(), load=lambda: begun)
    FileLock(database).release()


async def test_who_is_refused_by_the_only_network_says_so(
    venues: Venues, make_program: MakeProgram
) -> None:
    program = make_program(await venues.open("xmpp"), xmpp={"password": "wrong"})
    assert "cannot be used any more" in await last_line(program, code=1)


async def test_who_is_refused_by_the_database_has_something_to_configure(
    venues: Venues, make_program: MakeProgram, postgres: Postgres
) -> None:
    database = f"postgresql://nobody@127.0.0.1:{postgres.port}/postgres"
    program = make_program(await venues.open("xmpp"), bot={"database": database})
    assert "PGPASSWORD" in await last_line(program, code=EX_CONFIG)
