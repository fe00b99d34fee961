"""How many connections the web part bears: each is an open file, which the bot needs for itself."""

import asyncio
import resource
from typing import Final

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

    Whoever has asked for nothing `patience_s` after they came is let go.
    """

    def __init__(self, server: web.Server, *, most: int, patience_s: float) -> None:
        self._server = server
        self._most = most
        self._patience_s = patience_s
        self._silent: set[web.RequestHandler] = set()

    def __call__(self) -> asyncio.Protocol:
        if len(self._server.connections) >= self._most:
            return _Refusal()
        handler = self._server()
        self._silent.add(handler)
        asyncio.get_running_loop().call_later(self._patience_s, self._let_go, handler)
        return handler

    def heard(self, request: web.Request) -> None:
        """Its connection has asked for something."""
        self._silent.discard(request.protocol)

    def _let_go(self, handler: web.RequestHandler) -> None:
        if handler in self._silent:
            self._silent.discard(handler)
            handler.force_close()


class _Refusal(asyncio.Protocol):
    """Hangs up. To say why would take as long as an answer."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.close()
