"""What goes wrong around a command is one clear line and a number, never a traceback."""

import io
import itertools
import json
import resource
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from bot import logs
from bot.cli.app import EX_CONFIG, main
from bot.demo.program import write_configuration
from bot.storage.sqlite.copies import upgrade
from tests.fixtures.postgresql import Postgres

pytestmark = pytest.mark.timeout(90)

CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n"
CHAT = "!club:example.org"
ON_THE_DATABASE = (
    *("db upgrade", "db backup new.db", "db export new.json", "db restore good.db", "chats"),
    *(f"import a.ics --chat {CHAT}", "send Hello --all --yes"),
)
"""All that opens it and ends; and `check` does not end with it."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and the lines of standard error that are none of the log."""

    code: object
    shown: str
    told: list[str]


class Shell:
    """Types commands in a folder in which there is a copy, a calendar and a configuration."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def configure(self, database: str = "sqlite:///ankerplatz.db") -> None:
        """The bot's account is on a server at which nobody answers."""
        nobody = "http://127.0.0.1:9"
        account = {"homeserver": nobody, "user_id": "@bot:example.org", "password": "hunter2"}
        sections = {"bot": {"database": database}, "jitsi": {"url": nobody}, "matrix": account}
        write_configuration(Path("config.toml"), sections)

    def type(self, command: str) -> Ended:
        self._monkeypatch.setattr(sys, "argv", ["ankerplatz", *command.split()])
        with pytest.raises(SystemExit) as ended:
            main()
        shown, told = self._capsys.readouterr()
        return Ended(ended.value.code, shown, told.splitlines())


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(logs, "set_up", lambda _format: None)  # the log of these tests is pytest's
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    upgrade(Path("good.db"))
    Path("good.db.lock").unlink()
    Path("a.ics").write_text(CALENDAR)
    Path("folder.db").mkdir()
    Path("rubbish.db").write_bytes(b"no database at all" * 100)
    Path("empty.db").touch()
    shell = Shell(monkeypatch, capsys)
    shell.configure()
    return shell


def assert_one_line(ended: Ended) -> None:
    assert ended.code in (1, EX_CONFIG), ended
    assert len(ended.told) == 1, ended
    assert "hunter2" not in ended.told[0]


BAD_ADDRESSES = (
    *("sqlite:///folder.db", "sqlite:///rubbish.db", "sqlite:///none/a.db", "sqlite:///a.ics/a.db"),
    *("postgresql://anker:hunter2@[::1/x", "postgresql://anker:hunter2@127.0.0.1:99999/x"),
    *("postgresql://anker:hunter2@127.0.0.1:five/x", "mysql://anker:hunter2@127.0.0.1/x"),
)
"""Databases that are none."""
RESTORED_OVER: Final = ("db restore good.db", "sqlite:///rubbish.db")
"""What is damaged beyond reading is set aside, for the copy to take its place."""


@pytest.mark.parametrize(
    ("command", "url"),
    [each for each in itertools.product(ON_THE_DATABASE, BAD_ADDRESSES) if each != RESTORED_OVER],
)
def test_a_database_that_is_none_is_told_in_one_line(shell: Shell, command: str, url: str) -> None:
    shell.configure(url)
    assert_one_line(shell.type(command))


def test_a_copy_takes_the_place_of_what_is_no_database(shell: Shell) -> None:
    command, url = RESTORED_OVER
    shell.configure(url)
    ended = shell.type(command)
    assert (ended.code, ended.told) == (0, [])
    (kept,) = Path().glob("rubbish.db.replaced-*")
    assert kept.read_bytes().startswith(b"no database at all")


@pytest.mark.parametrize("command", ON_THE_DATABASE)
@pytest.mark.parametrize(
    "path", ["/nowhere", "/postgres?nonsense=1", "/postgres?sslmode=require", "@away"]
)
def test_a_server_that_is_away_or_refuses_is_told_in_one_line(
    shell: Shell, postgres: Postgres, command: str, path: str
) -> None:
    server = f"postgresql://postgres:hunter2@127.0.0.1:{postgres.port}{path}"
    shell.configure("postgresql://anker:hunter2@127.0.0.1:9/x" if path == "@away" else server)
    assert_one_line(shell.type(command))


@pytest.mark.parametrize("url", [*BAD_ADDRESSES, "postgresql://anker:hunter2@127.0.0.1:9/x"])
def test_check_goes_on_and_says_what_to_do(shell: Shell, url: str) -> None:
    shell.configure(url)
    ended = shell.type("check --json")
    if ended.code == EX_CONFIG:
        assert_one_line(ended)
        return
    rows = {row["part"]: row for row in json.loads(ended.shown)}
    assert ended.code == 1
    assert rows["database"]["state"] == "failed"
    assert rows["database"]["remedy"]
    assert "jitsi rights" in rows
    assert "hunter2" not in ended.shown


@pytest.mark.parametrize(
    "command",
    [
        *("db backup folder.db", "db backup none/a.db", "db backup good.db"),
        *("db restore none.db", "db restore folder.db", "db restore rubbish.db"),
        *("db restore empty.db", "db restore a.ics/a.db", "db restore config.toml"),
        *("db export folder.db", "db export none/a.json", "db export a.ics"),
        *("db migrate sqlite:///none.db sqlite:///b.db", "db migrate x y"),
        *(
            "db migrate sqlite:///good.db sqlite:///folder.db",
            "db migrate sqlite:// sqlite:///b.db",
        ),
        *("db migrate sqlite:///good.db sqlite:///none/b.db", "db migrate sqlite:///a sqlite:///a"),
        *("db migrate sqlite:///rubbish.db sqlite:///b.db", "db migrate sqlite:///good.db mysql:x"),
        *("db migrate sqlite:///folder.db sqlite:///b.db", "db migrate sqlite:///empty.db b.db"),
        *("db migrate sqlite:///good.db postgresql://a:hunter2@127.0.0.1:9/x",),
        *("db migrate postgresql://a:hunter2@127.0.0.1:9/x sqlite:///b.db",),
        *(f"import {file} --chat {CHAT}" for file in ("none.ics", "folder.db", "rubbish.db")),
        *(f"import {file} --chat {CHAT}" for file in ("empty.db", "good.db", "a.ics")),
        *("import a.ics --chat nobody", "import a.ics --chat ben@example.org"),
        *("send --all --yes", "send Hello --chat nobody --yes"),
        *("check --config none.toml", "run --config folder.db", "check --config a.ics/a.toml"),
        *("check --config rubbish.db", "check --config good.db", "status --config folder.db"),
        "when --now yesterday x",
        *("when --timezone Mars x", "when --timezone ../x x", "when --timezone /etc x"),
        *("init --config folder.db", "init --config none/a.toml", "init --config a.ics/a.toml"),
        *("status", "demo --tools none", "demo --tools a.ics"),
    ],
)
def test_what_is_named_and_cannot_be_used_is_told_in_one_line(shell: Shell, command: str) -> None:
    upgrade(Path("ankerplatz.db"))
    ended = shell.type(command)
    assert ended.code in (1, 2, EX_CONFIG), ended
    assert len(ended.told) == 1, ended
    assert "hunter2" not in ended.told[0]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"[bot\n", b"bot = 1\n", b"\x00"])
@pytest.mark.parametrize("command", ["run", "check", "status", "chats", "db upgrade"])
def test_a_file_that_is_no_configuration_is_told_line_by_line(
    shell: Shell, command: str, content: bytes
) -> None:
    Path("config.toml").write_bytes(content)
    ended = shell.type(command)
    assert (ended.code, ended.shown) == (EX_CONFIG, "")
    assert all("config.toml" in line for line in ended.told)


@contextmanager
def full_disk(*, left: int) -> Generator[None]:
    """No file can grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (left, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("command", ON_THE_DATABASE)
def test_a_full_disk_is_told_in_one_line_and_costs_nothing(shell: Shell, command: str) -> None:
    with full_disk(left=20_000):
        assert_one_line(shell.type(command))
    assert not Path("new.db").exists()
    assert not Path("new.json").exists()
    assert shell.type("db upgrade").code == 0


def spoken(command: str) -> Ended:
    """The same of what has the process for itself."""
    typed = [sys.executable, "-m", "bot", *command.split()]
    done = subprocess.run(
        typed, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False
    )
    told = [line for line in done.stderr.splitlines() if not line.startswith("20")]
    return Ended(done.returncode, done.stdout, told)


def test_what_runs_on_ends_in_one_line_where_it_cannot(shell: Shell) -> None:
    for url in ("sqlite:///folder.db", "sqlite:///rubbish.db", "sqlite:///none/a.db"):
        shell.configure(url)
        for command in ("run", "console"):
            assert_one_line(spoken(command))
    ended = spoken("console --at yesterday")
    assert (ended.code, len(ended.told)) == (2, 1), ended
