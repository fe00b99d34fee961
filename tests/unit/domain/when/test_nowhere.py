"""Days that no calendar has, wherever they stand in what somebody typed."""

import pytest

from bot.domain.when import no_such_day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31.2. 10:00", "31.2."),
        ("am 31. April um 18 Uhr", "31. April"),
        ("February 30th 6pm", "February 30th"),
        ("29.2.2027", "29.2.2027"),
        ("until 31 June", "31 June"),
        ("2026-02-30", "2026-02-30"),
        ("29.2. 18 Uhr", None),
        ("28. Februar", None),
        ("31 May", None),
        ("May 31", None),
        ("25:00", None),
        ("Board", None),
        ("", None),
    ],
)
def test_a_day_that_there_is_not_is_found(text: str, day: str | None) -> None:
    assert no_such_day(text) == day
