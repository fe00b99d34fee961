"""One connection to the signalling, shared by all who ask by the same login."""

import asyncio
import logging
from typing import Final

from yarl import URL

from bot.conferences.jitsi.discovery.endpoints import Discovery, Way, WebSocket
from bot.conferences.jitsi.links.address import ServerAddress
from bot.conferences.jitsi.signalling.line import JitsiAccount, Line
from bot.errors import TransientError

log = logging.getLogger(__name__)
_QUIET_S: Final = 2.0
"""After a failure, how long questions are answered with it instead of trying once more."""
_FIRST_PAUSE_S: Final = 2.0
_LONGEST_PAUSE_S: Final = 60.0


class Signalling:
    """Connects when first asked, and again when asked after the connection broke.

    Whoever asks waits for the attempt that is under way, and may stop waiting without ending it.
    """

    def __init__(
        self, discovery: Discovery, server: ServerAddress, account: JitsiAccount | None = None
    ) -> None:
        self._discovery = discovery
        self._server = server
        self._account = account
        self._line: Line | None = None
        self._attempt: asyncio.Task[Line] | None = None
        self._not_before = 0.0
        self._failure = ""
        self._closed = False

    @property
    def problem(self) -> str:
        """Why there is no connection, in a line for the operator; empty before the first try."""
        return self._failure if self._line is None else self._line.end

    @property
    def transport(self) -> str:
        """How the connection is made: `websocket` or `c2s`; `none` while there is none."""
        if self._line is None or not self._line.alive:
            return "none"
        return "websocket" if isinstance(self._line.way.transport, WebSocket) else "c2s"

    async def line(self) -> Line:
        """The open connection. Raises `TransientError` when there is none and none can be made."""
        if self._line is not None and self._line.alive:
            return self._line
        if self._attempt is None:
            if self._closed or asyncio.get_running_loop().time() < self._not_before:
                raise TransientError(self.problem)
            self._attempt = asyncio.create_task(self._connect())
            self._attempt.add_done_callback(_look_at)
        attempt = self._attempt
        try:
            return await asyncio.shield(attempt)
        except asyncio.CancelledError:
            if attempt.cancelled():  # by `close`, and not the one who asks
                raise TransientError("the connection is being closed") from None
            raise

    async def keep(self) -> None:
        """Stay connected until cancelled."""
        pause = _FIRST_PAUSE_S
        clock = asyncio.get_running_loop().time
        while True:
            since = clock()
            try:
                line = await self.line()
                await line.wait_end()
            except TransientError as error:
                log.warning(
                    "The conference signalling is out of reach",
                    extra={"why": str(error), "next_try_seconds": pause},
                )
            if clock() - since > _LONGEST_PAUSE_S:  # it was a good connection
                pause = _FIRST_PAUSE_S
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_S)

    async def close(self) -> None:
        """Hang up, for good."""
        self._closed = True
        if self._attempt is not None:
            self._attempt.cancel()
            await asyncio.wait([self._attempt])
        await self._drop()

    async def _connect(self) -> Line:
        try:
            await self._drop()
            way = await self._discovery.way()
            self._line = await Line.open(way, lambda url: self._may_visit(url, way), self._account)
        except TransientError as error:
            self._discovery.doubt()
            self._failure = str(error)
            self._not_before = asyncio.get_running_loop().time() + _QUIET_S
            raise
        finally:
            self._attempt = None
        return self._line

    async def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            await line.hang_up()

    def _may_visit(self, url: URL, way: Way) -> bool:
        given = isinstance(way.transport, WebSocket) and url.origin() == way.transport.url.origin()
        return given or self._server.owns(url)


def _look_at(attempt: asyncio.Task[Line]) -> None:
    """So that asyncio does not complain when nobody waited for a failure any more."""
    if not attempt.cancelled():
        attempt.exception()
