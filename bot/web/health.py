"""For whoever keeps the bot running: is it alive, is it ready, and some numbers (Prometheus).

Only for those who ask the port itself: what a proxy passes on is not answered.
"""

from collections.abc import Sequence
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.usecases.upkeep.check_health import NetworkHealth
from bot.usecases.upkeep.figures import Vitals
from bot.web.metrics import CONTENT_TYPE, scraped

_OF_PROXIES: Final = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Via")


def routes(vitals: Vitals, *, version: str) -> Sequence[web.RouteDef]:
    """`/healthz`, `/readyz`, `/metrics`. Nothing in them is about people."""

    async def is_alive(_request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def is_ready(_request: web.Request) -> web.Response:
        found = await vitals.check()
        ready = all(one.is_well for one in found) and not all(one.standing_by for one in found)
        return web.json_response(
            {
                "ready": ready,
                "database": all(one.late is not None for one in found),
                "networks": {one.account: _told(one) for one in found},
            },
            status=200 if ready else 503,
        )

    async def metrics(_request: web.Request) -> web.Response:
        found = await vitals.check()
        body = scraped(vitals, found, version=version, now=vitals.check.clock.now())
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE})

    return [
        web.get("/healthz", _inside(is_alive)),
        web.get("/readyz", _inside(is_ready)),
        web.get("/metrics", _inside(metrics)),
    ]


def _inside(handler: Handler) -> Handler:
    """As if there were nothing, for what comes through a proxy."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        if any(name in request.headers for name in _OF_PROXIES):
            raise web.HTTPNotFound
        return await handler(request)

    return guarded


def _told(one: NetworkHealth) -> dict[str, object]:
    age = None if one.unread_for is None else round(one.unread_for.total_seconds(), 1)
    return {
        "ready": one.is_ready,
        "standing_by": one.standing_by,
        "last_read_seconds_ago": age,
    }
