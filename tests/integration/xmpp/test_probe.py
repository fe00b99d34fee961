"""What `ankerplatz check` learns about an XMPP account."""

from dataclasses import replace

import pytest

from bot.demo.servers.prosody import Certificate
from bot.errors import PermanentError, TransientError
from bot.networks.xmpp.probe import RoomFindings, probe
from tests.fixtures.prosody import StartProsody
from tests.integration.xmpp.conftest import HASTE, Scene
from tests.integration.xmpp.people import human

pytestmark = pytest.mark.integration


async def test_the_probe_says_what_works_and_what_does_not(scene: Scene):
    banned, new = f"banned-{scene.room}", f"new-{scene.room}"
    rooms = (scene.room, scene.plain_room, banned, new)
    async with human(scene.server, scene.anna) as anna:
        for room in rooms[:3]:
            await anna.enter(room, "Anna")
        await anna.set_affiliation(banned, scene.bot, "outcast")
        found = await probe(replace(scene.settings, rooms=rooms), HASTE)

    assert found.tls is None
    assert found.rooms == (
        RoomFindings(room=scene.room, has_archive=True),
        RoomFindings(room=scene.plain_room),
        RoomFindings(room=banned, problem="forbidden"),
        RoomFindings(room=new, is_new=True),
    )


async def test_the_probe_tells_the_tls_version(
    start_prosody: StartProsody, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.chain))
    scene = Scene(start_prosody(certificate=certificate))
    settings = replace(scene.settings, tls="required", rooms=())

    assert (await probe(settings, HASTE)).tls == "TLSv1.3"


async def test_the_probe_tells_a_refused_account_from_a_server_that_is_away(scene: Scene):
    with pytest.raises(PermanentError):
        await probe(replace(scene.settings, password="wrong"), HASTE)
    with pytest.raises(TransientError, match="cannot connect"):
        await probe(replace(scene.settings, host=("127.0.0.1", 9)), HASTE)
