"""The tables of phrases in `tests/data/when`."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

TABLES = Path(__file__).parents[3] / "data" / "when"
TUESDAY = "2026-03-24T10:00 Europe/Berlin"
"""The moment of the tables that name none."""


def rows(name: str) -> Iterator[list[str]]:
    for line in (TABLES / name).read_text().splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


def phrases() -> list[list[str]]:
    """What people write in any language, and what it means."""
    languages = {path.name for path in TABLES.glob("*.tsv")} - {"other_moments.tsv"}
    return [row for name in sorted(languages) for row in rows(name)]


def moment(text: str) -> datetime:
    local, zone = text.split()
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))
