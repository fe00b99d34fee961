"""The socket beside the database, over which the operator's commands reach the running bot.

Whoever may read the database may ask: one JSON object on a line, answered by one JSON object. Of
several copies in one folder each has its own: `ankerplatz.sock`, `ankerplatz-2.sock` and so on.
"""

import asyncio
import errno
import fcntl
import json
import logging
import os
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Final, cast

from bot.errors import AnkerplatzError, PermanentError

JsonObject = Mapping[str, object]
Errand = Callable[[JsonObject], Awaitable[JsonObject]]

SOCKET: Final = "ankerplatz.sock"
"""What it is called, where there is no other copy."""

_MOST_COPIES: Final = 99
_PATIENCE_S: Final = 10.0
_TURN_S: Final = 2.0
_MOST_BYTES: Final = 4 * 2**20
"""Enough to name fifty thousand chats."""

log = logging.getLogger(__name__)


class NotRunningError(PermanentError):
    """Nobody is there who could answer."""


class SilentError(PermanentError):
    """Somebody is there and does not answer."""


class Hatch:
    """Answers each connection by the one of `answers` that it asks for.

    `path` is the name that it takes, or the first free one of those that follow from it.
    """

    def __init__(self, path: Path, answers: Mapping[str, Errand]) -> None:
        self._path = path
        self._answers = answers

    async def run(self) -> None:
        """Serve until cancelled. What a dead process left there is replaced.

        Where the file cannot be made, the log says so, and nobody can ask.
        """
        try:
            path, server = await self._listen()
        except OSError as error:
            log.warning(
                "`ankerplatz status`, `chats` and `send` will not work",
                extra={"why": error.strerror},
            )
            return
        try:
            async with server:
                await server.serve_forever()
        finally:
            with suppress(OSError):  # a disk that may only be read; who comes next replaces it
                path.unlink(missing_ok=True)

    async def _listen(self) -> tuple[Path, asyncio.Server]:
        async with _alone_in(self._path.parent):
            path = next((one for one in _names(self._path) if not _is_alive(one)), None)
            if path is None:
                raise OSError(errno.EADDRINUSE, "too many copies in one folder")
            with _short(path) as address:
                before = os.umask(0o177)
                try:
                    serving = asyncio.start_unix_server(self._serve, address, limit=_MOST_BYTES)
                    return path, await serving
                finally:
                    os.umask(before)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_PATIENCE_S):
                answer = await self._answer(await reader.readline())
                writer.write(json.dumps(answer).encode())
                await writer.drain()
        except (ConnectionError, TimeoutError, ValueError):
            pass  # whoever asked has gone, or is none of ours
        finally:
            writer.close()

    async def _answer(self, line: bytes) -> JsonObject:
        """Raises `ValueError` for what is no question."""
        asked: object = json.loads(line)
        if not isinstance(asked, dict):
            raise ValueError("no object")  # noqa: TRY004 -- as for what is no JSON
        facts = cast("JsonObject", asked)
        answer = self._answers.get(str(facts.get("ask")))
        if answer is None:
            return {"error": "the running bot is of another version; start it again"}
        try:
            return await answer(facts)
        except AnkerplatzError as error:
            return {"error": str(error)}


async def ask(path: Path, question: str, facts: JsonObject | None = None) -> JsonObject:
    """What a process answers that serves such a socket: of several copies the first that does.

    Raises `NotRunningError` without one, `PermanentError` when none answers or it cannot.
    """
    failed: PermanentError = NotRunningError("the bot is not running, or not on this database")
    for one in _names(path):
        try:
            return await _ask(one, question, facts)
        except NotRunningError:
            continue
        except SilentError as error:
            failed = error
    raise failed


async def ask_all(path: Path, question: str) -> Sequence[JsonObject | SilentError]:
    """What each copy answers, and whoever does not. Raises as `ask`, and for one as that does."""
    asked = [_ask(one, question, None) for one in _names(path) if _is_alive(one)]
    told = await asyncio.gather(*asked, return_exceptions=True)
    there = [one for one in told if not isinstance(one, NotRunningError)]
    for one in there:
        if isinstance(one, BaseException) and not (isinstance(one, SilentError) and there[1:]):
            raise one
    if not there:
        raise NotRunningError("the bot is not running, or not on this database")
    return cast("list[JsonObject | SilentError]", there)


async def _ask(path: Path, question: str, facts: JsonObject | None) -> JsonObject:
    try:
        with _short(path) as address:
            reader, writer = await asyncio.open_unix_connection(address, limit=_MOST_BYTES)
    except OSError as error:
        raise NotRunningError("the bot is not running, or not on this database") from error
    try:
        async with asyncio.timeout(_PATIENCE_S):
            writer.write(json.dumps({**(facts or {}), "ask": question}).encode() + b"\n")
            told = cast("JsonObject", json.loads(await reader.read()))
    except (TimeoutError, OSError, ValueError) as error:
        raise SilentError(f"the bot runs and does not answer ({path.name})") from error
    finally:
        writer.close()
    if "error" in told:
        raise PermanentError(str(told["error"]))
    return told


def _names(path: Path) -> Sequence[Path]:
    """In the order in which copies take them."""
    others = (path.with_stem(f"{path.stem}-{number}") for number in range(2, _MOST_COPIES + 1))
    return [path, *others]


def _is_alive(path: Path) -> bool:
    """Whether a process serves it, be it stopped."""
    if not path.is_socket():
        return False
    with _short(path) as address, socket.socket(socket.AF_UNIX) as probe:
        probe.setblocking(False)
        # also where too many wait already for one that is stopped, or it is somebody else's
        return probe.connect_ex(address) not in {errno.ECONNREFUSED, errno.ENOENT}


@asynccontextmanager
async def _alone_in(folder: Path) -> AsyncGenerator[None]:
    """No other copy looks for a free name meanwhile.

    One that is stopped right then is not waited for, nor is there a lock on every file system.
    """
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with suppress(TimeoutError, OSError):
            async with asyncio.timeout(_TURN_S):
                while not _locked(held):  # noqa: ASYNC110 -- a lock of files tells nobody
                    await asyncio.sleep(0.05)
        yield
    finally:
        os.close(held)


def _locked(folder: int) -> bool:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _short(path: Path) -> Generator[str]:
    """The same file under a name that fits into the 107 bytes of a socket's address."""
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
