"""How many connections the web part bears: each is an open file, which the bot needs for itself."""

import asyncio
import resource
from collections.abc import Mapping
from http import HTTPStatus
from logging import Logger
from typing import Final, cast

from aiohttp import web

_MOST: Final = 2_000
_WANTED_FILES: Final = 8_192
_FEWEST_FILES: Final = 256


def files_allowed() -> int:
    """How many may be open at once, after asking for as many as this part could use."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _WANTED_FILES if hard == resource.RLIM_INFINITY else min(hard, _WANTED_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return wanted
    return _WANTED_FILES if soft == resource.RLIM_INFINITY else soft


def most_connections() -> int:
    """Half of the files at most, so that networks and database have what they need."""
    return min(_MOST, max(files_allowed(), _FEWEST_FILES) // 2)


class Connections:
    """Makes the protocol of each connection, as asyncio asks for it; past the most, none is kept.

    Whoever has asked for nothing `patience_s` after they came is let go. What is no request at all
    is refused with these `headers`: it reaches nothing that would add them.
    """

    def __init__(
        self, server: web.Server, *, most: int, patience_s: float, headers: Mapping[str, str]
    ) -> None:
        self._server = server
        self._most = most
        self._patience_s = patience_s
        self._headers = headers
        self._silent: set[web.RequestHandler] = set()

    def __call__(self) -> asyncio.Protocol:
        if len(self._server.connections) >= self._most:
            return _Refusal()
        loop = asyncio.get_running_loop()
        handler = _Handler(self._server, loop, self._headers)
        self._silent.add(handler)
        loop.call_later(self._patience_s, self._let_go, handler)
        return handler

    def heard(self, request: web.Request) -> None:
        """Its connection has asked for something."""
        self._silent.discard(request.protocol)

    def _let_go(self, handler: web.RequestHandler) -> None:
        if handler in self._silent:
            self._silent.discard(handler)
            handler.force_close()


class _Handler(web.RequestHandler):
    """Of one connection. What cannot be read is not repeated to whoever sent it."""

    __slots__ = ("_headers",)

    def __init__(
        self, server: web.Server, loop: asyncio.AbstractEventLoop, headers: Mapping[str, str]
    ) -> None:
        super().__init__(server, loop=loop, access_log=cast("Logger", None))  # which means none
        self._headers = headers

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = HTTPStatus.INTERNAL_SERVER_ERROR,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 -- the library passes it
    ) -> web.StreamResponse:
        said = f"{status} {HTTPStatus(status).phrase}\n"
        answer = super().handle_error(request, status, exc, said)
        answer.headers.update(self._headers)
        return answer


class _Refusal(asyncio.Protocol):
    """Hangs up. To say why would take as long as an answer."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.close()
