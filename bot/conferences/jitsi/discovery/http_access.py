"""HTTP that goes nowhere but where it may, and reads no more than it can use."""

from collections.abc import Callable

import aiohttp
from yarl import URL

from bot.errors import TransientError


def http_session(
    may_visit: Callable[[URL], bool], connector: aiohttp.TCPConnector | None = None
) -> aiohttp.ClientSession:
    """A session that keeps nothing and refuses any request, redirects too, to a foreign place."""

    async def stay(
        request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        if not may_visit(request.url):
            raise TransientError(f"the Jitsi server sends us elsewhere: {request.url.host}")
        return await handler(request)

    return aiohttp.ClientSession(
        connector=connector, middlewares=(stay,), cookie_jar=aiohttp.DummyCookieJar()
    )


async def read_limited(stream: aiohttp.StreamReader, *, limit: int, who: str) -> bytes:
    """The whole body. Raises `TransientError`, which names `who`, for one of more bytes."""
    body = bytearray()
    async for chunk in stream.iter_any():
        body += chunk
        if len(body) > limit:
            raise TransientError(f"{who} answers more than {limit >> 10} KiB")
    return bytes(body)
