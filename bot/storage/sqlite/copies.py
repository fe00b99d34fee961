"""Copies of a database file: saved while the bot runs, put back, and written out for reading."""

import json
import sqlite3
from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.errors import ConfigError, PermanentError
from bot.storage.sqlite.lock import FileLock
from bot.storage.sqlite.opening import open_database, save_copy, schema_version
from bot.storage.statements import StatementFile, milliseconds
from bot.usecases.ports import ANSWERED_UNTIL

SQL: Final = StatementFile("restore")
_SIDE_FILES: Final = ("-wal", "-shm")


def upgrade(path: Path) -> tuple[int, int]:
    """Bring the file up to date as every start does. The schema versions before and after.

    Raises `ConfigError`, also when the bot is running on it.
    """
    lock = FileLock(path)
    try:
        before = _schema_version(path)
        with closing(open_database(path)) as connection:
            return before, schema_version(connection)
    finally:
        lock.release()


def backup(path: Path, copy: Path) -> None:
    """Save all that is committed at this moment; the bot may run on. Raises `PermanentError`."""
    try:
        with _reading(path) as connection:
            save_copy(connection, copy)
    except FileExistsError as error:
        raise PermanentError(f"{copy} exists already; name a new file") from error
    except (OSError, sqlite3.Error) as error:
        raise PermanentError(f"{copy} cannot be written: {_reason(error)}") from error


def restore(path: Path, copy: Path, *, now: datetime) -> Path | None:
    """Put a copy in the place of the file, which stays beside it under the path returned, if any.

    What people were told, and what was answered, since the copy was made is not in it. So nothing
    in it that waited to be said is said any more, no reminder due before `now` is made up for, and
    no line written before `now` is answered. Raises `ConfigError`, also when the bot is running,
    and `PermanentError` when the copy is none; then nothing has changed.
    """
    lock = FileLock(path)
    try:
        fresh = path.with_name(path.name + ".restoring")
        fresh.unlink(missing_ok=True)
        _check(copy)
        backup(copy, fresh)
        try:
            _let_go_of_the_past(fresh, now)
            kept = _set_aside(path, now)
        except BaseException:
            _remove(fresh)
            raise
        fresh.replace(path)
        return kept
    finally:
        lock.release()


def export(path: Path) -> Mapping[str, object]:
    """All tables as lists of rows, read at one moment; the bot may run on."""
    try:
        with _reading(path) as connection:
            connection.execute("BEGIN")
            names = connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
            ).fetchall()
            return {
                "schema_version": schema_version(connection),
                "tables": {name: _rows(connection, name) for (name,) in map(tuple, names)},
            }
    except sqlite3.Error as error:
        raise PermanentError(f"{path} cannot be read: {_reason(error)}") from error


@contextmanager
def _reading(path: Path) -> Generator[sqlite3.Connection]:
    """A connection that nothing is written through. Raises `ConfigError` where there is none."""
    if not path.is_file():
        raise ConfigError(f"{path}: there is no such database; check bot.database")
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.row_factory = sqlite3.Row
        yield connection
    finally:
        connection.close()


def _schema_version(path: Path) -> int:
    if not path.exists():
        return 0
    with _reading(path) as connection:
        return schema_version(connection)


def _check(copy: Path) -> None:
    """Raises `PermanentError` unless it is a sound database of this program."""
    remedy = "name a file that `ankerplatz db backup` wrote"
    if not copy.is_file():
        raise PermanentError(f"{copy}: there is no such file; {remedy}")
    try:
        with _reading(copy) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            if sound and schema_version(connection):
                return
    except sqlite3.Error as error:
        raise PermanentError(f"{copy}: {_reason(error)}; {remedy}") from error
    raise PermanentError(f"{copy}: is damaged or none of ours; {remedy}")


def _let_go_of_the_past(path: Path, now: datetime) -> None:
    with closing(open_database(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        past = milliseconds(now)
        for statement in (
            SQL("say_no_more", now=past),
            SQL("answer_no_more", now=past),
            SQL("remind_no_more", now=past),
            SQL("answer_nothing_older", name=ANSWERED_UNTIL, instant=now.isoformat()),
        ):
            connection.execute(statement.sql, statement.values)
        connection.execute("COMMIT")
        # one file, so that it can be put in place in one step
        connection.execute("PRAGMA journal_mode = DELETE")


def _set_aside(path: Path, now: datetime) -> Path | None:
    """Keep the present file, whole, under another name; whoever chose the wrong copy wants it."""
    if not path.exists():
        return None
    kept = path.with_name(f"{path.name}.replaced-{now:%Y%m%dT%H%M%S}")
    backup(path, kept)
    for side in _SIDE_FILES:
        path.with_name(path.name + side).unlink(missing_ok=True)
    return kept


def _remove(path: Path) -> None:
    for side in ("", *_SIDE_FILES):
        path.with_name(path.name + side).unlink(missing_ok=True)


def _rows(connection: sqlite3.Connection, table: str) -> list[dict[str, object]]:
    # the name comes out of the database's own list of tables
    rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608
    return [{column: _readable(column, row[column]) for column in row.keys()} for row in rows]  # noqa: SIM118 -- iterating a sqlite3.Row gives its values


def _readable(column: str, value: object) -> object:
    return json.loads(value) if column == "payload" and isinstance(value, str) else value


def _reason(error: OSError | sqlite3.Error) -> str:
    return str(error.strerror if isinstance(error, OSError) else error)
