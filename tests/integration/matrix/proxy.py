"""A proxy in front of a homeserver that goes wrong in the ways proxies and networks do."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp import web

Trouble = Callable[["FaultyProxy", web.Request], Awaitable[web.StreamResponse]]


async def forward(proxy: "FaultyProxy", request: web.Request) -> web.StreamResponse:
    status, body = await proxy.ask(request)
    return web.Response(status=status, body=body, content_type="application/json")


async def hang(_proxy: "FaultyProxy", _request: web.Request) -> web.StreamResponse:
    """A connection that is half open: no answer ever."""
    await asyncio.Event().wait()
    raise AssertionError


async def cut(proxy: "FaultyProxy", request: web.Request) -> web.StreamResponse:
    """The homeserver has done it, and half of its answer arrives."""
    status, body = await proxy.ask(request)
    answer = web.StreamResponse(status=status, headers={"Content-Type": "application/json"})
    answer.content_length = len(body)
    await answer.prepare(request)
    await answer.write(body[: len(body) // 2])
    assert request.transport is not None
    request.transport.abort()
    return answer


def page(status: int, **headers: str) -> Trouble:
    """An answer of the proxy's own, in HTML, that the homeserver knows nothing of."""

    async def say(_proxy: "FaultyProxy", _request: web.Request) -> web.StreamResponse:
        text = f"<html><h1>{status}</h1></html>"
        return web.Response(status=status, text=text, content_type="text/html", headers=headers)

    return say


def refusal(status: int, body: dict[str, object]) -> Trouble:
    async def say(_proxy: "FaultyProxy", _request: web.Request) -> web.StreamResponse:
        return web.json_response(body, status=status)

    return say


@dataclass
class Fault:
    where: str
    trouble: Trouble
    times: float


class FaultyProxy:
    """Forwards to `target`, except where a fault was put in its way."""

    def __init__(self, target: str, http: aiohttp.ClientSession) -> None:
        self.url = ""
        self.asked: list[str] = []
        self.failed = 0
        self._target = target
        self._http = http
        self._faults: list[Fault] = []

    def put(self, where: str, trouble: Trouble, *, times: float = 1) -> None:
        """Let requests whose path contains `where` go wrong, so many times."""
        self._faults.append(Fault(where, trouble, times))

    def mend(self) -> None:
        self._faults.clear()

    def count(self, where: str) -> int:
        return sum(where in path for path in self.asked)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path_qs)
        for fault in self._faults:
            if fault.where in request.path and fault.times > 0:
                fault.times -= 1
                self.failed += 1
                return await fault.trouble(self, request)
        return await forward(self, request)

    async def ask(self, request: web.Request) -> tuple[int, bytes]:
        async with self._http.request(
            request.method,
            self._target + request.raw_path,
            data=await request.read(),
            headers={"Authorization": request.headers.get("Authorization", "")},
        ) as answer:
            return answer.status, await answer.read()


@asynccontextmanager
async def faulty_proxy(target: str) -> AsyncIterator[FaultyProxy]:
    async with aiohttp.ClientSession(auto_decompress=True) as http:
        proxy = FaultyProxy(target, http)
        application = web.Application(client_max_size=1024**2)
        application.router.add_route("*", "/{path:.*}", proxy.handle)
        runner = web.AppRunner(application, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        proxy.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield proxy
        finally:
            await runner.cleanup()
