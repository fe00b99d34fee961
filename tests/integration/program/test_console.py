"""`ankerplatz console`, through a pipe as scripts use it, and in a terminal as people do."""

import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

MINIMAL = """
[bot]
language = "de"
database = "sqlite:///console.db"
[jitsi]
url = "https://meet.example.org"
xmpp_websocket = ""
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text(MINIMAL)
    return tmp_path


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "bot", "console", *arguments]


def console(folder: Path, typed: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        cwd=folder,
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_database_that_cannot_be_reached_is_told_of(folder: Path) -> None:
    away = "postgresql://bot@127.0.0.1:1/bot"
    (folder / "config.toml").write_text(MINIMAL.replace("sqlite:///console.db", away))
    done = console(folder, "!meet\n")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("ankerplatz: database: ")
    assert len(done.stderr.splitlines()) == 1


def test_lines_are_answered_in_order_and_chatter_is_not(folder: Path) -> None:
    done = console(folder, "hallo\n\n!meet Vorstand\n!meet in Ankerplatz\n!hilfe wer\n")
    assert done.returncode == 0
    assert done.stderr == ""
    links = re.findall(r"https://meet\.example\.org/(\S+)", done.stdout)
    assert re.fullmatch(r"vorstand(-[a-z]{5}){3}", links[0])
    assert links[1] == "Ankerplatz"
    assert done.stdout.rstrip().endswith("!wer Ankerplatz")


def test_after_the_name_of_the_bot_the_prefix_may_be_left_out(folder: Path) -> None:
    chatter = "wer\nAnkerplatz ist schön\n"
    done = console(
        folder, f"{chatter}Ankerplatz: wer X\n@ankerplatz hilfe wer\nAnkerplatz, meet in Y"
    )
    assert done.returncode == 0
    assert "X" in done.stdout.splitlines()[0]
    assert "Zum Beispiel: !wer Ankerplatz" in done.stdout
    assert "https://meet.example.org/Y" in done.stdout


def test_the_local_person_may_do_everything_and_it_is_kept(folder: Path) -> None:
    assert "English" in console(folder, "!sprache en\n").stdout
    assert "You can type" in console(folder, "!hilfe\n").stdout


def test_it_ends_when_whoever_read_it_has_gone(folder: Path) -> None:
    here, there = os.pipe()
    os.close(here)
    try:
        done = subprocess.run(
            command(),
            cwd=folder,
            input="!help\n!help\n",
            stdout=there,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        os.close(there)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_clock_can_be_set_and_turned_over_a_change_of_the_clocks(folder: Path) -> None:
    typed = "!help\n/advance 23h\n!help\n!zeitzone Tokyo\n/advance soon\n"
    done = console(folder, typed, "--at", "2026-03-28 12:00 Europe/Berlin")
    stamps = [re.match(r"\[.*?\] ", line) for line in done.stdout.splitlines()]
    assert all(stamps)
    seen = list(dict.fromkeys(stamp.group() for stamp in stamps if stamp))
    assert seen == ["[2026-03-28 12:00] ", "[2026-03-29 12:00] ", "[2026-03-29 19:00] "]
    assert '"soon" is not a duration' in done.stdout


@pytest.mark.parametrize("at", ["yesterday", "2026-03-28 12:00", "2026-03-28 12:00 Mars/Olympus"])
def test_a_start_that_is_not_understood_is_refused_in_one_line(folder: Path, at: str) -> None:
    done = console(folder, "", "--at", at)
    assert done.returncode == 2
    assert done.stderr.startswith("ankerplatz console: Invalid value: --at: ")
    assert done.stderr.count("\n") == 1


def test_a_person_at_a_terminal_gets_a_prompt_and_leaves_with_ctrl_c(folder: Path) -> None:
    master, slave = pty.openpty()
    process = subprocess.Popen(
        command(), cwd=folder, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
    )
    os.close(slave)
    try:
        read_until(master, "> ")
        os.write(master, b"!meet Vorstand\n")
        assert "https://meet.example.org/vorstand-" in read_until(master, "keiner.")
        read_until(master, "> ")
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()
        os.close(master)


def read_until(terminal: int, wanted: str) -> str:
    seen = ""
    deadline = time.monotonic() + 30
    while wanted not in seen:
        assert time.monotonic() < deadline, seen
        seen += os.read(terminal, 4096).decode(errors="replace")
    return seen
