"""The store in a PostgreSQL database, which several copies of the bot may share."""

import asyncio
import logging
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import Final

import asyncpg

from bot.storage.postgresql.faults import PASSING, translated
from bot.storage.postgresql.opening import BEGIN, DriverConnection, connect
from bot.storage.statements import Row, Statement
from bot.storage.tables.work import SqlWork
from bot.storage.uninterrupted import uninterrupted

log = logging.getLogger(__name__)

_PARAMETER: Final = re.compile(r"(?<!:):(\w+)")
_FAREWELL_S: Final = 3.0


class PostgresStore:
    """One connection, made when it is first needed and again when it was lost.

    Transactions take turns, in this process by a lock and among all copies by an advisory lock of
    the database that ends with the transaction. So they behave like those on SQLite, and none has
    to be repeated.

    With another `begin` they need not wait for others, and have to bear with what those do.
    `welcome` is handed each connection when it was made.
    """

    def __init__(
        self,
        url: str,
        *,
        begin: str = BEGIN,
        welcome: Callable[[DriverConnection], Awaitable[None]] | None = None,
    ) -> None:
        self._url = url
        self._begin = begin
        self._welcome = welcome
        self._one_at_a_time = asyncio.Lock()
        self._connection: DriverConnection | None = None
        self._closed = False

    @asynccontextmanager
    async def begin(self, *, comes_again: bool = False) -> AsyncGenerator[SqlWork]:  # noqa: ARG002 -- the port
        """A server that dies alone would forget what we still know, so every commit lasts."""
        async with self.transaction() as transaction:
            yield SqlWork(transaction)

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator["PostgresTransaction"]:
        """As `begin`, for statements that are no repository's."""
        async with self._one_at_a_time:
            if self._closed:
                raise RuntimeError("the store is closed")
            connection = await self._connected()
            transaction = PostgresTransaction(connection, self._begin)
            try:
                yield transaction
                await transaction.commit()
            except BaseException:
                await uninterrupted(asyncio.ensure_future(transaction.undo()))
                raise

    async def close(self) -> None:
        async with self._one_at_a_time:
            self._closed = True
            connection, self._connection = self._connection, None
            if connection is None or connection.is_closed():
                return
            try:
                async with asyncio.timeout(_FAREWELL_S):
                    await connection.close()
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
                connection.terminate()

    async def _connected(self) -> DriverConnection:
        """Raises `TransientError` when the server is away, `ConfigError` when it refuses us."""
        if self._connection is None or self._connection.is_closed():
            with translated():
                self._connection = await self._welcomed()
            log.info("Connected to the database")
        return self._connection

    async def _welcomed(self) -> DriverConnection:
        """Only a whole welcome counts: nobody would notice later that some of it is missing."""
        connection = await connect(self._url)
        try:
            if self._welcome:
                await self._welcome(connection)
        except BaseException:
            connection.terminate()
            raise
        return connection


class PostgresTransaction:
    """One transaction. It begins with its first statement."""

    def __init__(self, connection: DriverConnection, begin: str) -> None:
        self._connection = connection
        self._begin = begin
        self._begun = False
        self._over = False

    async def run(self, *statements: Statement) -> Sequence[Sequence[Row]]:
        if self._over:
            raise RuntimeError("used after its transaction ended")
        with translated():
            if not self._begun:
                self._begun = True
                await self._connection.execute(self._begin)
            return [await self._fetch(statement) for statement in statements]

    async def commit(self) -> None:
        """Raises `TransientError` also when it is not known whether the server still did it."""
        self._over = True
        if self._begun:
            with translated():
                await self._connection.execute("COMMIT")

    async def undo(self) -> None:
        """Leave a connection on which the next transaction can begin, or none."""
        self._over = True
        if not self._begun or self._connection.is_closed():
            return
        try:
            async with asyncio.timeout(_FAREWELL_S):
                await self._connection.execute("ROLLBACK")
        except (*PASSING, asyncpg.PostgresError):
            self._connection.terminate()

    async def _fetch(self, statement: Statement) -> Sequence[Row]:
        text, names = _numbered(statement.sql)
        return await self._connection.fetch(text, *(statement.values[name] for name in names))


@cache
def _numbered(sql: str) -> tuple[str, tuple[str, ...]]:
    """`:name` as `$1`, and the names in the order of their numbers."""
    names = tuple(dict.fromkeys(_PARAMETER.findall(sql)))
    return _PARAMETER.sub(lambda found: f"${names.index(found[1]) + 1}", sql), names
