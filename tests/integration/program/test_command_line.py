"""The command line as an operator meets it."""

import json
import os
import re
import shlex
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import cast

import pytest
from typer.core import TyperGroup as Group
from typer.main import get_command
from typer.testing import CliRunner

from bot.cli.app import app, main
from bot.cli.db_group import db
from bot.storage.sqlite.lock import FileLock
from tests.fixtures.postgresql import Postgres

NO_ROOT = ("setpriv", "--bounding-set=-all", "--inh-caps=-all") if os.geteuid() == 0 else ()
"""Whoever has all rights reads what nobody may."""
UNREACHABLE = """
[jitsi]
url = "http://127.0.0.1:9"
[matrix]
homeserver = "http://127.0.0.1:9"
user_id = "@b:x.org"
password = "hunter2"
[xmpp]
jid = "b@x.org"
password = "hunter2"
host = "127.0.0.1:9"
tls = "insecure-plain"
"""


def ankerplatz(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_says_which_version_it_is(tmp_path: Path) -> None:
    done = ankerplatz(tmp_path, "--version")
    assert (done.returncode, done.stdout) == (0, f"ankerplatz {version('ankerplatz')}\n")


def test_the_help_names_the_commands(tmp_path: Path) -> None:
    done = ankerplatz(tmp_path, "--help")
    assert done.returncode == 0
    for command in ("run", "check", "console", "demo"):
        assert command in done.stdout


@pytest.mark.parametrize("command", ["run", "check", "console"])
def test_a_bad_configuration_is_one_line_each_and_exit_code_78(
    tmp_path: Path, command: str
) -> None:
    (tmp_path / "config.toml").write_text('[bot]\nlangage = "de"\ntimezone = "Europe/Berln"\n')
    done = ankerplatz(tmp_path, command)
    assert done.returncode == 78
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 3
    assert any("langage" in line and "language" in line for line in lines)
    assert any("Europe/Berlin" in line for line in lines)
    assert any("[jitsi] url is missing" in line for line in lines)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["run", "--config", "closed"], 78),
        (["db", "restore", "closed"], 1),
        (["import", "closed", "--chat", "!a:x.org", "--yes"], 1),
    ],
)
def test_a_file_that_may_not_be_read_is_said_so_with_the_code_of_its_kind(
    tmp_path: Path, command: list[str], code: int
) -> None:
    (tmp_path / "config.toml").write_text(UNREACHABLE)
    (tmp_path / "config.toml").chmod(0o600)
    (tmp_path / "closed").touch(mode=0o000)
    done = subprocess.run(
        [*NO_ROOT, sys.executable, "-m", "bot", *command],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == code, done.stderr
    (line,) = done.stderr.splitlines()
    assert re.search("closed.*(Permission denied|unable to open)", line)


@pytest.mark.parametrize("command", [["--version"], ["when", "friday"], ["check", "--json"]])
def test_what_cannot_be_printed_is_one_line_and_exit_code_1(
    tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "config.toml").write_text(UNREACHABLE)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "bot", *command],
            cwd=tmp_path,
            env={**os.environ, "PYTHONUNBUFFERED": ""},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.endswith("ankerplatz: No space left on device\n")


@pytest.mark.parametrize("command", [["console"], ["when"]])
def test_a_closed_standard_input_has_no_lines_and_closed_outputs_take_them(
    tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "config.toml").write_text('[jitsi]\nurl = "https://meet.example.org"\n')
    program = shlex.join([sys.executable, "-m", "bot", *command])
    done = subprocess.run(
        ["/bin/sh", "-c", f"{program} <&- >&- 2>errors"], cwd=tmp_path, timeout=60, check=False
    )
    assert (done.returncode, (tmp_path / "errors").read_text()) == (0, "")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_what_a_terminal_cannot_show_stops_nothing(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "config.toml").write_text('[jitsi]\nurl = "https://meet.example.org"\n')
    done = subprocess.run(
        [sys.executable, "-m", "bot", "console"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        input="!meet morgen 8 Uhr Frühstück ☕\n".encode("latin-1", "replace"),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    assert done.stderr == b""
    assert b"https://meet.example.org/" in done.stdout


COMMANDS = (
    *("run", "init", "console", "check", "occurrences", "when", "demo", "status", "chats", "send"),
    "import",
)
DB_COMMANDS = ("upgrade", "backup", "restore", "migrate", "export")
WRONG = (
    *[(command, "--nonsense") for command in COMMANDS],
    *[("db", command, "--nonsense") for command in DB_COMMANDS],
    *[("db", command) for command in ("backup", "restore", "migrate", "export")],
    *[("nonsense",), ("db", "nonsense"), ("occurrences", "--limit", "0")],
    *[("--log-format", "loud", "check"), ("check", "--config")],
    *[("send", "Hello"), ("send", "Hello", "--all", "--chat", "!a:example.org")],
)


def test_all_commands_are_tried() -> None:
    assert {
        each.name or getattr(each.callback, "__name__", "") for each in app.registered_commands
    } == {*COMMANDS}
    assert {each.name for each in db.registered_commands} == {*DB_COMMANDS}


@pytest.mark.parametrize("typed", [*COMMANDS, *(f"db {each}" for each in DB_COMMANDS)])
def test_every_help_has_an_example_that_the_command_takes(typed: str) -> None:
    command = get_command(app)
    for word in typed.split():
        command = cast("Group", command).commands[word]
    name = f"ankerplatz {typed}"
    assert command.epilog is not None
    start, _, more = command.epilog.partition(f"Example: {name}")
    assert start == ""
    command.make_context(name, shlex.split(more.partition(" < ")[0]))
    told = CliRunner().invoke(app, [*typed.split(), "--help"]).output
    assert f"Example: {name}" in told
    assert not re.search(r"--\S+ +<(list|str)", told)
    assert told.count("<bool>") == 1  # of --help, which is the library's


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_wrong_words_are_one_clear_line(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["ankerplatz", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    assert (ended.value.code, told.out, len(told.err.splitlines())) == (2, "", 1)
    assert told.err.startswith("ankerplatz")
    assert "--help" in told.err


def test_without_a_chat_network_there_is_nothing_to_run(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[jitsi]\nurl = "http://127.0.0.1:9"\n')
    done = ankerplatz(tmp_path, "run")
    assert done.returncode == 78
    assert "[matrix] or [xmpp]" in done.stderr
    checked = ankerplatz(tmp_path, "check", "--json")
    (row,) = [one for one in json.loads(checked.stdout) if one["part"] == "networks"]
    assert (checked.returncode, row["state"]) == (0, "warning")
    assert "[matrix] or [xmpp]" in row["remedy"]


def test_check_tries_each_part_and_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(UNREACHABLE)
    done = ankerplatz(tmp_path, "check", "--json")
    rows = {row["part"]: row for row in json.loads(done.stdout)}
    assert done.returncode == 1
    assert {part: row["state"] for part, row in rows.items()} == {
        "database": "ok",
        "matrix": "failed",
        "xmpp": "failed",
        "jitsi": "warning",
        "jitsi xmpp-disco": "warning",
        "jitsi rights": "ok",
    }
    assert rows["matrix"]["found"] == "nobody answers there"
    assert "no Jitsi Meet was found there" in rows["jitsi"]["found"]
    assert "[jitsi] url is where people open it" in rows["jitsi"]["remedy"]
    # what a single way lacks is told with the server
    told = [row for part, row in rows.items() if part != "jitsi xmpp-disco"]
    assert all(row["remedy"] for row in told if row["state"] != "ok")
    assert "hunter2" not in done.stdout + done.stderr


def test_how_to_log_may_be_said_before_and_behind_the_command(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(UNREACHABLE)
    for typed in (["check", "--log-format", "json"], ["--log-format", "json", "check"]):
        logged = ankerplatz(tmp_path, *typed).stderr.splitlines()
        assert logged
        assert all("level" in json.loads(line) for line in logged)


WEB = """
[jitsi]
url = "http://127.0.0.1:9"
[web]
public_url = "https://anker.example.org"
"""


def test_check_tells_whether_the_web_part_can_have_its_port(tmp_path: Path) -> None:
    def found(listen: str, web: str = WEB) -> str:
        (tmp_path / "config.toml").write_text(f'{web}listen = "{listen}"\n')
        rows = json.loads(ankerplatz(tmp_path, "check", "--json").stdout)
        return next(row["state"] for row in rows if row["part"] == "web")

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert found("127.0.0.1:{1}".format(*taken.getsockname())) == "warning"
    assert found("127.0.0.1:0") == "ok"
    assert found("192.0.2.1:8480") == "failed"
    assert found("127.0.0.1:0", WEB.rpartition("public_url")[0]) == "warning"


def test_check_names_accounts_that_are_no_longer_configured(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(UNREACHABLE)
    assert ankerplatz(tmp_path, "db", "upgrade").returncode == 0
    since = ["2026-03-01T12:00:00+00:00", -1]
    missed = json.dumps({"xmpp:b@x.org": since, "xmpp:old@x.org": since})
    with closing(sqlite3.connect(tmp_path / "ankerplatz.db")) as database, database:
        database.execute("INSERT INTO meta VALUES ('accounts_gone', ?)", (missed,))
        database.execute("INSERT INTO position VALUES ('xmpp:old@x.org', 'archive', '1')")
    (row, *_) = json.loads(ankerplatz(tmp_path, "check", "--json").stdout)
    assert (row["part"], row["state"]) == ("database", "warning")
    assert row["found"].endswith("is erased: xmpp:old@x.org on 2026-03-31")


def test_a_backup_is_saved_and_put_back_and_mistakes_are_one_line_each(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[jitsi]\nurl = "https://meet.example.org"\n')
    assert ankerplatz(tmp_path, "db", "upgrade").returncode == 0
    assert ankerplatz(tmp_path, "db", "backup", "a.db").stdout == "saved as a.db\n"
    assert ankerplatz(tmp_path, "db", "export", "all.json").returncode == 0
    assert "series" in json.loads((tmp_path / "all.json").read_text())["tables"]
    done = ankerplatz(tmp_path, "db", "export", "-")
    assert "series" in json.loads(done.stdout)["tables"]
    assert not (tmp_path / "-").exists()
    done = ankerplatz(tmp_path, "db", "restore", "a.db")
    assert (done.returncode, done.stderr) == (0, "")
    for wrong in (
        *(["backup", "a.db"], ["backup", "."], ["restore", "nothing.db"]),
        *(["restore", "config.toml"], ["migrate", "sqlite:///nothing.db", "sqlite:///b.db"]),
    ):
        done = ankerplatz(tmp_path, "db", *wrong)
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)


def test_while_the_bot_runs_its_database_is_left_alone_and_that_is_no_bad_configuration(
    tmp_path: Path,
) -> None:
    (tmp_path / "config.toml").write_text('[jitsi]\nurl = "https://meet.example.org"\n')
    assert ankerplatz(tmp_path, "db", "upgrade").returncode == 0
    assert ankerplatz(tmp_path, "db", "backup", "a.db").returncode == 0
    lock = FileLock(tmp_path / "ankerplatz.db")
    try:
        here, there = "sqlite:///ankerplatz.db", "sqlite:///new.db"
        for typed in (["upgrade"], ["restore", "a.db"], ["migrate", here, there]):
            done = ankerplatz(tmp_path, "db", *typed)
            assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
            assert "in use by process" in done.stderr
    finally:
        lock.release()


def test_an_installation_moves_to_postgresql_and_is_looked_after_there(
    tmp_path: Path, postgres: Postgres
) -> None:
    def use(url: str) -> None:
        text = f'[bot]\ndatabase = "{url}"\n[jitsi]\nurl = "https://meet.example.org"\n'
        (tmp_path / "config.toml").write_text(text)

    old, new = "sqlite:///data/old.db", postgres.url()
    (tmp_path / "data").mkdir()
    use(old)
    assert ankerplatz(tmp_path, "db", "upgrade").returncode == 0
    done = ankerplatz(tmp_path, "db", "migrate", old, new)
    assert (done.returncode, done.stderr) == (0, "")
    assert "[bot] database" in done.stdout
    assert "matrix-keys" in done.stdout  # they lie where the bot looks no more
    moved = ankerplatz(tmp_path, "db", "upgrade")
    assert (moved.returncode, len(moved.stderr.splitlines())) == (78, 1)
    use(new)
    for command in (["upgrade"], ["backup", "a.db"], ["export", "a.json"], ["restore", "a.db"]):
        done = ankerplatz(tmp_path, "db", *command)
        assert (done.returncode, done.stderr, len(done.stdout.splitlines())) == (0, "", 1)
    for wrong in (["sqlite:///x.db", "mysql://db/x"], ["sqlite:///none.db", "sqlite:///b.db"]):
        done = ankerplatz(tmp_path, "db", "migrate", *wrong)
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)


def test_who_is_told_to_stop_before_it_runs_ends_cleanly(tmp_path: Path) -> None:
    """The configuration is a pipe that nobody writes to, so it never gets further."""
    os.mkfifo(tmp_path / "config.toml")
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"], cwd=tmp_path, stdout=-1, stderr=-1
    ) as program:
        until = time.monotonic() + 60
        while not catches(program.pid, signal.SIGTERM) and time.monotonic() < until:
            time.sleep(0.01)
        program.send_signal(signal.SIGHUP)
        program.send_signal(signal.SIGTERM)
        assert program.communicate(timeout=60) == (b"", b"")
    assert program.returncode == 0


def catches(pid: int, number: signal.Signals) -> bool:
    """Whether the process has a handler of its own for that signal."""
    status = Path(f"/proc/{pid}/status").read_text()
    mask = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(mask.split()[1], 16) >> (number - 1) & 1)
