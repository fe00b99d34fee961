"""The store in one SQLite file."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.errors import TransientError
from bot.storage.sqlite.faults import translated
from bot.storage.sqlite.lock import FileLock
from bot.storage.sqlite.opening import open_database, unusable
from bot.storage.sqlite.thread import DatabaseThread
from bot.storage.statements import Row, Statement
from bot.storage.tables.work import SqlWork

log = logging.getLogger(__name__)


class SqliteStore:
    """The database in one file that this process has for itself."""

    def __init__(self, path: Path) -> None:
        """Open it. Raises `ConfigError` when it cannot be used or another process has it."""
        try:
            self._file_lock = FileLock(path)
        except OSError as error:
            raise unusable(path, error) from error
        try:
            self._connection = open_database(path)
        except BaseException:
            self._file_lock.release()
            raise
        self._thread = DatabaseThread(when_quiet=self._empty_journal)
        self._one_at_a_time = asyncio.Lock()
        self._closed = False

    @asynccontextmanager
    async def begin(self) -> AsyncGenerator[SqlWork]:
        async with self._one_at_a_time:
            if self._closed:
                raise RuntimeError("the store is closed")
            transaction = SqliteTransaction(self._connection, self._thread)
            try:
                yield SqlWork(transaction)
            except BaseException:
                transaction.undo()
                raise
            await transaction.commit()

    async def close(self) -> None:
        async with self._one_at_a_time:
            if self._closed:
                return
            self._closed = True
            self._thread.stop()
            self._connection.close()
            self._file_lock.release()

    def _empty_journal(self) -> None:
        """Cut the write-ahead log, in which erased text stands until it is written over."""
        if self._connection.in_transaction:
            return
        try:
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            facts = {"action": "journal_kept", "why": str(error)}
            log.warning("The database journal was not emptied", extra=facts)


class SqliteTransaction:
    """One transaction. It begins with its first statement, in the same trip to the thread."""

    def __init__(self, connection: sqlite3.Connection, thread: DatabaseThread) -> None:
        self._connection = connection
        self._thread = thread
        self._begun = False
        self._over = False

    async def run(self, *statements: Statement) -> Sequence[Sequence[Row]]:
        if self._over:
            raise RuntimeError("used after its transaction ended")
        begin, self._begun = not self._begun, True
        return await self._thread.submit(lambda: self._execute(statements, begin=begin))

    async def commit(self) -> None:
        self._over = True
        if self._begun:
            await self._thread.submit(self._commit)

    def undo(self) -> None:
        """Queue the rollback. Nothing waits for it, but whatever comes next comes after it."""
        self._over = True
        if self._begun:
            self._thread.submit(self._rollback)

    def _execute(
        self, statements: Sequence[Statement], *, begin: bool
    ) -> Sequence[Sequence[sqlite3.Row]]:
        with translated():
            if begin:
                self._connection.execute("BEGIN IMMEDIATE")
            self._demand_transaction()
            try:
                return [
                    self._connection.execute(statement.sql, statement.values).fetchall()
                    for statement in statements
                ]
            except Exception:
                self._rollback()
                raise

    def _commit(self) -> None:
        with translated():
            self._demand_transaction()
            try:
                self._connection.execute("COMMIT")
            except sqlite3.Error:
                self._rollback()
                raise

    def _rollback(self) -> None:
        if self._connection.in_transaction:  # SQLite itself undoes it after some errors
            self._connection.execute("ROLLBACK")

    def _demand_transaction(self) -> None:
        """After an error nothing more may happen in what is left of a transaction."""
        if not self._connection.in_transaction:
            raise TransientError("database: the transaction was undone after an error")
