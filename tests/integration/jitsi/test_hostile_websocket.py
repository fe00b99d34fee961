"""Whatever comes over the WebSocket, the answer is "unknown", and nobody else is contacted."""

import asyncio

import aiohttp
import pytest
from aiohttp import web

from bot.domain.attendance import Liveness
from tests.integration.jitsi.conftest import OpenServer, Serve, Trap, at, config_js, look, text

pytestmark = pytest.mark.integration

OPEN = "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' id='a' from='x' version='1.0'/>"
STREAMS = "xmlns:stream='http://etherx.jabber.org/streams'"
FEATURES = (
    f"<stream:features {STREAMS}><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
    "<mechanism>{}</mechanism></mechanisms></stream:features>"
)
SUCCESS = "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"
BOMB = "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><x>&b;</x>"
ELSEWHERE = (
    f"<stream:error {STREAMS}><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>"
    "localhost:{port}</see-other-host></stream:error>"
)

SCRIPTS = {
    "nothing": [],
    "no XML": ["hello"],
    "half a stanza": [OPEN, "<iq xmlns='jabber:client'>"],
    "two stanzas": [OPEN, "<iq/><iq/>"],
    "a stanza before the stream": ["<iq xmlns='jabber:client' type='result'/>"],
    "an entity bomb": [OPEN, BOMB],
    "a huge frame": [OPEN, f"<x>{'a' * 300_000}</x>"],
    "no guests": [OPEN, FEATURES.format("PLAIN")],
    "a success that nobody asked for": [OPEN, SUCCESS, OPEN],
    "another host": [OPEN, ELSEWHERE],
    "goodbye": [OPEN, "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>"],
}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
@pytest.mark.parametrize("hangs_up", [True, False], ids=["then hangs up", "then waits"])
async def test_a_websocket_that_speaks_otherwise_is_unknown(
    serve: Serve, open_server: OpenServer, trap: Trap, script: list[str], *, hangs_up: bool
) -> None:
    async def talk(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(protocols=("xmpp",))
        await socket.prepare(request)
        try:
            for frame in script:
                await socket.send_str(frame.replace("{port}", str(trap.port)))
            while not hangs_up and (await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                pass
        except ConnectionError:
            pass
        return socket

    url = await serve({"/config.js": text(config_js("/ws")), "/ws": talk})
    server = open_server(at(url))
    assert (await look(server)).liveness is Liveness.UNKNOWN
    assert server.describe().transport == "none"
    assert trap.contacts == 0


async def test_frames_of_bytes_are_not_for_us(serve: Serve, open_server: OpenServer) -> None:
    async def talk(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(protocols=("xmpp",))
        await socket.prepare(request)
        await socket.send_bytes(OPEN.encode())
        await asyncio.wait([asyncio.ensure_future(socket.receive())])
        return socket

    url = await serve({"/config.js": text(config_js("/ws")), "/ws": talk})
    assert (await look(open_server(at(url)))).liveness is Liveness.UNKNOWN
