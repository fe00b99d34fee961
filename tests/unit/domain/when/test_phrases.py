"""What people write, and what it means: the tables in `tests/data/when`."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.domain.when import understand

from .notation import noted

TABLES = Path(__file__).parents[3] / "data" / "when"
TUESDAY = "2026-03-24T10:00 Europe/Berlin"


def rows(name: str) -> Iterator[list[str]]:
    for line in (TABLES / name).read_text().splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


def moment(text: str) -> datetime:
    local, zone = text.split()
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(("phrase", "expected"), [*rows("german.tsv"), *rows("english.tsv")])
def test_a_phrase_means_what_people_mean_by_it(phrase: str, expected: str) -> None:
    assert noted(understand(phrase, now=moment(TUESDAY))) == expected


@pytest.mark.parametrize(("now", "phrase", "expected"), [*rows("other_moments.tsv")])
def test_what_a_phrase_means_depends_on_when_it_is_said(
    now: str, phrase: str, expected: str
) -> None:
    assert noted(understand(phrase, now=moment(now))) == expected
