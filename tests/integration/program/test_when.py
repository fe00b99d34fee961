"""`ankerplatz when`, as a person tries it and as a script uses it."""

import json
import subprocess
import sys

import pytest

TUESDAY = ("--now", "2026-03-24T10:00")


def when(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "when", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_each_line_is_answered_with_a_line_of_json() -> None:
    typed = "every sunday 11:00 except 5.4.\nmorgen 19-21 Uhr\n1 Tag, 10 Min\num 8\n"
    done = when(*TUESDAY, "--json", typed=typed)
    rule, once, lengths, ambiguous = map(json.loads, done.stdout.splitlines())
    assert (done.returncode, done.stderr) == (0, "")
    assert rule == {
        "text": "every sunday 11:00 except 5.4.",
        "kind": "rule",
        "start": "2026-03-29T11:00",
        "timezone": "Europe/Berlin",
        "rrule": "FREQ=WEEKLY;BYDAY=SU",
        "exdates": ["2026-04-05"],
        "next": [
            "2026-03-29T11:00:00+02:00",
            "2026-04-12T11:00:00+02:00",
            "2026-04-19T11:00:00+02:00",
        ],
        "readings": [],
    }
    assert once["kind"] == "once"
    assert (once["start"], once["until"]) == ("2026-03-25T19:00", "2026-03-25T21:00")
    assert once["next"] == ["2026-03-25T19:00:00+01:00"]
    assert (lengths["kind"], lengths["minutes"]) == ("duration", [1440, 10])
    assert ambiguous["kind"] == "ambiguous"
    assert [one["start"] for one in ambiguous["readings"]] == [
        "2026-03-24T20:00",
        "2026-03-25T08:00",
    ]


def test_dates_without_a_time_have_days_and_no_instants() -> None:
    done = when(*TUESDAY, "--json", typed="am 24.12.\nvom 22.12. bis 6.1.\njeden letzten Montag\n")
    day, days, rule = map(json.loads, done.stdout.splitlines())
    assert (day["kind"], day["start"]) == ("once", "2026-12-24")
    assert (days["kind"], days["start"], days["until"]) == ("once", "2026-12-22", "2027-01-06")
    assert (day["next"], days["next"]) == (["2026-12-24"], ["2026-12-22"])
    assert (rule["kind"], rule["start"]) == ("rule", "2026-03-30")
    assert rule["next"] == ["2026-03-30", "2026-04-27", "2026-05-25"]


def test_a_moment_after_the_end_of_the_calendar_has_no_instant() -> None:
    """West of Greenwich the last evening of 9999 is in the year 10000 already (UTC)."""
    west = ("--timezone", "America/New_York", "--language", "en")
    done = when(*TUESDAY, *west, "--json", "on 9999-12-31 at 23:59")
    assert (done.returncode, done.stderr) == (0, "")
    last = json.loads(done.stdout)
    assert (last["start"], last["next"]) == ("9999-12-31T23:59", [])


def test_what_is_not_understood_or_over_makes_it_fail() -> None:
    done = when(*TUESDAY, "--json", typed="morgen 19 Uhr irgendwo\nheute 9 Uhr\nmorgen 9 Uhr\n")
    strange, past, fine = map(json.loads, done.stdout.splitlines())
    assert done.returncode == 1
    assert strange["kind"] == "unknown"
    assert (strange["understood"], strange["rest"]) == ("morgen 19 Uhr", "irgendwo")
    assert (past["kind"], past["past"], past["next"]) == ("unknown", "2026-03-24T09:00", [])
    assert fine["kind"] == "once"


def test_a_phrase_is_said_back_in_the_wanted_language_with_zone_and_dates() -> None:
    done = when(*TUESDAY, "--timezone", "America/New_York", "--language", "en", "sonntags", "11:00")
    assert done.returncode == 0
    assert done.stdout == (
        "every Sunday at 11:00 (America/New_York): 2026-03-29T11:00:00-04:00, "
        "2026-04-05T11:00:00-04:00, 2026-04-12T11:00:00-04:00\n"
    )


def test_now_with_an_offset_is_that_instant_in_the_zone() -> None:
    done = when("--now", "2026-03-24T23:30Z", "--json", "heute 8 Uhr")
    assert json.loads(done.stdout)["start"] == "2026-03-25T08:00"


def test_bytes_that_are_no_text_are_answered() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "when", "--json"],
        input=b"morgen \xff\xfe 19 Uhr\n",
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, b"")
    assert json.loads(done.stdout)["kind"] == "unknown"


@pytest.mark.parametrize(
    "option", [("--now", "gestern"), ("--now", "9999-12-31T23:00"), ("--timezone", "Mars/Olympus")]
)
def test_options_that_mean_nothing_are_refused_in_one_line(option: tuple[str, str]) -> None:
    done = when(*option, "morgen 19 Uhr")
    assert done.returncode == 2
    assert done.stderr.startswith(f"ankerplatz when: Invalid value: {option[0]}: ")
    assert done.stderr.count("\n") == 1
