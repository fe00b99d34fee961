"""How the running bot is, told over a socket beside its database to whoever may read that file."""

import asyncio
import json
import logging
import os
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, cast

from bot.errors import PermanentError, TransientError
from bot.usecases.check_health import CheckHealth, NetworkHealth
from bot.usecases.ports import Clock, Store

Status = Mapping[str, object]

SOCKET: Final = "ankerplatz.sock"
"""What it is called."""

_PATIENCE_S: Final = 10.0
_A_DAY: Final = timedelta(days=1)

log = logging.getLogger(__name__)


@dataclass(kw_only=True)
class StatusReport:
    """Looks at all of it. `errors_since` counts what was logged as an error from a moment on."""

    store: Store
    clock: Clock
    check: CheckHealth
    version: str
    began_at: datetime
    errors_since: Callable[[datetime], int]
    standing_by: bool = True

    async def __call__(self) -> Status:
        found = await self.check()
        return {
            "version": self.version,
            "pid": os.getpid(),
            "since": self.began_at.isoformat(timespec="seconds"),
            "standing_by": self.standing_by,
            "well": self.standing_by or all(one.is_well for one in found),
            "networks": {one.account: _told(one) for one in found},
            "next_due": await self._next_due(),
            "errors": self.errors_since(self.clock.now() - _A_DAY),
        }

    async def _next_due(self) -> str | None:
        try:
            async with self.store.begin() as work:
                due_at = await work.alarms.next_due()
        except TransientError:  # which stands beside each network
            return None
        return due_at and due_at.isoformat(timespec="seconds")


class StatusSocket:
    """Answers each connection with one JSON document, which `tell` makes."""

    def __init__(self, path: Path, tell: Callable[[], Awaitable[Status]]) -> None:
        self._path = path
        self._tell = tell

    async def run(self) -> None:
        """Serve until cancelled. What an earlier process left there is replaced.

        Where the file cannot be made, the log says so, and nobody can ask.
        """
        try:
            server = await self._listen()
        except OSError as error:
            log.warning("`ankerplatz status` will not work", extra={"why": error.strerror})
            return
        try:
            async with server:
                await server.serve_forever()
        finally:
            self._path.unlink(missing_ok=True)

    async def _listen(self) -> asyncio.Server:
        with _short(self._path) as address:
            before = os.umask(0o177)
            try:
                return await asyncio.start_unix_server(self._answer, address)
            finally:
                os.umask(before)

    async def _answer(self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_PATIENCE_S):
                writer.write(json.dumps(await self._tell()).encode())
                await writer.drain()
        except (ConnectionError, TimeoutError):
            pass  # whoever asked has gone
        finally:
            writer.close()


async def ask(path: Path) -> Status:
    """The status of the process that serves that socket. Raises `PermanentError` without one."""
    try:
        with _short(path) as address:
            reader, writer = await asyncio.open_unix_connection(address)
        async with asyncio.timeout(_PATIENCE_S):
            told: object = json.loads(await reader.read())
        writer.close()
    except TimeoutError as error:
        raise PermanentError("the bot runs and does not answer") from error
    except (OSError, ValueError) as error:
        raise PermanentError("the bot is not running, or not on this database") from error
    return cast("Status", told)


@contextmanager
def _short(path: Path) -> Generator[str]:
    """The same file under a name that fits into the 107 bytes of a socket's address."""
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def _told(one: NetworkHealth) -> Status:
    return {
        "ready": one.is_ready,
        "last_read_seconds_ago": _seconds(one.unread_for),
        "late_seconds": _seconds(one.late),
    }


def _seconds(length: timedelta | None) -> float | None:
    return None if length is None else round(length.total_seconds(), 1)
