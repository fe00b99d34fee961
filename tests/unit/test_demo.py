"""What a trial takes over from the computer on which it runs."""

from pathlib import Path

import pytest

from bot.demo.here import timezone_here


@pytest.fixture
def localtime(tmp_path: Path) -> Path:
    zone = tmp_path / "zoneinfo" / "America" / "New_York"
    zone.parent.mkdir(parents=True)
    zone.touch()
    link = tmp_path / "localtime"
    link.symlink_to(zone)
    return link


def test_a_trial_keeps_the_time_of_the_computer(
    localtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TZ", raising=False)
    assert timezone_here(localtime) == "America/New_York"


@pytest.mark.parametrize(
    ("chosen", "zone"),
    [
        ("Asia/Tokyo", "Asia/Tokyo"),
        (":Asia/Tokyo", "Asia/Tokyo"),
        ("CET-1CEST,M3.5.0", "America/New_York"),
        ("", "America/New_York"),
        ("Etc/UTC", "UTC"),
    ],
)
def test_what_is_chosen_for_one_program_counts_where_it_is_a_zone(
    localtime: Path, monkeypatch: pytest.MonkeyPatch, chosen: str, zone: str
) -> None:
    monkeypatch.setenv("TZ", chosen)
    assert timezone_here(localtime) == zone


def test_where_a_computer_names_no_zone_it_is_utc(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TZ", raising=False)
    copied = tmp_path / "localtime"
    copied.touch()
    assert timezone_here(copied) == "UTC"
    assert timezone_here(tmp_path / "missing") == "UTC"
