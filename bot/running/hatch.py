"""The socket beside the database, over which the operator's commands reach the running bot.

Whoever may read the database may ask: one JSON object on a line, answered by one JSON object.
"""

import asyncio
import json
import logging
import os
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, cast

from bot.errors import AnkerplatzError, PermanentError

Facts = Mapping[str, object]
Answer = Callable[[Facts], Awaitable[Facts]]

SOCKET: Final = "ankerplatz.sock"
"""What it is called."""

_PATIENCE_S: Final = 10.0
_MOST_BYTES: Final = 4 * 2**20
"""Enough to name fifty thousand chats."""

log = logging.getLogger(__name__)


class NotRunningError(PermanentError):
    """Nobody is there who could answer."""


class Hatch:
    """Answers each connection by the one of `answers` that it asks for."""

    def __init__(self, path: Path, answers: Mapping[str, Answer]) -> None:
        self._path = path
        self._answers = answers

    async def run(self) -> None:
        """Serve until cancelled. What an earlier process left there is replaced.

        Where the file cannot be made, the log says so, and nobody can ask.
        """
        try:
            server = await self._listen()
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
            self._path.unlink(missing_ok=True)

    async def _listen(self) -> asyncio.Server:
        with _short(self._path) as address:
            before = os.umask(0o177)
            try:
                return await asyncio.start_unix_server(self._serve, address, limit=_MOST_BYTES)
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

    async def _answer(self, line: bytes) -> Facts:
        """Raises `ValueError` for what is no question."""
        asked: object = json.loads(line)
        if not isinstance(asked, dict):
            raise ValueError("no object")  # noqa: TRY004 -- as for what is no JSON
        facts = cast("Facts", asked)
        answer = self._answers.get(str(facts.get("ask")))
        if answer is None:
            return {"error": "the running bot is of another version; start it again"}
        try:
            return await answer(facts)
        except AnkerplatzError as error:
            return {"error": str(error)}


async def ask(path: Path, question: str, facts: Facts | None = None) -> Facts:
    """What the process that serves that socket answers.

    Raises `NotRunningError` without one, `PermanentError` when it does not answer or cannot.
    """
    try:
        with _short(path) as address:
            reader, writer = await asyncio.open_unix_connection(address, limit=_MOST_BYTES)
    except OSError as error:
        raise NotRunningError("the bot is not running, or not on this database") from error
    try:
        async with asyncio.timeout(_PATIENCE_S):
            writer.write(json.dumps({**(facts or {}), "ask": question}).encode() + b"\n")
            told = cast("Facts", json.loads(await reader.read()))
    except (TimeoutError, OSError, ValueError) as error:
        raise PermanentError("the bot runs and does not answer") from error
    finally:
        writer.close()
    if "error" in told:
        raise PermanentError(str(told["error"]))
    return told


@contextmanager
def _short(path: Path) -> Generator[str]:
    """The same file under a name that fits into the 107 bytes of a socket's address."""
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
