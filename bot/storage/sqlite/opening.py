"""Opening the file: rights, pragmas, and the numbered migrations."""

import errno
import os
import sqlite3
from pathlib import Path
from typing import Final

from bot.errors import ConfigError
from bot.storage.new_file import new_file
from bot.storage.schema import MOVED_TO, marks, migrations, moved_away, newer_than_known
from bot.storage.sqlite.faults import BROKEN, REMEDIES, primary_code

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_PRAGMAS: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # NORMAL may lose the last commits in a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # what is erased is overwritten
)


def open_database(path: Path) -> sqlite3.Connection:
    """Open or make the file and bring it up to date. Needs the lock.

    Raises `ConfigError`, and `PermanentError` when what an update changes cannot be kept first.
    """
    try:
        _restrict(path)
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    except (OSError, sqlite3.Error) as error:
        raise unusable(path, error) from error
    try:
        connection.row_factory = sqlite3.Row
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        _migrate(connection, path)
        if target := target_of_move(connection):
            raise ConfigError(moved_away(str(path), target))
    except sqlite3.Error as error:
        connection.close()
        raise unusable(path, error) from error
    except BaseException:
        connection.close()
        raise
    return connection


def unusable(path: Path, error: OSError | sqlite3.Error) -> ConfigError:
    """Why the file cannot be used, and what to do."""
    code = primary_code(error) if isinstance(error, sqlite3.Error) else None
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        code = sqlite3.SQLITE_FULL
    if code in BROKEN:
        trouble = "is damaged or no SQLite database"
        remedy = "restore a backup, or name another file"
    elif code == sqlite3.SQLITE_ERROR:  # the migrations do not fit what is there
        trouble, remedy = "holds the tables of another program", "name another file"
    else:
        trouble = "cannot be opened"
        usual = "its folder must exist, and both must be writable for this user"
        remedy = REMEDIES.get(code or 0, usual)
    reason = error.strerror if isinstance(error, OSError) else error
    return ConfigError(f"bot.database: {path} {trouble} ({reason}); {remedy}")


def _restrict(path: Path) -> None:
    """Make the file readable for its owner only; SQLite gives its side files the same rights."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        os.fchmod(file, 0o600)
    finally:
        os.close(file)


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Run what is newer than the database, all of it in one transaction."""
    newest = max(migrations())
    version = schema_version(connection)
    if 0 < version < newest:
        _keep_copy(connection, path.with_name(f"{path.name}.schema-{version}"))
    connection.execute("BEGIN IMMEDIATE")
    if version > newest:
        raise ConfigError(newer_than_known(str(path), version=version, newest=newest))
    run_migrations(connection, range(version + 1, newest + 1))
    connection.execute("COMMIT")


def run_migrations(connection: sqlite3.Connection, numbers: range) -> None:
    """In the transaction that is open; `numbers` follow on what the database has seen."""
    if not numbers:
        return
    scripts = migrations()
    for number in numbers:
        for statement in scripts[number].split(";\n"):
            connection.execute(statement)
    connection.executemany(
        "INSERT INTO meta (key, value) VALUES (?, ?)"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        marks(numbers[-1]).items(),
    )


def target_of_move(connection: sqlite3.Connection) -> str | None:
    """Where the installation has moved that was here."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (MOVED_TO,)).fetchone()
    return row and str(row[0])


def _keep_copy(connection: sqlite3.Connection, copy: Path) -> None:
    """What the update is about to change, for whoever has to go back to the earlier program."""
    if copy.exists():  # of an update that failed; what it holds is not older
        return
    save_copy(connection, copy)


def save_copy(connection: sqlite3.Connection, copy: Path) -> None:
    """Write all that is committed now into a new file, readable for its owner only.

    Raises `PermanentError` rather than write over anything, and `sqlite3.Error`.
    """
    with new_file(copy) as file:
        connection.execute("VACUUM INTO ?", (str(file),))  # which takes an empty file for none


def schema_version(connection: sqlite3.Connection) -> int:
    """The newest migration that the database has seen, 0 for an empty one."""
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").fetchall():
        return 0
    query = "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'schema_version'"
    row = connection.execute(query).fetchone()
    return row[0] if row else 0
