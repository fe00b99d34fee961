"""Replies on a real Prosody, as Dino, Gajim and Cheogram send them."""

from xml.etree.ElementTree import fromstring

import pytest

from tests.integration.xmpp.conftest import Scene
from tests.integration.xmpp.people import Human, human, saying
from tests.integration.xmpp.test_reactions import stanza_id

pytestmark = pytest.mark.integration


def reply(person: Human, place: str, to: str, text: str, *, kind: str = "groupchat") -> None:
    message = person.make_message(mto=place, mbody=text, mtype=kind)
    message.append(fromstring(f"<reply xmlns='urn:xmpp:reply:0' to='{place}/Anker' id='{to}'/>"))
    message.send()


async def test_a_reply_in_a_room_names_the_line_as_the_bot_knows_it(scene: Scene):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        async with scene.online() as network:
            posted = await network.send(scene.delivery("come?"))
            shown = stanza_id(await anna.hears(saying("come?")))
            reply(anna, scene.room, shown, "!skip")
            reply(anna, scene.room, "somebody-else", "!abo")
            await scene.door.until(lambda: len(scene.door.lines) == 2)

    assert posted != shown
    assert [(line.text, line.answers) for line in scene.door.lines] == [
        ("!skip", posted),
        ("!abo", None),
    ]


async def test_a_reply_names_a_line_that_was_posted_before_a_restart_as_well(scene: Scene):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        async with scene.online() as network:
            posted = await network.send(scene.delivery("come?"))
            shown = stanza_id(await anna.hears(saying("come?")))
        scene.door.positions.clear()  # as if it had been too long ago to be read back
        async with scene.online():
            reply(anna, scene.room, shown, "!skip")
            line = await scene.door.line("!skip")

    assert line.answers == posted


async def test_a_reply_in_a_direct_chat_names_it_as_well(scene: Scene):
    async with human(scene.server, scene.anna) as anna, scene.online(rooms=()) as network:
        posted = await network.send(scene.delivery("come?", chat=scene.anna))
        await anna.hears(saying("come?"))
        reply(anna, scene.bot, posted, "!skip", kind="chat")
        line = await scene.door.line("!skip")

    assert line.answers == posted
