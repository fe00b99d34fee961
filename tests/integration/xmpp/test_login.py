"""Logging in: passwords, certificates, and servers that are not there."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import replace

import pytest

from bot.demo.servers.prosody import OTHER_DOMAIN, Certificate, Prosody
from bot.errors import PermanentError, TransientError
from bot.networks.xmpp.network import XmppNetwork
from bot.networks.xmpp.probe import probe
from tests.fixtures.prosody import StartProsody
from tests.integration.xmpp.conftest import HASTE, Scene, WallClock
from tests.integration.xmpp.cutter import cutter
from tests.integration.xmpp.people import human
from tests.integration.xmpp.test_exactly_once import deliver

pytestmark = pytest.mark.integration


@pytest.fixture
def tls_server(start_prosody: StartProsody, certificate: Certificate) -> Prosody:
    return start_prosody(certificate=certificate)


async def test_a_wrong_password_ends_the_network_with_a_clear_line(scene: Scene):
    network = XmppNetwork(replace(scene.settings, password="wrong"), WallClock(), HASTE)
    async with asyncio.timeout(10):
        with pytest.raises(PermanentError, match="refuses jid or password"):
            await network.run(scene.door)
    await network.close()


async def test_a_server_that_does_not_find_its_accounts_for_a_moment_is_waited_for(
    scene: Scene, caplog: pytest.LogCaptureFixture
):
    def is_refused() -> bool:
        return any("refuses jid or password" in getattr(one, "why", "") for one in caplog.records)

    async with cutter(scene.server.c2s) as proxy:
        patience = replace(HASTE, refused=60)
        async with scene.online(host=proxy.address, patience=patience) as network:
            scene.server.add_account(scene.bot, "something else")
            proxy.cut()
            async with asyncio.timeout(10):
                while not is_refused():  # noqa: ASYNC110 -- a log tells nobody
                    await asyncio.sleep(0.02)
            scene.server.add_account(scene.bot, "secret")
            await deliver(network, scene.delivery("here again"))


async def test_a_password_that_was_changed_ends_the_network_after_a_while(scene: Scene):
    async with cutter(scene.server.c2s) as proxy:
        settings = replace(scene.settings, host=proxy.address)
        network = XmppNetwork(settings, WallClock(), HASTE)
        running = asyncio.create_task(network.run(scene.door))
        await network.wait_ready()
        scene.server.add_account(scene.bot, "something else")
        proxy.cut()
        async with asyncio.timeout(10):
            with pytest.raises(PermanentError, match="refuses jid or password"):
                await running
        await network.close()


async def test_a_server_that_is_not_there_yet_is_waited_for(scene: Scene):
    async with cutter(scene.server.c2s) as proxy:
        proxy.is_closed = True
        asyncio.get_running_loop().call_later(0.5, setattr, proxy, "is_closed", False)
        async with scene.online(host=proxy.address):
            assert proxy.connections == 1


@pytest.mark.parametrize("port", ["c2s", "c2s_tls"], ids=["STARTTLS", "direct TLS"])
async def test_a_trusted_certificate_lets_the_bot_in(
    tls_server: Prosody,
    certificate: Certificate,
    port: str,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.chain))
    scene = Scene(tls_server)
    address = ("127.0.0.1", getattr(tls_server.ports, port))
    async with scene.online(tls="required", host=address):
        pass


@pytest.mark.parametrize("port", ["c2s", "c2s_tls"], ids=["STARTTLS", "direct TLS"])
async def test_a_certificate_of_nobody_known_is_refused_and_named(tls_server: Prosody, port: str):
    scene = Scene(tls_server)
    address = ("127.0.0.1", getattr(tls_server.ports, port))
    settings = replace(scene.settings, tls="required", host=address)
    with pytest.raises(
        TransientError, match="its certificate is signed by an authority unknown here"
    ):
        await probe(settings, HASTE)


async def test_a_certificate_for_another_name_is_refused(
    tls_server: Prosody, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.chain))
    scene = Scene(tls_server)
    settings = replace(scene.settings, jid=f"bot@{OTHER_DOMAIN}", tls="required")
    with pytest.raises(TransientError, match="its certificate is for another name"):
        await probe(settings, HASTE)


async def test_a_server_without_encryption_is_not_given_the_password(scene: Scene):
    settings = replace(scene.settings, tls="required")
    with pytest.raises(TransientError, match="offers no login that is safe here"):
        await probe(settings, HASTE)


async def test_before_there_is_a_stream_sending_is_put_off(scene: Scene):
    network = XmppNetwork(scene.settings, WallClock(), HASTE)
    with pytest.raises(TransientError):
        await network.send(scene.delivery("too early"))
    await network.close()


async def test_nothing_that_people_say_or_are_called_is_logged(
    scene: Scene, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.DEBUG, logger="bot"):
        async with human(scene.server, scene.anna) as anna:
            await anna.enter(scene.room, "Anna-Nick")
            async with scene.online() as network:
                anna.say(scene.room, "a word in confidence")
                await scene.door.line("a word in confidence")
                scene.door.is_shut = True
                anna.say(scene.room, "another word in confidence")
                await network.send(scene.delivery("the bot's own words"))
                await anna.kick(scene.room, "Ankerplatz")
                with suppress(TransientError):
                    await network.send(scene.delivery("the bot's own words"))
                scene.door.is_shut = False
                await scene.door.line("another word in confidence")

    told = "\n".join(
        f"{record.getMessage()} {vars(record)}"
        for record in caplog.records
        if record.name.startswith("bot.")
    )
    assert told
    for secret in ("confidence", "own words", "Anna-Nick", scene.anna, "secret"):
        assert secret not in told
