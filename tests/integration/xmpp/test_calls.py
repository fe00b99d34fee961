"""A call that people hold in a group chat itself, on a real Prosody."""

import asyncio
from xml.etree.ElementTree import fromstring

from slixmpp import JID

from bot.domain.chat import ChatAddress, ChatId
from bot.networks.xmpp.network import XmppNetwork
from tests.integration.xmpp.conftest import Scene
from tests.integration.xmpp.people import Human, human

INVITE = "<invite xmlns='urn:xmpp:call-invites:0'><muji xmlns='urn:xmpp:jingle:muji:0'/></invite>"
MUJI = "<muji xmlns='urn:xmpp:jingle:muji:0'><content name='voice' creator='initiator'/></muji>"


async def until_there_are(network: XmppNetwork, scene: Scene, *names: str) -> None:
    address = ChatAddress(network.account, ChatId(scene.room))
    async with asyncio.timeout(30):
        while True:
            seen = await network.call_in(address)
            if [one.name for one in (seen and seen.occupants) or ()] == [*names]:
                return
            await asyncio.sleep(0.02)


def show(person: Human, room: str, nick: str, content: str = "") -> None:
    shown = person.make_presence(pto=f"{room}/{nick}")
    if content:
        shown.append(fromstring(content))
    shown.send()


async def test_a_group_call_is_seen_from_its_invitation_to_its_end(scene: Scene) -> None:
    async with (
        scene.online() as network,
        human(scene.server, scene.anna) as anna,
        human(scene.server, scene.ben) as ben,
    ):
        await anna.enter(scene.room, "Anna")
        await ben.enter(scene.room, "Ben")
        call = anna.say(scene.room, "I am calling", extra=INVITE)
        await until_there_are(network, scene, "Anna")
        accept = f"<accept xmlns='urn:xmpp:call-invites:0' id='{call}'/>"
        ben.say(scene.room, "", extra=accept)
        await until_there_are(network, scene, "Anna", "Ben")
        ben.plugin["xep_0045"].leave_muc(JID(scene.room), "Ben")
        await until_there_are(network, scene, "Anna")
        anna.say(scene.room, "", extra=accept.replace("accept", "left"))
        await until_there_are(network, scene)


async def test_a_muji_call_is_seen_in_presence(scene: Scene) -> None:
    async with scene.online() as network, human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        show(anna, scene.room, "Anna", MUJI)
        await until_there_are(network, scene, "Anna")
        show(anna, scene.room, "Anna")
        await until_there_are(network, scene)
