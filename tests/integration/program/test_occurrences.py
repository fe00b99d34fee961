"""`ankerplatz occurrences` as a script meets it: JSON lines in, JSON lines out."""

import json
import subprocess
import sys
from typing import Any

import pytest


def occurrences(*lines: object, limit: int | None = None) -> tuple[list[dict[str, Any]], int]:
    text = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    done = subprocess.run(
        [sys.executable, "-m", "bot", "occurrences", *(["--limit", str(limit)] if limit else [])],
        input=text.encode(errors="surrogateescape"),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == b""
    return [json.loads(line) for line in done.stdout.splitlines()], done.returncode


def dates(*lines: object, limit: int | None = None) -> list[list[str]]:
    answers, code = occurrences(*lines, limit=limit)
    assert code == 0, answers
    return [answer["occurrences"] for answer in answers]


def test_each_line_is_answered_with_the_dates_of_its_rule() -> None:
    daily = {"dtstart": "20261024T023000", "tzid": "Europe/Berlin", "rrule": ["FREQ=DAILY"]}
    thanksgiving = {
        "dtstart": "19970902T090000",
        "tzid": "America/New_York",
        "rrule": ["FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "FREQ=DAILY;COUNT=2"],
        "exdate": ["19970902T130000Z"],
        "rdate": ["20000101", "19971001T120000"],
    }
    assert dates(daily, thanksgiving, limit=3) == [
        ["2026-10-24T02:30:00+02:00", "2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"],
        ["1997-09-03T09:00:00-04:00", "1997-10-01T12:00:00-04:00", "1997-11-27T09:00:00-05:00"],
    ]


def test_a_date_is_its_midnight_and_no_zone_is_utc() -> None:
    midnight, utc, local = dates(
        {"dtstart": "19970902", "rrule": ["FREQ=DAILY;UNTIL=19970903"]},
        {"dtstart": "19970902T090000Z", "tzid": None, "rrule": [], "rdate": ["19970905"]},
        {"dtstart": "19970902T130000Z", "tzid": "America/New_York"},
    )
    assert midnight == ["1997-09-02T00:00:00+00:00", "1997-09-03T00:00:00+00:00"]
    assert utc == ["1997-09-02T09:00:00+00:00", "1997-09-05T00:00:00+00:00"]
    assert local == ["1997-09-02T09:00:00-04:00"]


def test_a_start_that_the_rule_does_not_give_does_not_count() -> None:
    assert dates({"dtstart": "19970902T090000", "rrule": ["FREQ=DAILY;BYMONTHDAY=13;COUNT=1"]}) == [
        ["1997-09-13T09:00:00+00:00"]
    ]


def test_an_endless_rule_is_cut_and_one_that_ends_is_not() -> None:
    endless, ending = dates(
        {"dtstart": "19970902", "rrule": ["FREQ=SECONDLY"]},
        {"dtstart": "19970902", "rrule": ["FREQ=DAILY;COUNT=250"]},
    )
    assert (len(endless), len(ending)) == (100, 250)


def test_a_limit_may_be_any_number() -> None:
    some = {"dtstart": "19970902", "rrule": ["FREQ=DAILY;COUNT=3"]}
    assert [len(found) for found in dates(some, limit=10**30)] == [3]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTHDAY=30;BYMONTH=2",
        "FREQ=MINUTELY;BYMONTHDAY=30;BYMONTH=2;BYHOUR=3",
        "FREQ=SECONDLY;BYMONTHDAY=30;BYMONTH=2;BYHOUR=3",
        "FREQ=SECONDLY;BYDAY=MO;BYSETPOS=2",
        "FREQ=YEARLY;INTERVAL=999999999;BYMONTH=1",
        "FREQ=WEEKLY;INTERVAL=999999999;BYDAY=MO",
    ],
)
def test_a_rule_without_dates_is_answered_with_none(rule: str) -> None:
    assert dates({"dtstart": "19970902T090000", "rrule": [rule]}) == [[]]


@pytest.mark.parametrize("start", ["00010101T000000", "99991231T235959"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/New_York"])
@pytest.mark.parametrize("frequency", ["YEARLY", "WEEKLY", "SECONDLY"])
def test_the_ends_of_the_calendar_are_answered(start: str, zone: str, frequency: str) -> None:
    rule = f"FREQ={frequency};WKST=SU"
    answers, _ = occurrences({"dtstart": start, "tzid": zone, "rrule": [rule]}, limit=2)
    assert len(answers) == 1


def test_a_line_that_cannot_be_answered_says_why_in_one_sentence() -> None:
    day = "19970902"
    answers, code = occurrences(
        "hello",
        "[1]",
        "[" * 100_000,
        "\udcff",
        {"rrule": ["FREQ=DAILY"]},
        {"dtstart": 19970902},
        {"dtstart": "tomorrow"},
        {"dtstart": day, "tzid": "Europe/Berln"},
        {"dtstart": day, "tzid": ["UTC"]},
        {"dtstart": day, "rrule": ["FREQ=DAILY;BYHOUR=25"]},
        {"dtstart": day, "rrule": 7},
        {"dtstart": day, "rrule": ["FREQ=DAILY"] * 33},
        {"dtstart": day, "exdate": [[]]},
        {"dtstart": day, "rdate": ["19970231"]},
        {"dtstart": "99991231T235959Z", "tzid": "Pacific/Kiritimati"},
        {"dtstart": day, "rdate": [day] * 100_000},
        "",
        {"dtstart": day},
    )
    assert code == 1
    assert len(answers) == 17
    *errors, last = answers
    assert last == {"occurrences": ["1997-09-02T00:00:00+00:00"]}
    for error in errors:
        assert list(error) == ["error"]
        assert len(error["error"]) < 120
        assert error["error"].endswith(".")
    assert "BYHOUR=25" in errors[9]["error"]
    assert "Europe/Berln" in errors[7]["error"]


def test_a_rule_may_stand_alone_instead_of_in_a_list() -> None:
    assert dates({"dtstart": "19970902", "rrule": "RRULE:FREQ=DAILY;COUNT=1"}) == [
        ["1997-09-02T00:00:00+00:00"]
    ]
