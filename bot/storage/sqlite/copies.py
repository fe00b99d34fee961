"""Copies of a database file: saved while the bot runs, put back, and written out for reading.

A copy is an SQLite file whatever engine it was made from (docs/adr/0038-copies-are-files.md), so
that the other engine uses most of this as well.
"""

import json
import shutil
import sqlite3
from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.errors import PermanentError
from bot.storage.new_file import new_file
from bot.storage.schema import MOVED_TO
from bot.storage.sqlite.faults import BROKEN, primary_code
from bot.storage.sqlite.layout import tables
from bot.storage.sqlite.lock import FileLock
from bot.storage.sqlite.opening import (
    open_database,
    run_migrations,
    save_copy,
    schema_version,
    target_of_move,
    unusable,
)
from bot.storage.statements import StatementFile, milliseconds
from bot.usecases.ports.store import ANSWERED_UNTIL

SQL: Final = StatementFile("restore")
_SIDE_FILES: Final = ("-wal", "-shm")


class DamagedError(PermanentError):
    """The database itself cannot be read."""


def upgrade(path: Path) -> tuple[int, int]:
    """Bring the file up to date as every start does. The schema versions before and after.

    Raises `ConfigError`, and `InUseError` when the bot is running on it.
    """
    with alone(path):
        before = _schema_version(path)
        with closing(open_database(path)) as connection:
            return before, schema_version(connection)


@contextmanager
def alone(path: Path) -> Generator[None]:
    """Nobody else uses the file meanwhile. Raises `InUseError` if somebody does, `ConfigError`."""
    try:
        lock = FileLock(path)
    except OSError as error:
        raise unusable(path, error) from error
    try:
        yield
    except sqlite3.Error as error:
        raise unusable(path, error) from error
    finally:
        lock.release()


def backup(path: Path, copy: Path) -> None:
    """Save all that is committed at this moment; the bot may run on. Raises `PermanentError`."""
    try:
        with reading(path) as connection:
            save_copy(connection, copy)
    except sqlite3.Error as error:
        if primary_code(error) in BROKEN:
            raise DamagedError(f"{path} cannot be read: {error}") from error
        raise PermanentError(f"{copy} cannot be written: {error}") from error


def restore(path: Path, copy: Path, *, now: datetime) -> Path | None:
    """Put a copy in the place of the file, which stays beside it under the path returned, if any.

    What people were told, and what was answered, since the copy was made is not in it. So nothing
    in it that waited to be said is said any more, no reminder due before `now` is made up for, and
    no line written before `now` is answered. Raises `InUseError` when the bot is running,
    `PermanentError` when the copy is none, and `ConfigError`; then nothing has changed.
    """
    with alone(path):
        fresh = path.with_name(path.name + ".restoring")
        fresh.unlink(missing_ok=True)
        try:
            make_ready(copy, fresh)
            let_go_of_the_past(fresh, now)
            kept = _set_aside(path, now)
        except BaseException:
            _remove(fresh)
            raise
        fresh.replace(path)
        return kept


def export(path: Path) -> Mapping[str, object]:
    """All tables as lists of rows, read at one moment; the bot may run on."""
    try:
        with reading(path) as connection:
            connection.execute("BEGIN")
            names = sorted(table.name for table in tables(connection))
            return {
                "schema_version": schema_version(connection),
                "tables": {name: _rows(connection, name) for name in names},
            }
    except sqlite3.Error as error:
        raise PermanentError(f"{path} cannot be read: {error}") from error


def make_ready(copy: Path, fresh: Path) -> None:
    """A sound copy, brought up to date in a new file; the copy itself stays as it is.

    Raises `PermanentError` when it is no copy, `ConfigError` when a later program made it.
    """
    _check(copy)
    backup(copy, fresh)
    with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
        connection.execute("DELETE FROM meta WHERE key = ?", (MOVED_TO,))
    with closing(open_database(fresh)) as connection:
        # one file, so that it can be put in place in one step
        connection.execute("PRAGMA journal_mode = DELETE")
    for kept in fresh.parent.glob(f"{fresh.name}.schema-*"):
        kept.unlink()  # the copy itself is the one before


def let_go_of_the_past(path: Path, now: datetime) -> None:
    """What was said and answered since a copy was made is not in it: see `restore`."""
    past = milliseconds(now)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("BEGIN IMMEDIATE")
        for statement in (
            SQL("say_no_more", now=past),
            SQL("answer_no_more", now=past),
            SQL("remind_no_more", now=past),
            SQL("answer_nothing_older", name=ANSWERED_UNTIL, instant=now.isoformat()),
            SQL("nobody_serves"),
        ):
            connection.execute(statement.sql, statement.values)
        connection.execute("COMMIT")


@contextmanager
def new_database(path: Path, *, version: int) -> Generator[sqlite3.Connection]:
    """A new file with the tables of that version, to put all rows in; committed at the end.

    Raises `PermanentError` when it cannot be made, also when something is there already. Whatever
    is raised inside, no file is left then.
    """
    try:
        with new_file(path) as file, closing(sqlite3.connect(file, isolation_level=None)) as made:
            # a journal file beside it would outlive a killed program, and be applied to the next
            made.execute("PRAGMA journal_mode = MEMORY")
            made.execute("BEGIN IMMEDIATE")
            run_migrations(made, range(1, version + 1))
            made.execute("DELETE FROM meta")
            yield made
            made.execute("COMMIT")
    except sqlite3.Error as error:
        raise PermanentError(f"{path} cannot be written: {error}") from error


def moved_to(copy: Path) -> str | None:
    """Where the installation has moved of which this is a copy; None where it has not."""
    with reading(copy) as connection:
        return target_of_move(connection)


def mark_moved(path: Path, target: str) -> None:
    """From now on the file is not used any more; raises what SQLite raises. Needs the lock."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (MOVED_TO, target))


@contextmanager
def reading(path: Path) -> Generator[sqlite3.Connection]:
    """A connection that nothing is written through. Raises `PermanentError` without a file."""
    if not path.is_file():
        raise PermanentError(f"there is no database {path}; check its address")
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.row_factory = sqlite3.Row
        yield connection
    finally:
        connection.close()


def _schema_version(path: Path) -> int:
    if not path.exists():
        return 0
    with reading(path) as connection:
        return schema_version(connection)


def _check(copy: Path) -> None:
    """Raises `PermanentError` unless it is a sound database of this program."""
    remedy = "name a file that `ankerplatz db backup` wrote"
    if not copy.is_file():
        raise PermanentError(f"{copy}: there is no such file; {remedy}")
    try:
        with reading(copy) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            if sound and schema_version(connection):
                return
    except sqlite3.Error as error:
        raise PermanentError(f"{copy}: {error}; {remedy}") from error
    raise PermanentError(f"{copy}: is damaged or none of ours; {remedy}")


def _set_aside(path: Path, now: datetime) -> Path | None:
    """Keep the present file, whole, under another name; whoever chose the wrong copy wants it."""
    if not path.exists():
        return None
    kept = path.with_name(f"{path.name}.replaced-{now:%Y%m%dT%H%M%S}")
    try:
        backup(path, kept)
    except DamagedError:  # which may be why a copy is put back
        _keep_as_it_is(path, kept)
    for side in _SIDE_FILES:
        path.with_name(path.name + side).unlink(missing_ok=True)
    return kept


def _keep_as_it_is(path: Path, kept: Path) -> None:
    """What SQLite cannot read; as far as it could, its journal went into it at that try."""
    with new_file(kept) as file:
        try:
            shutil.copyfile(path, file)
        except OSError as error:
            raise PermanentError(f"{kept} cannot be written: {error.strerror}") from error


def _remove(path: Path) -> None:
    for side in ("", *_SIDE_FILES):
        path.with_name(path.name + side).unlink(missing_ok=True)


def _rows(connection: sqlite3.Connection, table: str) -> list[dict[str, object]]:
    rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608 -- the name comes out of the database's own list of tables
    return [{column: _readable(column, row[column]) for column in row.keys()} for row in rows]  # noqa: SIM118 -- iterating a sqlite3.Row gives its values


def _readable(column: str, value: object) -> object:
    return json.loads(value) if column == "payload" and isinstance(value, str) else value
