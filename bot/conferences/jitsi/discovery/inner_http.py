"""Asks HTTP ports inside the operator's network: Prosody's and Jicofo's. One session for all."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

import aiohttp
from yarl import URL

from bot.conferences.jitsi.discovery.http_access import http_session, read_limited
from bot.conferences.jitsi.discovery.reasons import why
from bot.errors import TransientError

_CONNECTIONS: Final = 8
"""At once; more questions wait for their turn, which counts for none of these limits."""
_TIMEOUT: Final = aiohttp.ClientTimeout(total=None, sock_connect=1.2, sock_read=1.2)
_SIZE_LIMIT: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """Status and body of an answer; a body that is no JSON is left out."""

    status: int
    body: bytes

    @property
    def is_bare(self) -> bool:
        """Without a page for people, as Jitsi's modules answer where they have nothing to say."""
        return not self.body.strip()

    def json(self) -> object:
        """Raises `TransientError` when it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise TransientError("it answers something that is no JSON") from error


class InnerHttp:
    """`base` is as configured. No redirect is followed, so that nothing leads elsewhere."""

    def __init__(self, base: str) -> None:
        self._base = base.rstrip("/")
        self._origin = URL(base).origin()
        self._session: aiohttp.ClientSession | None = None

    async def get(self, path: str, *, host: str | None = None) -> HttpAnswer:
        """`path`, with its query, is sent as it is: Jitsi's modules decode nothing.

        `host` is the virtual host that is meant. Raises `TransientError`, with a sentence.
        """
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=_CONNECTIONS)
            self._session = http_session(lambda url: url.origin() == self._origin, connector)
        headers: Mapping[str, str] = {"Host": host} if host else {}
        url = URL(self._base + path, encoded=True)
        try:
            async with self._session.get(
                url, headers=headers, timeout=_TIMEOUT, allow_redirects=False
            ) as answer:
                return HttpAnswer(
                    answer.status, await read_limited(answer.content, limit=_SIZE_LIMIT, who="it")
                )
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise TransientError(f"{self._base} cannot be asked: {why(error)}") from error

    async def close(self) -> None:
        """Let go of the connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()
            await asyncio.sleep(0)  # closed transports are told so in the loop's next turn


def record(value: object) -> dict[str, object] | None:
    """The value as a JSON object, None when it is none."""
    return cast("dict[str, object]", value) if isinstance(value, dict) else None


def items(value: object) -> list[object] | None:
    """The value as a JSON list, None when it is none."""
    return cast("list[object]", value) if isinstance(value, list) else None
