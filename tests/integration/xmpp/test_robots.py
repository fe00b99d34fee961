"""Other bots in a room: not heard, so that no two can talk to each other for ever."""

# slixmpp is typed, but leaves some parameters and results open
# pyright: reportUnknownMemberType=false

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from slixmpp import JID
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath

from bot.demo.servers.prosody import Prosody
from bot.networks.xmpp.stanzas.elements import CAPS, DISCO_INFO, MUC, element
from tests.integration.xmpp.conftest import Scene
from tests.integration.xmpp.people import Human, human, saying
from tests.unit.commands.conftest import World
from tests.unit.networks.xmpp.doors import MemoryDoor

pytestmark = pytest.mark.integration


@asynccontextmanager
async def writing_with(
    scene: Scene, jid: str, *, kind: str = "", name: str = ""
) -> AsyncIterator[Human]:
    """Somebody whose program announces itself, as slixmpp does, or as one of that kind and name."""
    async with human(scene.server, jid) as somebody:
        somebody.register_plugin("xep_0115")
        if kind:
            disco = somebody.plugin["xep_0030"]
            await disco.del_identity(category="client", itype="bot")  # the default
            await disco.add_identity(category="client", itype=kind, name=name)
        await somebody.plugin["xep_0115"].update_caps()
        yield somebody


@pytest.fixture
def scene(prosody: Prosody) -> Scene:
    """With commands, for programs ask the bot what it is as well."""
    scene = Scene(prosody)
    scene.door = MemoryDoor(World().desk)
    return scene


async def is_heard(scene: Scene, who: Human, text: str, witness: Human) -> bool:
    """Whether the bot hears them; it has, or not, once it hears the witness after them."""
    who.say(scene.room, text)
    await who.hears(saying(text))
    witness.say(scene.room, f"after {text}")
    await scene.door.line(f"after {text}")
    return text in scene.door.texts


async def test_a_bot_is_not_heard_and_people_are_whatever_they_write_with(scene: Scene):
    async with (
        writing_with(scene, scene.anna, kind="pc", name="Gajim") as anna,
        writing_with(scene, scene.ben) as ben,
        writing_with(scene, f"x{scene.ben}", kind="bot", name="Helper") as helper,
    ):
        for nick, somebody in {"Anna": anna, "Ben": ben, "Helper": helper}.items():
            await somebody.enter(scene.room, nick)
        async with scene.online(), asyncio.timeout(10):
            for number in itertools.count():  # until the bot has asked
                if not await is_heard(scene, helper, f"beep {number}", anna):
                    break
            assert await is_heard(scene, ben, "with a script", anna)
            assert not await is_heard(scene, helper, "beep again", anna)


async def test_nobody_can_make_a_bot_of_the_program_of_others(scene: Scene):
    async with (
        writing_with(scene, scene.anna, kind="pc", name="Gajim") as anna,
        human(scene.server, scene.ben) as liar,
    ):
        hers = await anna.plugin["xep_0115"].get_verstring(anna.boundjid.full)
        asked = await claim(liar, scene.room, hers)
        async with scene.online():
            await asyncio.wait_for(asked.wait(), 10)
            await anna.enter(scene.room, "Anna")
            assert await is_heard(scene, anna, "I am a person", anna)


async def claim(liar: Human, room: str, version: str) -> asyncio.Event:
    """Enter with a program that is not theirs, and call it a bot when asked, which is told."""
    asked = asyncio.Event()
    await liar.plugin["xep_0030"].add_identity(
        category="client", itype="bot", name="Helper", node=f"urn:liar#{version}"
    )
    request = MatchXPath(f"{{jabber:client}}iq/{DISCO_INFO}query")
    liar.register_handler(Callback("asked", request, lambda _: asked.set()))
    presence = liar.make_presence(pto=JID(f"{room}/Liar"))
    presence.append(element(f"{MUC}x"))
    presence.append(element(f"{CAPS}c", hash="sha-1", node="urn:liar", ver=version))
    presence.send()
    return asked
