"""The rules of time zones have a name that changes with them."""

import os
import zoneinfo
from pathlib import Path

import pytest

from bot.scheduling.zone_rules import zone_rules


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "Europe").mkdir()
    monkeypatch.setattr(zoneinfo, "TZPATH", ("/nowhere", str(tmp_path)))
    return tmp_path


def test_those_of_the_system_come_first(system: Path) -> None:
    (system / "tzdata.zi").write_text("# version 2026c\nR d 1916 o\n", encoding="utf-8")
    assert zone_rules() == "system 2026c"


def test_without_a_version_their_age_tells_them_apart(system: Path) -> None:
    os.utime(system / "Europe", (1000, 1000))
    before = zone_rules()
    os.utime(system / "Europe", (2000, 2000))
    assert zone_rules() != before


def test_a_system_without_any_leaves_it_to_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zoneinfo, "TZPATH", ())
    assert zone_rules().startswith("tzdata 20")
