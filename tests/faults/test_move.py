"""A living installation moves to PostgreSQL, and whoever does it pulls the plug now and then.

ANKERPLATZ_TEST_SEED repeats a run's choices; ANKERPLATZ_TEST_LONG=1 pulls it forty times.
"""

import asyncio
import os
import secrets
import shutil
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Final

import pytest

from bot.domain.chat import ChatAddress, ChatId
from bot.storage.address import SQLITE
from bot.storage.sqlite.copies import moved_to
from tests.faults.log import complaints
from tests.fixtures.databases import IS_LONG, database_of, url_of
from tests.fixtures.postgresql import Postgres
from tests.fixtures.programme import Planned, account_of, plan
from tests.fixtures.venue import MakeProgram, Venues, ask

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]

KILLS: Final = 40 if IS_LONG else 3


async def migrate(source: str, target: str, *, killed_after: float | None = None) -> int:
    """The exit code of the operator's command, which may be killed in the middle."""
    typed = (sys.executable, "-m", "bot", "db", "migrate", source, target)
    process = await asyncio.create_subprocess_exec(*typed, stdout=asyncio.subprocess.DEVNULL)
    if killed_after is not None:
        await asyncio.wait([asyncio.create_task(process.wait())], timeout=killed_after)
        if process.returncode is None:
            process.kill()
    return await process.wait()


async def test_an_installation_in_use_moves_and_says_everything_once(
    venues: Venues, make_program: MakeProgram, postgres: Postgres
) -> None:
    seed = os.environ.get("ANKERPLATZ_TEST_SEED", secrets.token_hex(4))
    print(f"ANKERPLATZ_TEST_SEED={seed}")
    random = Random(seed)
    both = [await venues.open(network) for network in ("matrix", "xmpp")]
    program = make_program(*both)
    source, target = url_of(program), postgres.url()
    await program.start()
    for venue in both:
        await ask(venue, "!meet Vorstand", "/vorstand-")
        await ask(venue, "!meet every sunday 11:00 in Chor", "!cancel 1")
    began = time.monotonic()
    assert await migrate(source, target) != 0  # while the bot runs
    took = time.monotonic() - began
    assert await program.stop() == 0, program.last_words()

    chats = [ChatAddress(account_of(venue), ChatId(venue.guest.chat)) for venue in both]
    await plan(program, [Planned(title="Due.", due=datetime.now(UTC), targets=chats)])
    for venue in both:
        await venue.guest.say("!meet Probe")
    file = database_of(program)
    killed: list[Path] = []
    while len(killed) < KILLS:
        tried = file.with_name(f"tried{len(killed)}.db")
        shutil.copy(file, tried)
        delay = took * random.uniform(0.3, 1)
        ended = await migrate(f"{SQLITE}{tried}", postgres.url(), killed_after=delay) == 0
        if not (ended or moved_to(tried)):  # all was there already, and only the end was to come
            killed.append(tried)
    assert {tried.read_bytes() for tried in killed} == {file.read_bytes()}
    assert await migrate(f"{SQLITE}{killed[-1]}", postgres.url()) == 0
    assert await migrate(source, target) == 0

    old = 'database = "'
    text = program.config.read_text()
    assert old not in text
    program.config.write_text(text.replace("[bot]\n", f'[bot]\n{old}{target}"\n'))
    for farewell in ("!sessions", "!settings"):  # a second life says nothing again
        await program.start()
        for venue in both:
            assert (await ask(venue, farewell, r"Chor|Language")).text
        assert await program.stop() == 0, program.last_words()
    for venue in both:
        answers = await venue.answers()
        said = {
            "/vorstand-": sum("/vorstand-" in text for text in answers),
            "/probe-": sum("/probe-" in text for text in answers),
            "Due.": sum(text.startswith("Due.") for text in answers),
        }
        assert said == dict.fromkeys(said, 1), answers
    assert complaints(program) == []
