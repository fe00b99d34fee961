"""For whoever keeps the bot running: is it alive, is it ready, and some numbers (Prometheus).

Only for those who ask the port itself: what a proxy passes on is not answered.
"""

from collections.abc import Sequence
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler
from prometheus_client import CollectorRegistry, Gauge, Info, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.process_collector import ProcessCollector

from bot.usecases.check_health import CheckHealth, NetworkHealth

_OF_PROXIES: Final = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Via")


def routes(check: CheckHealth, *, version: str) -> Sequence[web.RouteDef]:
    """`/healthz`, `/readyz`, `/metrics`. Nothing in them is about people."""
    numbers = _Numbers(version)

    async def is_alive(_request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def is_ready(_request: web.Request) -> web.Response:
        found = await check()
        ready = all(one.is_ready and one.late is not None for one in found)
        return web.json_response(
            {
                "ready": ready,
                "database": all(one.late is not None for one in found),
                "networks": {one.account: _told(one) for one in found},
            },
            status=200 if ready else 503,
        )

    async def metrics(_request: web.Request) -> web.Response:
        body = numbers.written(await check())
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

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
    return {"ready": one.is_ready, "last_read_seconds_ago": age}


class _Numbers:
    """Read anew for each scrape; nothing is counted beside it."""

    def __init__(self, version: str) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        Info("ankerplatz", "Which program this is", registry=self._registry).info(
            {"version": version}
        )
        self._ready = self._gauge("network_ready", "Whether the account is connected and in sync")
        self._unread = self._gauge(
            "network_unread_seconds", "Since the network last told something"
        )
        self._late = self._gauge(
            "delivery_late_seconds", "What could be sent and was not, for so long"
        )
        self._database = Gauge(
            "ankerplatz_database_up", "Whether the database answers", registry=self._registry
        )

    def _gauge(self, name: str, meaning: str) -> Gauge:
        return Gauge(f"ankerplatz_{name}", meaning, ["account"], registry=self._registry)

    def written(self, found: Sequence[NetworkHealth]) -> bytes:
        self._database.set(all(one.late is not None for one in found))
        for one in found:
            self._ready.labels(one.account).set(one.is_ready)
            if one.unread_for is not None:
                self._unread.labels(one.account).set(one.unread_for.total_seconds())
            if one.late is not None:
                self._late.labels(one.account).set(one.late.total_seconds())
        return generate_latest(self._registry)
