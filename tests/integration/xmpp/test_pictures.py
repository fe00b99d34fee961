"""Pictures on a real Prosody with its own upload service."""

import asyncio
from urllib.request import urlopen

import pytest

from bot.domain.delivery import Picture
from tests.integration.xmpp.conftest import Scene
from tests.integration.xmpp.people import Human, human

pytestmark = pytest.mark.integration

PNG = Picture(name="qr code.png", data=b"\x89PNG" * 500, width=29, height=29)
URL = "{jabber:x:oob}x/{jabber:x:oob}url"


async def shown_or_said(scene: Scene, anna: Human, picture: Picture, **settings: object) -> str:
    """The body of the line that is to show a picture."""
    async with scene.online(**settings) as network:
        await network.send(scene.delivery("Scan me", picture=picture))
        line = await anna.hears(lambda message: bool(message["body"]))
    assert (line.xml.findtext(URL) or "Scan me") == line["body"]
    return line["body"]


async def test_a_picture_is_uploaded_and_its_address_said(scene: Scene):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        address = await shown_or_said(scene, anna, PNG)

    def fetch() -> bytes:
        with urlopen(address, timeout=5) as answer:
            return answer.read()

    assert await asyncio.to_thread(fetch) == PNG.data


async def test_a_picture_too_large_for_the_server_is_said(scene: Scene):
    huge = Picture(name="qr.png", data=bytes(11_000_000), width=1, height=1)
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        assert await shown_or_said(scene, anna, huge) == "Scan me"


async def test_nothing_is_uploaded_to_a_server_that_nobody_configured(scene: Scene):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        elsewhere = ("localhost", scene.server.c2s[1])
        assert await shown_or_said(scene, anna, PNG, host=elsewhere) == "Scan me"
