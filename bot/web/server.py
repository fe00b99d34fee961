"""The web server: one port, the routes of several modules, and what holds for every answer.

Each module of this folder that answers something exports `routes(...)`.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from typing import Final, cast

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from bot.web.connections import Connections, most_connections
from bot.web.refusals import Explain, explained

log = logging.getLogger(__name__)

MOST_BYTES: Final = 64 * 1024
"""Of the body of a request; more is refused with 413."""

_PAUSE_S: Final = 2.0
"""On one host the next copy of the bot waits for the port of the one that serves."""
_COME_AGAIN_S: Final = "10"
_LAST_ANSWERS_S: Final = 1.0
_PATIENCE_S: Final = 20.0
"""For the first request on a connection; a proxy has it whole before it comes."""


def policy(framed_by: Sequence[str] = (), *, forms: bool = False) -> str:
    """What a page may do (CSP), which origins may show it in a frame, and whether it has forms."""
    framing = " ".join(framed_by) or "'none'"
    filled_in = "'self'" if forms else "'none'"
    return (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; "
        f"form-action {filled_in}; frame-ancestors {framing}"
    )


_HEADERS: Final = {
    "Content-Security-Policy": policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""Of every answer, unless its handler says otherwise."""
_NAME: Final = {"Server": "Ankerplatz"}
"""Of every answer, in place of the library's name and version."""


class WebServer:
    """Listens on `host` and `port`; port 0 takes any free one.

    `base` is the path under which a proxy shows it all, such as `/anker`, or empty. What is there
    is answered without it as well: some proxies take it away, and what calls the port itself need
    not know it. `explain` turns a refusal into a page where a person would read it.

    While it is not `is_open`, only `for_operators` is answered: another copy of the bot serves.
    It bears `most` connections at once, by default as many as leave the bot enough open files.
    """

    def __init__(
        self,
        *,
        host: str,
        port: int,
        base: str,
        routes: Sequence[web.RouteDef],
        explain: Explain,
        for_operators: Sequence[web.RouteDef] = (),
        is_open: Callable[[], bool] = lambda: True,
        most: int | None = None,
        patience_s: float = _PATIENCE_S,
    ) -> None:
        self._most = most
        self._patience_s = patience_s
        self._connections: Connections | None = None
        self._host = host
        self._port = port
        self._is_open = is_open
        public = [_while_open(route, is_open) for route in routes]
        self._runner = web.AppRunner(
            _application(base, [*public, *for_operators], explain, self._heard),
            access_log=None,
            shutdown_timeout=_LAST_ANSWERS_S,
        )
        self._tried = asyncio.Event()
        self._address: str | None = None

    async def wait_ready(self) -> str | None:
        """Its own address, once it listens; None when the port cannot be had."""
        await self._tried.wait()
        return self._address

    async def run(self) -> None:
        """Serve until cancelled. A port that cannot be had is tried again, and said once."""
        await self._runner.setup()
        listening: asyncio.Server | None = None
        try:
            while (listening := await self._listen()) is None:  # noqa: ASYNC110 -- nobody tells that a port is free
                await asyncio.sleep(_PAUSE_S)
            await asyncio.Event().wait()
        finally:
            if listening:
                listening.close()
            await self._runner.cleanup()

    def _heard(self, request: web.Request) -> None:
        if self._connections:
            self._connections.heard(request)

    async def _listen(self) -> asyncio.Server | None:
        """None while the port cannot be had."""
        server = self._runner.server
        assert server is not None  # noqa: S101 -- it was set up above
        self._connections = Connections(
            server,
            most=self._most or most_connections(),
            patience_s=self._patience_s,
            headers={**_HEADERS, **_NAME},
        )
        loop = asyncio.get_running_loop()
        try:
            listening = await loop.create_server(self._connections, self._host, self._port)
        except OSError as error:
            if not self._is_open():
                return None
            if not self._tried.is_set():
                log.error(  # noqa: TRY400 -- one line for the operator
                    "The web port cannot be used; the bot waits for it, and runs on without it",
                    extra={
                        "action": "web_port_missing",
                        "listen": f"{self._host}:{self._port}",
                        "why": error.strerror,
                    },
                )
            self._tried.set()
            return None
        host, port, *_ = listening.sockets[0].getsockname()
        self._address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        log.info("The web part listens", extra={"action": "web_ready", "address": self._address})
        self._tried.set()
        return listening


def _while_open(route: web.RouteDef, is_open: Callable[[], bool]) -> web.RouteDef:
    handler = cast("Handler", route.handler)  # no views here, which are answered otherwise

    async def answer(request: web.Request) -> web.StreamResponse:
        if not is_open():
            raise web.HTTPServiceUnavailable(
                text="another copy of the bot serves", headers={"Retry-After": _COME_AGAIN_S}
            )
        return await handler(request)

    return web.RouteDef(route.method, route.path, answer, route.kwargs)


def _application(
    base: str,
    routes: Sequence[web.RouteDef],
    explain: Explain,
    heard: Callable[[web.Request], None],
) -> web.Application:
    @web.middleware
    async def noted(request: web.Request, handler: Handler) -> web.StreamResponse:
        heard(request)
        return await handler(request)

    application = web.Application(
        client_max_size=MOST_BYTES, middlewares=[noted, explained(explain), _ours]
    )
    application.on_response_prepare.append(_add_headers)
    for prefix in sorted({"", base}):
        for route in (*routes, *_with_slash(routes, base)):
            moved = web.RouteDef(route.method, prefix + route.path, route.handler, route.kwargs)
            moved.register(application.router)
    if base:
        application.router.add_get(base, _lead_in)
    return application


@web.middleware
async def _ours(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Nothing of ours is called by what cannot be written; no database may be asked for that."""
    if not request.path.isprintable():
        raise web.HTTPNotFound
    return await handler(request)


def _with_slash(routes: Sequence[web.RouteDef], base: str) -> Iterator[web.RouteDef]:
    """The same with a slash behind, as people and servers add it: a page leads to its address."""

    async def lead(request: web.Request) -> web.Response:
        asked = request.rel_url
        path = base + asked.raw_path.removeprefix(base).rstrip("/")
        link = f"{path}?{asked.raw_query_string}" if asked.raw_query_string else path
        return web.Response(status=HTTPStatus.MOVED_PERMANENTLY, headers={"Location": link})

    for route in routes:
        if not route.path.endswith("/"):
            handler = lead if route.method == hdrs.METH_GET else route.handler
            yield web.RouteDef(route.method, f"{route.path}/", handler, route.kwargs)


async def _lead_in(request: web.Request) -> web.Response:
    """From the path of the website, as people type it, to its first page."""
    link = f"{request.rel_url.raw_path}/"
    return web.Response(status=HTTPStatus.MOVED_PERMANENTLY, headers={"Location": link})


async def _add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.update(_NAME)
