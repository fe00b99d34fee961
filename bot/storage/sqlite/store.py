"""The store in one SQLite file."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncGenerator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from bot.errors import TransientError
from bot.storage.sqlite.faults import translated
from bot.storage.sqlite.lock import FileLock
from bot.storage.sqlite.opening import open_database, unusable
from bot.storage.statements import Row, Statement
from bot.storage.tables.work import SqlWork
from bot.storage.uninterrupted import uninterrupted

log = logging.getLogger(__name__)

QUIET_S: Final = 2.0
"""Without a change for so long, the journal is emptied."""

_FOR_GOOD: Final = ("PRAGMA synchronous = FULL", "PRAGMA wal_autocheckpoint = 1000")
"""NORMAL may lose the last commits in a power cut."""
_IN_PASSING: Final = ("PRAGMA synchronous = NORMAL", "PRAGMA wal_autocheckpoint = 0")
"""A commit that never waits for the disk, neither for itself nor to shorten the journal."""
_IN_A_ROW: Final = 100
"""Commits in passing; without any other the journal would only grow."""


class SqliteStore:
    """The database in one file that this process has for itself.

    A statement takes microseconds, less than a trip to a thread and back, and runs where it is
    asked for. What waits for the disk, and may wait long, runs in a thread.
    """

    def __init__(self, path: Path) -> None:
        """Open it. Raises `ConfigError`, `PermanentError`, and `InUseError` when another has it."""
        try:
            self._file_lock = FileLock(path)
        except OSError as error:
            raise unusable(path, error) from error
        try:
            self._connection = open_database(path)
        except BaseException:
            self._file_lock.release()
            raise
        # another program that writes is not waited for: meanwhile, everything else would wait too
        self._connection.execute("PRAGMA busy_timeout = 0")
        self._disk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")
        self._one_at_a_time = asyncio.Lock()
        self._quiet: asyncio.TimerHandle | None = None
        self._emptying: asyncio.Future[None] | None = None
        self._passing = 0
        self._closed = False

    @asynccontextmanager
    async def begin(self, *, comes_again: bool = False) -> AsyncGenerator[SqlWork]:
        async with self._one_at_a_time:
            if self._closed:
                raise RuntimeError("the store is closed")
            await self._wait_for_journal()
            in_passing = comes_again and self._passing < _IN_A_ROW
            disk = None if in_passing else self._disk
            transaction = SqliteTransaction(self._connection, disk)
            try:
                yield SqlWork(transaction)
                await transaction.commit()
            except BaseException:
                transaction.undo()
                raise
            finally:
                if transaction.changed:
                    self._passing = self._passing + 1 if in_passing else 0
                    self._empty_journal_soon()

    async def close(self) -> None:
        async with self._one_at_a_time:
            if self._closed:
                return
            self._closed = True
            if self._quiet:
                self._quiet.cancel()
            await self._wait_for_journal()
            self._disk.shutdown()
            self._connection.close()
            self._file_lock.release()

    async def _wait_for_journal(self) -> None:
        if self._emptying:
            await uninterrupted(self._emptying)
            self._emptying = None

    def _empty_journal_soon(self) -> None:
        if self._quiet:
            self._quiet.cancel()
        loop = asyncio.get_running_loop()
        self._quiet = loop.call_later(QUIET_S, self._begin_to_empty_journal)

    def _begin_to_empty_journal(self) -> None:
        if not self._one_at_a_time.locked():  # else a change is under way, and it is not quiet
            loop = asyncio.get_running_loop()
            self._emptying = loop.run_in_executor(self._disk, self._empty_journal)

    def _empty_journal(self) -> None:
        """Cut the write-ahead log, in which erased text stands until it is written over."""
        try:
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            facts = {"action": "journal_kept", "why": str(error)}
            log.warning("The database journal was not emptied", extra=facts)


class SqliteTransaction:
    """One transaction. It begins with its first statement.

    Its commit waits for the `disk`; without one, a power cut may undo it.
    """

    def __init__(self, connection: sqlite3.Connection, disk: ThreadPoolExecutor | None) -> None:
        self._connection = connection
        self._disk = disk
        self._changes_before = connection.total_changes
        self._begun = False
        self._over = False

    @property
    def changed(self) -> bool:
        """Whether there is anything to write to the disk."""
        return self._connection.total_changes != self._changes_before

    async def run(self, *statements: Statement) -> Sequence[Sequence[Row]]:
        if self._over:
            raise RuntimeError("used after its transaction ended")
        with translated():
            if not self._begun:
                for statement in (*(_FOR_GOOD if self._disk else _IN_PASSING), "BEGIN IMMEDIATE"):
                    self._connection.execute(statement)
                self._begun = True
            self._demand_transaction()
            try:
                return [
                    self._connection.execute(statement.sql, statement.values).fetchall()
                    for statement in statements
                ]
            except Exception:
                self._rollback()
                raise

    async def commit(self) -> None:
        self._over = True
        if not self._begun:
            return
        self._demand_transaction()
        if self._disk and self.changed:
            loop = asyncio.get_running_loop()
            await uninterrupted(loop.run_in_executor(self._disk, self._commit))
        else:
            self._commit()

    def undo(self) -> None:
        self._over = True
        self._rollback()

    def _commit(self) -> None:
        with translated():
            self._connection.execute("COMMIT")

    def _rollback(self) -> None:
        if self._connection.in_transaction:  # SQLite itself undoes it after some errors
            self._connection.execute("ROLLBACK")

    def _demand_transaction(self) -> None:
        """After an error nothing more may happen in what is left of a transaction."""
        if not self._connection.in_transaction:
            raise TransientError("database: the transaction was undone after an error")
