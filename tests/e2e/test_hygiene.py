"""What is left of a day with people on both networks, once they asked to be forgotten."""

import asyncio
import json
import sqlite3
import stat
import sys
from asyncio.subprocess import PIPE
from collections.abc import Collection
from contextlib import closing
from pathlib import Path
from typing import Final

import aiohttp
import pytest

from bot.demo.program import BotProgram
from bot.storage.sqlite.layout import tables
from tests.e2e.aftermath import files_with
from tests.faults.log import complaints, private_words
from tests.fixtures.databases import database_of
from tests.fixtures.venue import MakeProgram, MatrixVenue, Venue, Venues, ask

pytestmark = pytest.mark.e2e

SAID: Final = "Zaubertinte"
"""Stands in all that is said and not meant to be kept."""

TURNS: Final = (
    (f"!who {SAID}", SAID),
    (f"!timezone Mars/{SAID}", "I do not know the time zone"),
    (f"!language {SAID}", "I do not speak"),
    (f"!meet in {SAID * 40}", "too long"),
    (f"!import https://{SAID}.invalid/a.ics", "."),
    ("!meet every sunday 11:00 Choir in Probenraum [public]", "Choir"),
    ("!edit 1 host me", "Gundula"),
    ("!rsvp 1", "Coming: 1"),
    (f"!agenda 1 {SAID}", SAID),
    ("!agenda 1 remove 1", "."),
    ("!sessions", "Choir"),
    ("!subscribe 1 10 min", "."),
    ("!dashboard", "."),
    ("!ics", "."),
    ("!invite", "."),
    ("!watch Probenraum", "."),
    ("!notify from 3 in Probenraum", "."),
    ("!stats 1 on", "."),
    (f"!announce {SAID}", "."),
    (f"!bridged with {SAID}", "."),
    (f"!retitle 1 sunday {SAID * 40}", "."),
    (f"!watch {SAID * 40}", "."),
    ("!data", "."),
    ("!forget me yes", "."),
    ("!about", "."),
)
LINKS: Final = ("/manage/enter/", "/c/")
"""Begin what opens a dashboard or somebody's own calendar, and is told to them alone."""


async def a_day(venue: Venue) -> None:
    for line, answer in TURNS:
        await venue.guest.say(f"{SAID}, said among people")
        await ask(venue, line, answer, seconds=30)


WHO: Final = {"person", "made_by"}
"""Columns with the account of a person."""
ANSWERED: Final = {"inbox", "outbox"}
"""Ids of lines without their words; also of the answer that all is erased."""


def traces(database: Path, people: Collection[str]) -> set[str]:
    """The columns in which anybody stands still, and the tables that name one of these people."""
    with closing(sqlite3.connect(database)) as connection:
        found: set[str] = set()
        for table in tables(connection):
            rows = connection.execute(f"SELECT {', '.join(table.columns)} FROM {table.name}")
            for row in rows.fetchall():
                values = dict(zip(table.columns, row, strict=True))
                found |= {f"{table.name}.{name}" for name in WHO if values.get(name)}
                if any(person in repr(row) for person in people):
                    found.add(table.name)
    return found


def files_for_others(folder: Path) -> list[str]:
    """Whatever another account of the machine could read or write; the log is not the bot's."""
    open_ones = (path for path in folder.rglob("*") if stat.S_IMODE(path.lstat().st_mode) & 0o077)
    return [path.name for path in open_ones if not path.is_dir() and path.suffix != ".log"]


def accounts(*venues: Venue) -> list[str]:
    """Of the guests, as their networks call them."""
    return [one.account.user_id if isinstance(one, MatrixVenue) else one.jid for one in venues]


async def told(program: BotProgram, *command: str) -> str:
    """Both outputs of a command of the operator's."""
    name, *arguments = command
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *name.split(), *arguments),
        *("--config", str(program.config)),
        cwd=program.config.parent,
        stdout=PIPE,
        stderr=PIPE,
    )
    return "".join(part.decode() for part in await process.communicate())


async def shown(program: BotProgram, website: str) -> str:
    """What whoever looks after the bot sees, and what a monitor reads."""
    status = [await told(program, "status", *how) for how in ((), ("--json",))]
    assert json.loads(status[1])["well"]
    copies = [program.config.with_name(name) for name in ("backup.db", "export.json")]
    status += [
        await told(program, "check", "--json"),
        await told(program, "chats"),
        await told(program, "db backup", str(copies[0])),
        await told(program, "db export", str(copies[1])),
    ]
    assert all(copy.exists() for copy in copies), status
    async with aiohttp.ClientSession(website) as http:
        for page in ("/readyz", "/metrics", "/", "/api/v1/programme.json"):
            async with http.get(page) as answer:
                assert answer.status == 200, page
                status.append(await answer.text())
    return "\n".join(status)


def mistype_secrets(config: Path) -> None:
    """So that each is a key that nobody knows."""
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("password = ", "passwort = "), encoding="utf-8")


@pytest.mark.parametrize("engine", ["sqlite"])  # whose file is looked into
async def test_no_log_database_or_status_has_a_secret_a_name_or_what_was_said(
    venues: Venues, make_program: MakeProgram
) -> None:
    chats = [await venues.open(network) for network in ("matrix", "xmpp")]
    program = make_program(
        *chats,
        matrix={"encryption": True},
        web={"listen": "127.0.0.1:0", "public_url": "https://anker.example.org"},
    )
    website = (await program.start()).split()[-1]
    await asyncio.gather(*map(a_day, chats))
    seen = await shown(program, website)
    assert files_for_others(program.config.parent) == []
    assert await program.stop() == 0, program.last_words()

    words = [SAID, *LINKS, *private_words(program, *chats)]
    assert [word for word in words if word in seen] == []
    assert list(files_with(program.config.parent, words)) == []
    assert traces(database_of(program), accounts(*chats)) <= ANSWERED
    assert complaints(program) == []
    mistype_secrets(program.config)
    mistaken = await told(program, "check")
    assert "config.toml:" in mistaken
    assert [word for word in words if word in mistaken] == []


def test_a_file_that_others_can_read_is_found(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.db").touch(0o640)
    (tmp_path / "b.db").touch(0o600)

    assert files_for_others(tmp_path) == ["a.db"]


def test_who_stands_in_a_table_still_is_found(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection, connection:
        connection.execute("CREATE TABLE rsvp (person TEXT, slot TEXT)")
        connection.execute("CREATE TABLE news (payload TEXT)")
        connection.execute("INSERT INTO rsvp VALUES ('occupant@club', 'today')")
        connection.execute("INSERT INTO news VALUES ('told @ada:example.org')")

    assert traces(tmp_path / "a.db", ["@ada:example.org"]) == {"rsvp.person", "news"}
    assert traces(tmp_path / "a.db", ["@eve:example.org"]) == {"rsvp.person"}


def test_a_word_is_found_wherever_it_is_left(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.db-wal").write_bytes(b"\x00\xff" + SAID.encode() + b"\x00")
    (tmp_path / "config.toml").write_text(SAID)

    assert list(files_with(tmp_path, [SAID, "other"])) == [f"a.db-wal: {SAID}"]
