"""How the account shows itself to others."""

# slixmpp is typed, but leaves some parameters and results open
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

import asyncio
from base64 import b64decode
from xml.etree.ElementTree import Element, fromstring

import pytest

from bot.networks.xmpp.stanzas.elements import VCARD
from tests.integration.xmpp.conftest import Scene
from tests.integration.xmpp.people import Human, human

pytestmark = pytest.mark.integration

ANCHOR = b"\x89PNG anchor"
OTHERS = "<vCard xmlns='vcard-temp'><FN>Theirs</FN><PHOTO><BINVAL>AAAA</BINVAL></PHOTO></vCard>"


async def card_of(person: Human, jid: str, *, having: str) -> Element:
    """What others see as soon as that is on it."""
    async with asyncio.timeout(30):
        while True:
            asked = person.make_iq_get(ito=jid)
            asked.append(Element(f"{VCARD}vCard"))
            card = (await asked.send(timeout=5)).xml.find(f"{VCARD}vCard")
            if card is not None and card.find(f"{VCARD}{having}") is not None:
                return card
            await asyncio.sleep(0.05)


async def test_an_account_without_a_picture_gets_one_with_its_name(scene: Scene):
    async with human(scene.server, scene.anna) as anna, scene.online(avatar=ANCHOR):
        card = await card_of(anna, scene.bot, having="PHOTO")
    assert card.findtext(f"{VCARD}FN") == "Ankerplatz"
    assert b64decode(card.findtext(f"{VCARD}PHOTO/{VCARD}BINVAL", "")) == ANCHOR


async def test_what_somebody_gave_the_account_stays(scene: Scene):
    async with human(scene.server, scene.bot) as owner:
        given = owner.make_iq_set()
        given.append(fromstring(OTHERS))
        await given.send(timeout=5)
    async with human(scene.server, scene.anna) as anna, scene.online(avatar=ANCHOR):
        card = await card_of(anna, scene.bot, having="NICKNAME")
    assert card.findtext(f"{VCARD}FN") == "Theirs"
    assert card.findtext(f"{VCARD}PHOTO/{VCARD}BINVAL") == "AAAA"
