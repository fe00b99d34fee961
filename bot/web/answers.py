"""Answers that are made once for many readers, and not sent to whoever has them already."""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

_MOST_KEPT: Final = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What is answered with 200. `cache` is the Cache-Control."""

    body: bytes
    content_type: str
    cache: str = "no-cache"
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


Make = Callable[[web.Request], Awaitable[Made]]
Key = tuple[str, ...]


def fresh(request: web.Request, made: Made) -> web.Response:
    """The answer, or 304 for who has it already (RFC 9110 section 13)."""
    tag = hashlib.sha256(made.body).hexdigest()[:24]
    known = any(one.value in (tag, "*") for one in request.if_none_match or ())
    answer = web.Response(status=304) if known else web.Response(body=made.body)
    if not known:
        answer.headers["Content-Type"] = made.content_type
    answer.headers.update(made.headers)
    answer.headers["ETag"] = f'"{tag}"'
    answer.headers["Cache-Control"] = made.cache
    return answer


class ShortMemory:
    """Keeps what was made for so many seconds: a page takes a hundred times longer to make.

    `key` tells apart the requests that are answered differently.
    """

    def __init__(self, seconds: float, key: Callable[[web.Request], Key]) -> None:
        self._seconds = seconds
        self._key = key
        self._kept: OrderedDict[Key, tuple[float, Made]] = OrderedDict()

    def serving(self, make: Make) -> Handler:
        """A handler that makes it when it is asked for and not kept."""

        async def handler(request: web.Request) -> web.StreamResponse:
            key, now = self._key(request), asyncio.get_running_loop().time()
            made_at, made = self._kept.get(key, (None, None))
            if made is None or made_at is None or now - made_at >= self._seconds:
                made = await make(request)
                self._keep(key, now, made)
            return fresh(request, made)

        return handler

    def _keep(self, key: Key, now: float, made: Made) -> None:
        self._kept[key] = (now, made)
        self._kept.move_to_end(key)
        if len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
