"""What strangers write, changed by what it reaches in the program; for longer by `make fuzz`."""

from pathlib import Path

import pytest

from tests.fuzz import runs
from tests.fuzz.runs import kept, run
from tests.fuzz.targets import KEPT, TARGETS

SECONDS = 20


@pytest.mark.parametrize("name", TARGETS)
def test_what_once_was_a_finding_is_none_any_more(name: str) -> None:
    for data in (*TARGETS[name].seeds(), *kept(name)):
        TARGETS[name].tries(data)


def test_in_a_few_seconds_nothing_is_found(tmp_path: Path) -> None:
    assert run("any", seconds=SECONDS, corpus=tmp_path / "corpus").problem == ""


def test_every_kept_finding_belongs_to_a_target() -> None:
    assert {folder.name for folder in KEPT.iterdir()} <= TARGETS.keys()


def test_a_finding_is_told_and_its_input_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a target that only fails at one beginning, which is not there at first."""
    monkeypatch.setattr(runs, "FOUND", tmp_path / "found")
    problem = run("trial", seconds=30, corpus=tmp_path / "corpus").problem
    assert "AssertionError" in problem
    (found,) = (tmp_path / "found").iterdir()
    assert found.read_bytes().startswith(b"ab")
