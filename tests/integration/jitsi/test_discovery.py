"""The way to the signalling is found in config.js, and a lying one leads nowhere."""

import asyncio
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp import web

from bot.conferences.jitsi.discovery.endpoints import Discovery, WebSocket
from bot.conferences.jitsi.discovery.report import Level
from bot.conferences.jitsi.links.address import ServerAddress
from bot.conferences.jitsi.signalling.stream import tls_context
from bot.demo.servers.prosody import Prosody
from bot.domain.attendance import Liveness
from bot.errors import ConfigError
from tests.integration.jitsi.conftest import (
    JITSI_DOMAIN,
    JITSI_MUC,
    Enter,
    Handler,
    OpenServer,
    Serve,
    Trap,
    at,
    config_js,
    look,
    text,
)

pytestmark = pytest.mark.integration


def redirect_to(url: str) -> Handler:
    async def answer(_: web.Request) -> web.Response:
        raise web.HTTPFound(url)

    return answer


async def test_the_way_is_found_by_itself(
    jitsi_prosody: Prosody, serve: Serve, open_server: OpenServer, enter: Enter
) -> None:
    url = await serve({"/config.js": text(config_js(jitsi_prosody.websocket))})
    server = open_server(at(url))
    before = server.describe()
    assert (before.config_js, before.transport, before.level) == (False, "none", Level.NOTHING)
    found = await server.probe()
    assert (found.config_js, found.transport, found.level) == (True, "websocket", Level.LIVENESS)
    assert not found.problem
    assert 'VirtualHost "jitsi.example"' in found.step
    assert '"muc_size"' in found.step
    await enter(f"team@{JITSI_MUC}", "focus", domain=JITSI_DOMAIN)
    await enter(f"team@{JITSI_MUC}", "27ad717e", domain=JITSI_DOMAIN)
    assert (await look(server)).count == 1
    assert server.describe().level is Level.COUNT


async def test_config_js_is_looked_for_also_where_the_settings_say_everything(
    serve: Serve, open_server: OpenServer
) -> None:
    url = await serve({"/config.js": text(config_js(""))})
    told = replace(at(url), xmpp_websocket="ws://127.0.0.1:9", xmpp_domain="a.b", muc_domain="c.b")
    server = open_server(told)
    await server.reach()
    found = await server.probe()
    assert (found.config_js, found.level) == (True, Level.NOTHING)


async def test_a_redirect_on_the_same_host_is_followed(
    jitsi_prosody: Prosody, serve: Serve, open_server: OpenServer
) -> None:
    url = await serve(
        {
            "/config.js": redirect_to("/elsewhere/config.js"),
            "/elsewhere/config.js": text(config_js(jitsi_prosody.websocket)),
        }
    )
    assert (await look(open_server(at(url)))).liveness is Liveness.EMPTY


async def test_a_websocket_on_another_host_is_never_contacted(
    trap: Trap, serve: Serve, open_server: OpenServer
) -> None:
    lie = config_js(f"ws://localhost:{trap.port}/xmpp-websocket")
    server = open_server(at(await serve({"/config.js": text(lie)})))
    assert (await look(server)).liveness is Liveness.UNKNOWN
    assert "jitsi.allow_hosts" in (await server.probe()).problem
    assert trap.contacts == 0


async def test_a_websocket_where_the_operator_allows_it_is_used(
    jitsi_prosody: Prosody, serve: Serve, open_server: OpenServer
) -> None:
    websocket = jitsi_prosody.websocket.replace("127.0.0.1", "localhost")
    url = await serve({"/config.js": text(config_js(websocket))})
    server = open_server(replace(at(url), allow_hosts=frozenset({"localhost"})))
    assert (await look(server)).liveness is Liveness.EMPTY


async def astray(_: web.Request) -> web.Response:
    """Found by fuzzing: at these brackets the library of addresses stumbles."""
    return web.Response(status=302, headers={"Location": "//][@"})


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (text("x" * 10_000_000), "config.js answers more than 1024 KiB"),
        (text("<html>no Jitsi</html>"), "config.js names no XMPP domains"),
        (
            text(config_js("").replace("websocket", "bosh").replace("= ''", "= '/http-bind'")),
            "BOSH",
        ),
        (redirect_to("/config.js"), "it redirects in circles"),
        (astray, "it names an invalid address"),
    ],
    ids=["10 MB", "a page", "only BOSH", "circles", "brackets"],
)
async def test_what_is_wrong_with_config_js_is_a_sentence(
    serve: Serve, open_server: OpenServer, answer: Handler, sentence: str
) -> None:
    server = open_server(at(await serve({"/config.js": answer})))
    report = await server.probe()
    assert sentence in report.problem
    assert "Error(" not in report.problem


async def test_a_server_that_is_not_there_is_a_sentence(open_server: OpenServer) -> None:
    report = await open_server(at("http://127.0.0.1:9")).probe()
    assert "http://127.0.0.1:9/config.js cannot be read: nobody answers there" in report.problem
    assert "xmpp_websocket = " in report.step


@pytest.mark.parametrize("way", ["config.js", "websocket"])
async def test_a_redirect_to_another_host_is_never_followed(
    trap: Trap, serve: Serve, open_server: OpenServer, way: str
) -> None:
    away = redirect_to(f"http://localhost:{trap.port}/")
    url = await serve(
        {
            "/config.js": away if way == "config.js" else text(config_js("/xmpp-websocket")),
            "/xmpp-websocket": away,
        }
    )
    server = open_server(at(url))
    assert (await look(server)).liveness is Liveness.UNKNOWN
    assert "elsewhere: localhost" in (await server.probe()).problem
    assert trap.contacts == 0


async def test_the_trap_would_have_told(trap: Trap) -> None:
    async with aiohttp.ClientSession() as http:
        with pytest.raises(aiohttp.ClientError):
            await http.get(f"http://localhost:{trap.port}/")
    assert trap.contacts > 0


async def endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b"// and so on\n" * 1000)


async def silent(_: web.Request) -> web.Response:
    await asyncio.sleep(3600)
    raise AssertionError


async def binary(_: web.Request) -> web.Response:
    return web.Response(body=bytes(range(256)) * 1000)


async def broken(_: web.Request) -> web.Response:
    raise web.HTTPInternalServerError


@pytest.mark.parametrize("answer", [endless, silent, binary, broken, text("<html>no Jitsi</html>")])
async def test_a_config_js_that_is_none_leaves_everything_unknown(
    serve: Serve, open_server: OpenServer, answer: Handler
) -> None:
    server = open_server(at(await serve({"/config.js": answer})))
    assert (await look(server)).liveness is Liveness.UNKNOWN
    assert server.describe().transport == "none"


async def test_what_is_given_wins_over_config_js(
    jitsi_prosody: Prosody, trap: Trap, serve: Serve, open_server: OpenServer
) -> None:
    lie = config_js(f"ws://127.0.0.1:{trap.port}/").replace(JITSI_DOMAIN, "wrong.example")
    settings = replace(
        at(await serve({"/config.js": text(lie)})),
        xmpp_websocket=jitsi_prosody.websocket,
        xmpp_domain=JITSI_DOMAIN,
        muc_domain=JITSI_MUC,
    )
    assert (await look(open_server(settings))).liveness is Liveness.EMPTY
    assert trap.contacts == 0


@pytest.mark.parametrize("domain", ["xn--zzzzzzz", "ab--cd.example"])
async def test_a_domain_that_no_jid_can_have_is_unknown(
    jitsi_prosody: Prosody, serve: Serve, open_server: OpenServer, domain: str
) -> None:
    for real in (JITSI_DOMAIN, JITSI_MUC):
        odd = config_js(jitsi_prosody.websocket).replace(f"'{real}'", f"'{domain}'")
        server = open_server(at(await serve({"/config.js": text(odd)})))
        assert (await look(server)).liveness is Liveness.UNKNOWN


async def test_switched_off_nothing_is_known(serve: Serve, open_server: OpenServer) -> None:
    url = await serve({"/config.js": text(config_js("/xmpp-websocket"))})
    server = open_server(replace(at(url), xmpp_websocket=None))
    assert (await look(server)).liveness is Liveness.UNKNOWN


@pytest.mark.parametrize(
    "given",
    [
        {"url": "meet.example.org"},
        {"xmpp_websocket": "https://meet.example.org/ws"},
        {"xmpp_websocket": "wss://meet.example.org:99999/ws"},
        {"xmpp_domain": "meet example"},
        {"muc_domain": "room@conference.example"},
    ],
)
async def test_a_setting_that_cannot_be_right_is_named(
    open_server: OpenServer, given: dict[str, str]
) -> None:
    settings = replace(at("https://meet.example.org"), **given)
    with pytest.raises(ConfigError, match=next(iter(given))):
        open_server(settings)


class HandClock:
    """Moved by hand."""

    def __init__(self) -> None:
        self.time = datetime(2026, 5, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time


async def test_what_was_found_is_kept_for_an_hour_and_then_looked_up_anew(serve: Serve) -> None:
    answers = iter(["/old", "/new", "/newest"])

    async def changing(_: web.Request) -> web.Response:
        return web.Response(text=config_js(next(answers)))

    url = await serve({"/config.js": changing})
    clock = HandClock()
    discovery = Discovery(at(url), ServerAddress.parse(url), clock)

    async def path() -> str:
        transport = (await discovery.way()).transport
        assert isinstance(transport, WebSocket)
        return transport.url.path

    assert await path() == "/old"
    clock.time += timedelta(minutes=59)
    assert await path() == "/old"
    clock.time += timedelta(minutes=2)
    assert await path() == "/new"
    discovery.doubt()
    assert await path() == "/newest"


@pytest.mark.parametrize("status", [502, 200], ids=["502", "a page about maintenance"])
async def test_what_was_found_outlives_the_web_server(serve: Serve, status: int) -> None:
    answers = iter([web.Response(text=config_js("/ws"))])

    async def once(_: web.Request) -> web.Response:
        return next(answers, web.Response(status=status, text="<html>back soon</html>"))

    url = await serve({"/config.js": once})
    discovery = Discovery(at(url), ServerAddress.parse(url), HandClock())
    found = await discovery.way()
    discovery.doubt()
    assert await discovery.way() == found


async def test_a_tenant_asks_below_its_folder(serve: Serve) -> None:
    tenant = (
        "config.hosts.domain = 'd.example'; config.hosts.muc = 'muc.' + subdomain + 'd.example'"
    )
    url = await serve(
        {"/acme/config.js": text(f"{tenant}; config.websocket = '/' + subdir + 'ws'")}
    )
    server = ServerAddress.parse(f"{url}/acme")
    way = await Discovery(at(f"{url}/acme"), server, HandClock()).way()
    assert way.domains.muc == "muc.acme.d.example"
    assert isinstance(way.transport, WebSocket)
    assert way.transport.url.path == "/acme/ws"


@pytest.mark.parametrize(
    ("host", "checked"),
    [("xmpp.example.org", True), ("192.0.2.1", True), ("127.0.0.1", False), ("localhost", False)],
)
def test_certificates_are_checked_but_on_loopback(host: str, *, checked: bool) -> None:
    assert tls_context(host).check_hostname is checked
    assert (tls_context(host).verify_mode is ssl.CERT_REQUIRED) is checked
