"""What the trial shows in a browser: the group chat, and the place where the bot's links lead."""

import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from aiohttp import web

_PAGES: Final = Path(__file__).parent / "pages"
_CONFIG_JS: Final = """\
// as Jitsi Meet serves it: where its signalling is
var config = {{
    hosts: {{ domain: '{domain}', muc: '{muc}' }},
    websocket: '{websocket}',
}};
"""

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def web_chat(converse: Path, settings: Mapping[str, str]) -> web.Application:
    """A page with converse.js (`converse` is its `dist`) that opens one group chat by itself.

    `settings` are handed to the page as they are, the guest's password among them: `jid`,
    `password`, `room`, `nick`, `websocket`.
    """
    site = web.Application()
    site.router.add_get("/", _page("webchat.html"))
    site.router.add_get("/settings.json", _json(settings))
    site.router.add_static("/converse", converse)
    site.router.add_static("/pages", _PAGES)
    return site


def conference_rooms(*, domain: str, muc: str, websocket: str) -> web.Application:
    """Stands in for Jitsi Meet's web server: `config.js`, and a page for every room."""
    site = web.Application()
    config_js = _CONFIG_JS.format(domain=domain, muc=muc, websocket=websocket)

    async def serve_config(_request: web.Request) -> web.Response:
        return web.Response(text=config_js, content_type="application/javascript")

    settings = {"domain": domain, "muc": muc, "websocket": websocket}
    site.router.add_get("/config.js", serve_config)
    site.router.add_get("/settings.json", _json(settings))
    site.router.add_static("/pages", _PAGES)
    site.router.add_get("/{room}", _page("room.html"))
    return site


@asynccontextmanager
async def served(site: web.Application) -> AsyncGenerator[str]:
    """Serve it on a free loopback port; yields the address, without a slash at the end."""
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        listening = socket.create_server(("127.0.0.1", 0))
        await web.SockSite(runner, listening).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        await runner.cleanup()


def _page(name: str) -> _Handler:
    async def serve(_request: web.Request) -> web.FileResponse:
        return web.FileResponse(_PAGES / name)

    return serve


def _json(values: Mapping[str, str]) -> _Handler:
    async def serve(_request: web.Request) -> web.Response:
        return web.json_response(dict(values))

    return serve
