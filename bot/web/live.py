"""Who is there, as it changes: server-sent events for the badges on the pages."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from datetime import timedelta
from typing import Final

from aiohttp import hdrs, web

from bot.domain.language import Language
from bot.errors import TransientError
from bot.usecases.ports.live import LiveRooms
from bot.usecases.programme.public_programme import PublicProgramme, PublicSeries
from bot.web.connections import most_connections
from bot.web.pages import PageMaker
from bot.web.reader import reader_of

MOST_STREAMS: Final = 1_000
"""Open at once, or two thirds of all connections. Whoever comes then sees the page as it was when
it was loaded."""

_HEARTBEAT_S: Final = 25.0
"""Proxies cut a connection on which nothing is said for a minute."""
_FRESH: Final = timedelta(seconds=5)
_HEADERS: Final = {
    hdrs.CONTENT_TYPE: "text/event-stream; charset=utf-8",
    hdrs.CACHE_CONTROL: "no-store",
    "X-Accel-Buffering": "no",  # nginx would keep it back until there is more
}


def routes(
    programme: PublicProgramme, pages: PageMaker, rooms: LiveRooms
) -> Sequence[web.RouteDef]:
    """`/live`: what is known of each public series, and then what changes."""
    return [web.get("/live", _Streams(programme, pages, rooms).show, allow_head=False)]


class _Streams:
    def __init__(self, programme: PublicProgramme, pages: PageMaker, rooms: LiveRooms) -> None:
        self._programme = programme
        self._pages = pages
        self._rooms = rooms
        self._open = 0
        self._most = min(MOST_STREAMS, most_connections() * 2 // 3)
        self._known: Sequence[PublicSeries] = ()
        self._known_at = pages.clock.now() - _FRESH
        self._one_at_a_time = asyncio.Lock()

    async def show(self, request: web.Request) -> web.StreamResponse:
        if self._open >= self._most:
            raise web.HTTPServiceUnavailable(headers={hdrs.RETRY_AFTER: "60"})
        language = reader_of(request, otherwise=self._pages.site.language).language
        self._open += 1
        try:
            stream = web.StreamResponse(headers=_HEADERS)
            # the reader went away, or the database did: browsers come again by themselves
            with suppress(ConnectionError, TransientError):
                await stream.prepare(request)
                async with aclosing(or_heartbeat(self._rooms.changes())) as changes:
                    async for node in changes:
                        await stream.write(await self._told(node, language))
        finally:
            self._open -= 1
        return stream

    async def _told(self, node: str | None, language: Language) -> bytes:
        """What there is to say of the room, of all rooms for the empty one; None only breathes."""
        if node is None:
            self._pages.read()
            return b":\n\n"
        return b"".join(
            self._line(one, language)
            for one in await self._public()
            if node in ("", one.series.room.node)
        )

    def _line(self, one: PublicSeries, language: Language) -> bytes:
        badge = self._pages.badge(one, language)
        told = {"slug": one.slug, "state": badge.state, "text": badge.text}
        return f"data: {json.dumps(told)}\n\n".encode()

    async def _public(self) -> Sequence[PublicSeries]:
        """The programme, read anew every few seconds however many read along."""
        async with self._one_at_a_time:
            now = self._pages.clock.now()
            if now - self._known_at >= _FRESH:
                self._known = await self._programme.all(now=now)
                self._known_at = now
        return self._known


async def or_heartbeat(changes: AsyncGenerator[str, None]) -> AsyncGenerator[str | None, None]:
    """First the empty one, for all; then each that changes, and None when none did for a while."""
    async with aclosing(changes):
        following = asyncio.ensure_future(anext(changes))
        try:
            await asyncio.sleep(0)  # so that it listens before what is known now is told
            yield ""
            while True:
                done, _ = await asyncio.wait({following}, timeout=_HEARTBEAT_S)
                if done:
                    yield following.result()
                    following = asyncio.ensure_future(anext(changes))
                else:
                    yield None
        finally:
            following.cancel()
            await asyncio.wait({following})
