"""What SQLite's result codes mean here (https://www.sqlite.org/rescode.html)."""

import sqlite3
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Final

from bot.errors import PermanentError, TransientError

PASSING: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_PERM,
    }
)
"""The disk is full or away, or another program looks at the file."""

REMEDIES: Final[Mapping[int, str]] = {
    sqlite3.SQLITE_FULL: "make room on its disk, and the bot goes on",
    sqlite3.SQLITE_IOERR: "its disk is full, broken, or mounted read-only after an error; "
    "make room, or repair it and start the bot again",
    sqlite3.SQLITE_READONLY: "the file or its disk may only be read; give the bot the right to "
    "write, and start it again",
}
"""What the operator can do, to be told beside the trouble."""

BROKEN: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT})
"""The file is damaged."""

BUGS: Final = frozenset(
    {
        sqlite3.SQLITE_ERROR,
        sqlite3.SQLITE_INTERNAL,
        sqlite3.SQLITE_ABORT,
        sqlite3.SQLITE_EMPTY,
        sqlite3.SQLITE_SCHEMA,
        sqlite3.SQLITE_TOOBIG,
        sqlite3.SQLITE_CONSTRAINT,
        sqlite3.SQLITE_MISMATCH,
        sqlite3.SQLITE_MISUSE,
        sqlite3.SQLITE_NOLFS,
        sqlite3.SQLITE_AUTH,
        sqlite3.SQLITE_RANGE,
        sqlite3.SQLITE_NOTFOUND,
        sqlite3.SQLITE_NOTICE,
        sqlite3.SQLITE_WARNING,
    }
)
"""We asked for something wrong: the error passes as it is."""


def primary_code(error: sqlite3.Error) -> int | None:
    """The result code without its extension; None for errors of the Python module itself."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


@contextmanager
def translated() -> Generator[None]:
    """Turns SQLite's errors into ours."""
    try:
        yield
    except sqlite3.Error as error:
        code = primary_code(error)
        if code in PASSING:
            remedy = REMEDIES.get(code or 0)
            told = f"{error}; {remedy}" if remedy else str(error)
            raise TransientError(f"database: {told}") from error
        if code in BROKEN:
            raise PermanentError(f"database: {error}") from error
        raise
