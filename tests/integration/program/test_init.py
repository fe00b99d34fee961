"""A volunteer's first evening: questions, a file, and what it says when something is wrong."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.config import load

ANSWERS = [
    "en",
    "Europe/Vienna",
    "http://127.0.0.1:9",
    "",
    "anker@example.org",
    'a "quoted" secret',
    "127.0.0.1:9",
    "verein@conference.example.org, chor@conference.example.org",
    "anna@example.org",
    "",
    "",
]


def init(folder: Path, *answers: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "init"],
        cwd=folder,
        input="".join(f"{answer}\n" for answer in answers),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_answers_become_a_configuration_that_only_its_owner_can_read(tmp_path: Path) -> None:
    done = init(tmp_path, *ANSWERS)
    written = tmp_path / "config.toml"
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    configuration = load(written, {})
    assert configuration.bot.language == "en"
    assert configuration.bot.allow == ("example.org",)
    assert configuration.bot.admins == ("anna@example.org",)
    assert configuration.xmpp is not None
    assert configuration.xmpp.password.get_secret_value() == 'a "quoted" secret'
    assert len(configuration.xmpp.rooms) == 2
    assert configuration.web is None
    assert "xmpp: failed" in done.stdout  # nothing listens there
    assert "quoted" not in done.stdout + done.stderr
    assert done.returncode == 1


def test_what_is_there_is_not_replaced_without_a_yes(tmp_path: Path) -> None:
    written = tmp_path / "config.toml"
    written.write_text("mine")
    done = init(tmp_path, "")
    assert (done.returncode, written.read_text()) == (1, "mine")
    init(tmp_path, "yes", *ANSWERS)
    assert "verein@" in written.read_text()


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (["klingon"], '"de" or "en"'),
        (["de", "Europe/Berln"], "Europe/Berlin"),
        (["de", "", "ftp://meet.example.org"], "https"),
        (["de", "", "meet.example.org", "anker:example.org"], "@"),
        (["de", "", "http://127.0.0.1:9", "", ""], "at least one"),
        (["de"], "nothing was written"),
    ],
)
def test_an_answer_that_cannot_be_is_said_so_and_nothing_is_written(
    tmp_path: Path, answers: list[str], said: str
) -> None:
    done = init(tmp_path, *answers)
    assert done.returncode == 1
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
