"""Weekends on which the clocks change, through the console as scripts drive it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

CONFIGURATION = """
[bot]
language = "en"
database = "sqlite:///console.db"
[jitsi]
url = "https://meet.example.org"
xmpp_websocket = ""
"""
LINE = re.compile(r"\[(\d{4}-\d\d-\d\d \d\d:\d\d)\] (.*)")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text(CONFIGURATION)
    return tmp_path


def console(folder: Path, at: str, *typed: str) -> list[tuple[str, str]]:
    """What was printed: the time before each line, and the line."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "console", "--at", at],
        cwd=folder,
        input="\n".join(typed) + "\n",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    lines = [LINE.fullmatch(line) for line in done.stdout.splitlines()]
    assert all(lines), done.stdout
    return [(line[1], line[2]) for line in lines if line]


def told(lines: list[tuple[str, str]], title: str = "Choir") -> list[str]:
    """When which reminder of that series came."""
    return [
        f"{at} {text}"
        for at, text in lines
        if re.match(rf"(→ local: )?{title} (begins|began)", text)
    ]


CHOIR = "!meet every sunday 11:00 Choir in Anker [remind 1d, 10m]"


@pytest.mark.parametrize(
    ("at", "saturday", "sunday"),
    [
        ("2026-03-27 12:00 Europe/Berlin", "2026-03-28", "2026-03-29"),
        ("2026-10-23 12:00 Europe/Berlin", "2026-10-24", "2026-10-25"),
    ],
    ids=["forward", "back"],
)
def test_each_line_comes_at_its_time_on_the_wall(
    folder: Path, at: str, saturday: str, sunday: str
) -> None:
    lines = told(console(folder, at, CHOIR, "/advance 1d", "/advance 1d"))
    (day, ten_minutes, start) = lines
    assert day.startswith(f"{saturday} 11:00 Choir begins in 1 day: Sun")
    assert ten_minutes.startswith(f"{sunday} 10:50 Choir begins in 10 minutes: Sun")
    assert start.startswith(f"{sunday} 11:00 Choir begins: Sun")


@pytest.mark.parametrize(
    ("at", "advance", "dates"),
    [
        ("2026-03-15 12:00 Europe/Berlin", "24d", ["03-22", "03-29", "04-05"]),
        ("2026-10-11 12:00 Europe/Berlin", "24d", ["10-18", "10-25", "11-01"]),
    ],
    ids=["made in winter", "made in summer"],
)
def test_a_series_keeps_its_hour_whenever_it_was_made(
    folder: Path, at: str, advance: str, dates: list[str]
) -> None:
    lines = told(console(folder, at, CHOIR, f"/advance {advance}"))
    for date in dates:
        assert [line[:16] for line in lines if date in line[:10]] == [
            f"2026-{date} 10:50",
            f"2026-{date} 11:00",
        ]


def test_two_zones_in_one_chat_each_keep_their_own_hour(folder: Path) -> None:
    """New York changed its clocks three weeks before Berlin."""
    lines = console(
        folder,
        "2026-03-14 12:00 Europe/Berlin",
        CHOIR,
        "!timezone America/New_York",
        "!meet every sunday 11:00 Brunch in Anker [remind 10m]",
        "!timezone Europe/Berlin",
        "/advance 16d",
    )
    assert [line[:16] for line in told(lines) if "begins: " in line] == [
        f"2026-03-{day} 11:00" for day in ("15", "22", "29")
    ]
    assert [line[:16] for line in told(lines, "Brunch")] == [
        "2026-03-15 15:50",
        "2026-03-15 16:00",
        "2026-03-22 15:50",
        "2026-03-22 16:00",
        "2026-03-29 16:50",
        "2026-03-29 17:00",
    ]
    assert "11:00 (America/New_York)" in told(lines, "Brunch")[0]


def test_an_hour_that_the_clocks_repeat_is_told_once_and_one_that_they_skip_at_its_end(
    folder: Path,
) -> None:
    lines = console(
        folder,
        "2026-10-24 12:00 Europe/Berlin",
        "!meet every day 2:30 Watch in Anker [remind 10m]",
        "/advance 2d",
    )
    assert [line[:16] for line in told(lines, "Watch")] == [
        "2026-10-25 02:20",
        "2026-10-25 02:30",
        "2026-10-26 02:20",
        "2026-10-26 02:30",
    ]
    lines = console(folder, "2027-03-27 12:00 Europe/Berlin", "/advance 1d")
    assert [line[:16] for line in told(lines, "Watch")] == ["2027-03-28 03:20", "2027-03-28 03:30"]


def test_a_date_that_is_off_or_moved_is_told_of_as_it_is(folder: Path) -> None:
    lines = console(
        folder,
        "2026-03-27 12:00 Europe/Berlin",
        CHOIR,
        "!skip 1 29 March",
        "!move 1 5 April to 6 April 20:00",
        "/advance 12d",
    )
    assert [line[:16] for line in told(lines)] == [
        "2026-04-05 20:00",
        "2026-04-06 19:50",
        "2026-04-06 20:00",
    ]
    assert any(text.startswith("Moved from Sun") for _, text in lines)


def test_a_person_hears_in_private_for_as_long_as_they_want(folder: Path) -> None:
    lines = told(
        console(
            folder,
            "2026-03-28 12:00 Europe/Berlin",
            CHOIR,
            "!subscribe 1 2h",
            "/advance 7d",
            "!unsubscribe 1",
            "/advance 7d",
        )
    )
    private = [line for line in lines if "→ local: " in line]
    assert [line[:16] for line in private] == ["2026-03-29 09:00"]
    assert len(lines) - len(private) == 3 + 3


def test_what_fell_due_while_the_bot_was_away_is_told_if_it_still_helps(folder: Path) -> None:
    console(folder, "2026-03-28 12:00 Europe/Berlin", CHOIR)
    late = console(folder, "2026-03-29 10:53 Europe/Berlin", "/advance 1m")
    assert [line[:45] for line in told(late)] == ["2026-03-29 10:53 Choir begins in 7 minutes: S"]
    assert told(console(folder, "2026-03-29 10:55 Europe/Berlin", "/advance 1m")) == []


def test_what_comes_too_late_to_help_is_confessed_once(folder: Path) -> None:
    console(folder, "2026-03-28 12:00 Europe/Berlin", CHOIR)
    late = console(folder, "2026-03-29 12:00 Europe/Berlin", "/advance 1m")
    assert told(late) == []
    assert "2 reminders have been left out" in late[0][1]
    assert late[1][1] == "1. Choir (2)"
    again = console(folder, "2026-03-29 12:00 Europe/Berlin", "/advance 1m")
    assert again == []


def test_after_a_clock_went_back_what_was_told_is_not_told_again(folder: Path) -> None:
    first = console(folder, "2026-03-27 12:00 Europe/Berlin", CHOIR, "/advance 3d")
    assert len(told(first)) == 3
    again = console(folder, "2026-03-28 10:00 Europe/Berlin", "/advance 7d")
    assert [line[:16] for line in told(again)] == ["2026-04-04 11:00"]


def test_what_is_past_is_erased_as_the_clock_goes_on(folder: Path) -> None:
    lines = console(
        folder,
        "2026-03-27 12:00 Europe/Berlin",
        "!meet tomorrow 11:00 Choir",
        "!meet 1 July 11:00 Feast",
        "/advance 20d",
        "!subscribe 1",
        "!data",
        "/advance 15d",
        "!data",
    )
    texts = [text for _, text in lines]
    assert "Number 1 has no date ahead." in texts
    kept = [index for index, text in enumerate(texts) if "This is what I keep about you" in text]
    before, after = texts[kept[0] : kept[1]], texts[kept[1] :]
    assert "→ local: You made Choir (number 1)." in before
    assert not any("Choir" in text for text in after)
    assert "→ local: You made Feast (number 2)." in after
