"""Which programs can use a database that has seen some migrations."""

import re
from collections.abc import Sequence

import pytest

from bot.storage.schema import FITS_FROM, ONLY_ADDS, marks, migrations

_ADDS = re.compile(
    r"CREATE TABLE \w+ \(.*\)"
    r"|CREATE INDEX \w+ ON \w+ \(.*\)( WHERE .*)?"
    r"|ALTER TABLE \w+ ADD COLUMN \w+ (TEXT|BIGINT)( NOT NULL DEFAULT \S+)?",
    re.DOTALL,
)


def more_than_added(script: str) -> Sequence[str]:
    """The statements with which a program that does not know of them might not go on."""
    statements = re.sub(r"^--.*\n?", "", script, flags=re.MULTILINE).split(";")
    return [one.strip() for one in statements if one.strip() and not _ADDS.fullmatch(one.strip())]


def test_a_migration_that_says_so_only_adds() -> None:
    for number, script in migrations().items():
        if script.startswith(ONLY_ADDS):
            assert more_than_added(script) == [], number


@pytest.mark.parametrize(
    ("script", "is_more"),
    [
        ("CREATE TABLE a (\n    b TEXT NOT NULL\n);\nCREATE INDEX c ON a (b);", False),
        ("-- Why; and how.\nALTER TABLE a ADD COLUMN b TEXT;", False),
        ("ALTER TABLE a ADD COLUMN b BIGINT NOT NULL DEFAULT 0;", False),
        ("ALTER TABLE a ADD COLUMN b BIGINT NOT NULL;", True),
        ("CREATE UNIQUE INDEX c ON a (b);", True),
        ("ALTER TABLE a DROP COLUMN b;", True),
        ("UPDATE a SET b = 1;", True),
    ],
)
def test_what_more_than_adds_is_seen(script: str, *, is_more: bool) -> None:
    assert bool(more_than_added(script)) == is_more


def test_a_database_fits_programs_that_know_all_but_what_was_only_added() -> None:
    for version in migrations():
        fits_from = int(marks(version)[FITS_FROM])
        later = {n: text for n, text in migrations().items() if fits_from < n <= version}
        assert all(text.startswith(ONLY_ADDS) for text in later.values())
        assert not migrations()[fits_from].startswith(ONLY_ADDS)
