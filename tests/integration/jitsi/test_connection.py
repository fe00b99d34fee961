"""The connection to the signalling breaks, comes back, and never leads anywhere else."""

import asyncio
import signal
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from bot.conferences.jitsi.server import JitsiServer
from bot.conferences.jitsi.settings import JitsiSettings
from bot.conferences.jitsi.signalling import line, stream
from bot.demo.servers.prosody import CHAT_DOMAIN, MEET_DOMAIN, MEET_MUC, Certificate, Prosody
from bot.domain.attendance import Liveness
from tests.integration.jitsi.conftest import JitsiProsody, OpenServer, Serve, Settings, at, look

pytestmark = pytest.mark.integration


def given(prosody: Prosody) -> JitsiSettings:
    return JitsiSettings(
        url="http://127.0.0.1:9",
        bot_name="Ankerplatz",
        xmpp_host=prosody.c2s,
        xmpp_domain=MEET_DOMAIN,
        muc_domain=MEET_MUC,
    )


async def until(condition: Callable[[], Awaitable[bool]], *, seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 -- nothing tells
            await asyncio.sleep(0.05)


@asynccontextmanager
async def running(server: JitsiServer) -> AsyncIterator[None]:
    task = asyncio.create_task(server.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


@pytest.fixture
def own_prosody(tmp_path: Path) -> Iterator[Prosody]:
    with JitsiProsody(tmp_path) as server:
        yield server


async def test_a_killed_server_is_unknown_and_seen_again_when_it_is_back(
    own_prosody: Prosody, settings: Settings, open_server: OpenServer
) -> None:
    server = open_server(settings(prosody=own_prosody))
    assert (await look(server)).liveness is Liveness.EMPTY
    own_prosody.kill()
    seen = await look(server)
    assert (seen.liveness, seen.count, seen.source) == (Liveness.UNKNOWN, None, "none")
    assert server.describe().problem
    own_prosody.start()

    async def is_seen() -> bool:
        return (await look(server)).liveness is Liveness.EMPTY

    await until(is_seen)
    assert not server.describe().problem


async def test_a_running_bot_connects_again_without_being_asked(
    own_prosody: Prosody, settings: Settings, open_server: OpenServer
) -> None:
    server = open_server(settings(prosody=own_prosody))

    async def connected() -> bool:
        return server.describe().transport != "none"

    async def disconnected() -> bool:
        return not await connected()

    async with running(server):
        await until(connected)
        own_prosody.stop()
        await until(disconnected)
        own_prosody.start()
        await until(connected)
    assert await disconnected()


async def test_a_server_that_falls_silent_is_noticed(
    own_prosody: Prosody,
    settings: Settings,
    open_server: OpenServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stream, "_PING_S", 0.1)
    monkeypatch.setattr(stream, "_PATIENCE_S", 0.5)
    server = open_server(settings(prosody=own_prosody))
    assert (await look(server)).liveness is Liveness.EMPTY
    await asyncio.sleep(0.5)  # several pings
    assert server.describe().transport != "none"
    process = own_prosody._process
    assert process is not None
    process.send_signal(signal.SIGSTOP)
    try:

        async def disconnected() -> bool:
            return server.describe().transport == "none"

        await until(disconnected)
        assert (await look(server)).liveness is Liveness.UNKNOWN
    finally:
        process.send_signal(signal.SIGCONT)


async def test_starttls_is_used_where_it_is_offered(
    tmp_path: Path, certificate: Certificate, open_server: OpenServer
) -> None:
    """With a certificate, the trial's Prosody takes no logins in the clear."""
    with JitsiProsody(tmp_path, certificate=certificate) as prosody:
        assert (await look(open_server(given(prosody)))).liveness is Liveness.EMPTY


async def test_a_certificate_that_nobody_vouches_for_is_not_accepted(
    tmp_path: Path,
    certificate: Certificate,
    open_server: OpenServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As it would be anywhere but on loopback."""
    monkeypatch.setattr(line, "tls_context", lambda _: ssl.create_default_context())
    with JitsiProsody(tmp_path, certificate=certificate) as prosody:
        server = open_server(given(prosody))
        assert (await look(server)).liveness is Liveness.UNKNOWN
        assert "certificate" in server.describe().problem


async def test_closing_answers_those_who_still_wait(serve: Serve, open_server: OpenServer) -> None:
    asked = asyncio.Event()

    async def silent(_: web.Request) -> web.Response:
        asked.set()
        await asyncio.sleep(3600)
        raise AssertionError

    url = await serve({"/config.js": silent})
    server = open_server(at(url))
    question = asyncio.create_task(look(server))
    await asked.wait()
    await server.close()
    assert (await question).liveness is Liveness.UNKNOWN
    assert (await look(server)).liveness is Liveness.UNKNOWN


async def test_a_server_without_guests_is_unknown_and_says_why(
    jitsi_prosody: Prosody, settings: Settings, open_server: OpenServer
) -> None:
    server = open_server(replace(settings(prosody=jitsi_prosody), xmpp_domain=CHAT_DOMAIN))
    assert (await look(server)).liveness is Liveness.UNKNOWN
    assert "no guests" in (await server.probe()).problem
