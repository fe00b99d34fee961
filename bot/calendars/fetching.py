"""Fit the `CalendarSource` port: calendars over HTTPS, from allowed hosts only."""

import asyncio
from collections.abc import Collection
from http import HTTPStatus
from typing import Final
from urllib.parse import urljoin, urlsplit

import aiohttp

from bot.errors import UserError

MOST_BYTES: Final = 1024 * 1024
_PATIENCE_S: Final = 10.0
_MOST_HOPS: Final = 3
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_HEADERS: Final = {"User-Agent": "Ankerplatz"}
"""Without the libraries and their versions, which aiohttp would tell."""
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class CalendarFetching:
    """`hosts` are allowed by name; one that begins with a dot, with everything below it."""

    def __init__(self, hosts: Collection[str]) -> None:
        self._hosts = tuple(host.lower() for host in hosts)

    async def __call__(self, address: str) -> bytes:
        try:
            async with (
                asyncio.timeout(_PATIENCE_S),
                aiohttp.ClientSession(headers=_HEADERS) as session,
            ):
                for _ in range(_MOST_HOPS):
                    self._demand_allowed(address)
                    async with session.get(address, allow_redirects=False) as answer:
                        if answer.status not in _REDIRECTS:
                            return await _body(answer)
                        address = urljoin(address, answer.headers.get("Location", ""))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise UserError("calendar_unreachable") from error
        raise UserError("calendar_unreachable")

    def _demand_allowed(self, address: str) -> None:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
        is_allowed = any(
            host == one or (one.startswith(".") and host.endswith(one)) for one in self._hosts
        )
        if not is_allowed or parts.username is not None:
            raise UserError("calendar_not_allowed", {"host": host})
        if parts.scheme != "https" and not (parts.scheme == "http" and host in _LOOPBACK):
            raise UserError("calendar_not_allowed", {"host": host})


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    if answer.status != HTTPStatus.OK:
        raise UserError("calendar_unreachable")
    data = b""
    async for chunk in answer.content.iter_chunked(64 * 1024):
        data += chunk
        if len(data) > MOST_BYTES:
            raise UserError("calendar_too_big")
    return data
