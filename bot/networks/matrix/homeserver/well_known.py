"""Where the homeserver of a server name is (specification: Server Discovery)."""

import asyncio
import json
from typing import Final

import aiohttp

from bot.networks.matrix.homeserver.loose import text_at

_PATIENCE_S: Final = 10.0
_LARGEST: Final = 64 * 1024
_NO_ANSWER: Final = (
    *(aiohttp.ClientError, TimeoutError, OSError),
    *(ValueError, RecursionError),  # no JSON
    IndexError,  # led to an address with brackets in disorder, over which the library stumbles
)


async def homeserver_of(server_name: str) -> str | None:
    """The base URL that `/.well-known/matrix/client` names, None where nothing of use is there."""
    address = f"https://{server_name}/.well-known/matrix/client"
    try:
        async with (
            asyncio.timeout(_PATIENCE_S),
            aiohttp.ClientSession() as session,
            session.get(address) as answer,
        ):
            told: object = json.loads(await _whole(answer.content))
    except _NO_ANSWER:
        return None
    base = text_at(told, "m.homeserver", "base_url")
    return base.rstrip("/") if base and base.startswith("https://") else None


async def _whole(body: aiohttp.StreamReader) -> bytes:
    """All of it, but no more than `_LARGEST` and what has just come; a single read is a part."""
    read = b""
    while len(read) <= _LARGEST and (part := await body.readany()):
        read += part
    return read
