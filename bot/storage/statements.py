"""Named SQL statements out of files, and what a transaction needs to run them.

The files hold one text for SQLite and PostgreSQL (docs/adr/0003-sql-files.md): parameters are
written `:name`, yes and no are 1 and 0, lengths of time are whole milliseconds, and instants those
since 1970 UTC.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any, Final, Protocol

Value = str | int | None

_NAME: Final = re.compile(r"^-- name: (\w+)$", re.MULTILINE)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND: Final = timedelta(milliseconds=1)
"""The unit in which the database keeps instants and lengths of time."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement with the values of its parameters."""

    sql: str
    values: Mapping[str, Value]


class Row(Protocol):
    """A result row: its columns by name."""

    def __getitem__(self, column: str, /) -> Any: ...  # noqa: ANN401 -- each column has its type


class Transaction(Protocol):
    """An open transaction of some SQL database."""

    async def run(self, *statements: Statement) -> Sequence[Sequence[Row]]:
        """Run them in order, in one go, and return the rows of each.

        Raises `TransientError` when the database is away or full, and then all is undone.
        """
        ...


class StatementFile:
    """The statements of one file, each under the comment `-- name: …`, ready to be given values."""

    def __init__(self, name: str) -> None:
        text = (files("bot.storage") / "sql" / f"{name}.sql").read_text(encoding="utf-8")
        _, *parts = _NAME.split(text)
        self.texts: Mapping[str, str] = dict(zip(parts[::2], parts[1::2], strict=True))

    def __call__(self, name: str, /, **values: Value) -> Statement:
        return Statement(self.texts[name], values)


def milliseconds(instant: datetime) -> int:
    """The instant as the database keeps it, rounded down."""
    return (instant - _EPOCH) // MILLISECOND


def instant(milliseconds: int) -> datetime:
    """Aware, UTC."""
    return _EPOCH + milliseconds * MILLISECOND
