"""Copies of a PostgreSQL database, as SQLite files (docs/adr/0038-copies-are-files.md)."""

import sqlite3
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Protocol, cast

import asyncpg

from bot.errors import ConfigError, PermanentError
from bot.storage.address import shown
from bot.storage.postgresql.faults import translated
from bot.storage.postgresql.opening import (
    DriverConnection,
    dial,
    have_alone,
    migrate,
    note,
    schema_version,
)
from bot.storage.schema import MOVED_TO, migrations, newer_than_known
from bot.storage.sqlite.copies import let_go_of_the_past, make_ready, new_database
from bot.storage.sqlite.layout import SqlTable, tables
from bot.storage.statements import Row, Value

_AT_ONCE: Final = 2000  # rows


class CopyingConnection(DriverConnection, Protocol):
    """What copying needs of the driver's connection beside what the store does."""

    def transaction(
        self, *, isolation: str | None = None, readonly: bool = False
    ) -> AbstractAsyncContextManager[None]: ...
    def cursor(self, query: str, *, prefetch: int) -> AsyncIterator[Row]: ...
    async def copy_records_to_table(
        self, table_name: str, *, records: Sequence[Sequence[Value]], columns: Sequence[str]
    ) -> str: ...


async def upgrade(url: str, kept: Path) -> tuple[int, int]:
    """Bring the database up to date, as every start does. The schema versions before and after.

    What was there before is saved as `kept`. Raises `ConfigError` and `TransientError`.
    """
    newest = max(migrations())
    async with connected(url) as connection:
        before = await schema_version(connection)
        if 0 < before < newest:
            await save(connection, kept, url)
        await migrate(connection, shown(url))
        return before, newest


async def backup(url: str, copy: Path) -> None:
    """Save all that is committed at this moment; the bot may run on.

    Raises `PermanentError`, `ConfigError` and `TransientError`.
    """
    async with connected(url) as connection:
        await save(connection, copy, url)


async def restore(url: str, copy: Path, *, kept: Path, now: datetime) -> Path | None:
    """Put a copy in the place of all there is, as `bot.storage.sqlite.copies.restore` does.

    What is there is saved as `kept`, which is returned, if there is anything.
    """
    with TemporaryDirectory() as folder:
        fresh = Path(folder) / copy.name
        make_ready(copy, fresh)
        let_go_of_the_past(fresh, now)
        async with connected(url) as connection:
            await have_alone(connection, url)
            was_there = bool(await schema_version(connection))
            if was_there:
                await save(connection, kept, url)
            await migrate(connection, shown(url))
            await load(connection, fresh)
    return kept if was_there else None


@asynccontextmanager
async def connected(url: str) -> AsyncGenerator[CopyingConnection]:
    """A connection for this, with the driver's errors translated."""
    with translated():
        connection = cast("CopyingConnection", await dial(url))
        try:
            yield connection
        finally:
            connection.terminate()


async def save(connection: CopyingConnection, file: Path, url: str) -> None:
    """Write all that is committed at this moment into a new SQLite file of the same schema."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        version, newest = await schema_version(connection), max(migrations())
        if not version:
            raise ConfigError(f"bot.database: {shown(url)} is empty; check bot.database")
        if version > newest:
            raise ConfigError(newer_than_known(shown(url), version=version, newest=newest))
        with new_database(file, version=version) as target:
            for table in tables(target):
                await _write(connection, table, target)


async def _write(
    connection: CopyingConnection, table: SqlTable, target: sqlite3.Connection
) -> None:
    batch: list[tuple[Value, ...]] = []
    async for row in connection.cursor(table.reading, prefetch=_AT_ONCE):
        batch.append(tuple(row[column] for column in table.columns))
        if len(batch) == _AT_ONCE:
            target.executemany(table.writing, batch)
            batch.clear()
    target.executemany(table.writing, batch)


async def load(connection: CopyingConnection, file: Path) -> None:
    """Replace all there is, in one transaction, by what is in an SQLite file of the same schema.

    Raises `PermanentError` where PostgreSQL cannot hold it; then nothing has changed.
    """
    try:
        async with connection.transaction():
            with closing(sqlite3.connect(file)) as source:
                order = tables(source)
                await connection.execute(f"TRUNCATE {', '.join(table.name for table in order)}")
                for table in order:
                    rows = source.execute(table.reading)
                    while batch := rows.fetchmany(_AT_ONCE):
                        await connection.copy_records_to_table(
                            table.name, records=batch, columns=table.columns
                        )
            await count_on(connection)
    except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as error:
        raise PermanentError(f"PostgreSQL cannot hold what is in {file.name}: {error}") from error


async def count_on(connection: DriverConnection) -> None:
    """Let the identity columns go on behind the highest number that there is."""
    for column in await connection.fetch(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND is_identity = 'YES'"
    ):
        table, name = column["table_name"], column["column_name"]
        await connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', '{name}'),"  # noqa: S608 -- the names are the schema's own
            f" COALESCE(MAX({name}), 0) + 1, false) FROM {table}"
        )


async def is_empty(connection: DriverConnection, file: Path) -> bool:
    """Whether there is nothing in it of what the file has tables for."""
    with closing(sqlite3.connect(file)) as source:
        names = [table.name for table in tables(source) if table.name != "meta"]
    found = [await connection.fetch(f"SELECT 1 FROM {name} LIMIT 1") for name in names]  # noqa: S608 -- the names are the schema's own
    return not any(found)


async def mark_moved(connection: DriverConnection, target: str) -> None:
    """From now on the database is not used any more."""
    await note(connection, MOVED_TO, target)
