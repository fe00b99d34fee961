"""`ankerplatz import FILE`: a look, a question, and then the chat has it."""

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.bootstrap.adapters import calendar_reader
from bot.cli.import_file import import_file
from bot.config import load
from bot.errors import PermanentError
from bot.storage.opening import open_store
from bot.usecases.ports.calendars import ForeignSeries
from tests.fixtures.command_line import Told, ankerplatz
from tests.fixtures.postgresql import Postgres
from tests.fixtures.venue import MakeProgram, Venues, ask

DATA = Path(__file__).parents[2] / "data" / "calendars"
CHAT = "chor@rooms.example.org"
TITLES = {"google.ics": "Offene Runde", "nextcloud.ics": "Chor", "outlook.ics": "Vorstand"}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Of a bot that was never started."""
    file = tmp_path / "config.toml"
    file.write_text(
        '[bot]\nlanguage = "en"\n'
        f'database = "sqlite:///{tmp_path}/bot.db"\n'
        '[jitsi]\nurl = "https://meet.example.org"\n'
        '[xmpp]\njid = "bot@example.org"\npassword = "x"\n'
    )
    file.chmod(0o600)
    return file


def put_on(config: Path, url: str) -> None:
    config.write_text(config.read_text().replace(f"sqlite:///{config.parent}/bot.db", url))


def calendar(folder: Path, name: str) -> Path:
    """One of the samples, with series that do not end: they have dates ahead whenever this runs."""
    file = folder / name
    file.write_text(re.sub(r";COUNT=\d+", "", (DATA / name).read_text()))
    return file


async def run_import(
    config: Path, file: Path, *arguments: str, chat: str = CHAT, typed: str = ""
) -> Told:
    return await ankerplatz(config, "import", str(file), "--chat", chat, *arguments, typed=typed)


async def test_nothing_is_taken_over_without_a_yes(config: Path) -> None:
    file = calendar(config.parent, "google.ics")
    code, said, _ = await run_import(config, file, typed="n\n")
    assert code == 1
    assert "Offene Runde" in said
    assert "because I cannot plan it: Heiligabend" in said
    assert f"{CHAT}: nobody used the bot there yet." in said
    assert f"Take over into {CHAT}? [y/N]" in said
    assert "Undo" not in said
    code, said, _ = await run_import(config, file, typed="y\n")
    assert code == 0
    assert "1. Offene Runde" in said
    assert "!cancel" in said


def test_calendars_of_all_programs_are_taken_over_once_each(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, title in TITLES.items():
        file = calendar(config.parent, name)
        assert import_file(load(config), file, CHAT, sure=True)
        assert re.search(rf"\d\. {title}: ", capsys.readouterr().out)
    with pytest.raises(PermanentError, match="nothing in that calendar"):
        import_file(load(config), file, CHAT, sure=True)


async def test_the_running_bot_does_not_wait_while_a_calendar_is_read(
    config: Path, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, read = postgres.url(), calendar_reader()
    put_on(config, url)

    async def read_slowly(data: bytes, *, timezone: str) -> Sequence[ForeignSeries]:
        bot = open_store(url)
        async with asyncio.timeout(10), bot.begin() as work:
            await work.facts.get("schema_version")
        await bot.close()
        return await read(data, timezone=timezone)

    monkeypatch.setattr("bot.bootstrap.furnishing.calendar_reader", lambda: read_slowly)
    file = calendar(config.parent, "google.ics")
    assert await asyncio.to_thread(import_file, load(config), file, CHAT, sure=True)


@pytest.mark.parametrize(
    ("content", "chat", "complaint"),
    [
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", CHAT, "no date in that calendar"),
        (b"\x00\xff no calendar", CHAT, "cannot read that as a calendar"),
        (b"x" * 1024 * 1024 + b"x", CHAT, "larger than 1 MiB"),
        (None, CHAT, "No such file"),
        (b"", "!room:example.org", "no chat of a configured network"),
        (b"", "somewhere", "no chat of a configured network"),
    ],
)
def test_what_cannot_be_says_why(
    config: Path, content: bytes | None, chat: str, complaint: str
) -> None:
    file = config.parent / "x.ics"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(PermanentError, match=complaint):
        import_file(load(config), file, chat, sure=True)


async def test_the_chat_is_told_when_the_bot_comes(
    venues: Venues, make_program: MakeProgram
) -> None:
    group_chat = await venues.open("xmpp")
    program = make_program(group_chat)
    file = calendar(program.config.parent, "google.ics")
    chat = group_chat.guest.chat
    code, _, _ = await run_import(program.config, file, "--yes", chat=chat)
    assert code == 0
    await program.start()
    await group_chat.guest.wait_for(lambda line: "1. Offene Runde" in line.text, 30)
    await ask(group_chat, "!sessions", "Offene Runde")
    code, said, complaint = await run_import(program.config, file, "--yes", chat=chat)
    assert (code, said) == (1, "")
    assert "is in use by process" in complaint
    assert await program.stop() == 0, program.last_words()
