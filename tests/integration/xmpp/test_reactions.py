"""Reactions on a real Prosody, as converse.js, Dino and Conversations send them."""

from xml.etree.ElementTree import fromstring

import pytest
from slixmpp import Message

from bot.domain.line import Reaction
from tests.integration.xmpp.conftest import Scene
from tests.integration.xmpp.people import Human, human, saying

pytestmark = pytest.mark.integration


def react(person: Human, place: str, to: str, *emoji: str, kind: str = "groupchat") -> None:
    shown = "".join(f"<reaction>{one}</reaction>" for one in emoji)
    extra = f"<reactions xmlns='urn:xmpp:reactions:0' id='{to}'>{shown}</reactions>"
    message = person.make_message(mto=place, mtype=kind)
    message.append(fromstring(extra))
    message.append(fromstring("<store xmlns='urn:xmpp:hints'/>"))
    message.send()


def stanza_id(message: Message) -> str:
    return message.xml.find("{urn:xmpp:sid:0}stanza-id").get("id")


async def test_a_reaction_in_a_room_names_the_line_as_the_bot_knows_it(scene: Scene):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        async with scene.online() as network:
            posted = await network.send(scene.delivery("come?"))
            shown = stanza_id(await anna.hears(saying("come?")))
            corrected = await network.send(scene.delivery("come!", edits=posted))
            edit = stanza_id(await anna.hears(saying("come!")))
            assert network.takes_reactions(scene.delivery("").chat)
            react(anna, scene.room, shown, "👍", "🔔")
            react(anna, scene.room, edit)
            await scene.door.until(lambda: len(scene.door.lines) == 2)

    put, taken = scene.door.lines
    assert posted not in (shown, corrected)
    assert (put.sender.name, put.text) == ("Anna", "")
    assert put.reaction == Reaction(to=posted, emoji=("👍", "🔔"))
    assert taken.reaction == Reaction(to=posted)


async def test_reactions_while_the_bot_was_away_are_read_and_its_old_lines_known(scene: Scene):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        async with scene.online() as network:
            posted = await network.send(scene.delivery("come?"))
            shown = stanza_id(await anna.hears(saying("come?")))
            anna.say(scene.room, "mine")
            own = stanza_id(await anna.hears(saying("mine")))
            await scene.door.line("mine")
        react(anna, scene.room, shown, "👍")
        react(anna, scene.room, own, "👎")
        async with scene.online():
            anna.say(scene.room, "after it")
            await scene.door.line("after it")

    assert [line.reaction for line in scene.door.lines if line.reaction] == [
        Reaction(to=posted, emoji=("👍",))
    ]


async def test_a_reaction_in_a_direct_chat_is_read(scene: Scene):
    async with human(scene.server, scene.anna) as anna, scene.online(rooms=()) as network:
        posted = await network.send(scene.delivery("come?", chat=scene.anna))
        await anna.hears(saying("come?"))
        react(anna, scene.bot, posted, "👍", kind="chat")
        react(anna, scene.bot, "of-her-own", "👎", kind="chat")
        anna.say(scene.bot, "after it", kind="chat")
        await scene.door.line("after it")

    put, _ = scene.door.lines
    assert put.reaction == Reaction(to=posted, emoji=("👍",))
