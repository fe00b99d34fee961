"""Direct chats on a real Prosody."""

import pytest

from bot.demo.servers.prosody import CHAT_DOMAIN, OTHER_DOMAIN
from bot.domain.chat import ChatKind, ChatRole
from bot.errors import PermanentError
from tests.integration.xmpp.conftest import Scene
from tests.integration.xmpp.people import human, saying

pytestmark = pytest.mark.integration


async def test_a_contact_is_read_and_answered(scene: Scene):
    async with human(scene.server, scene.anna) as anna, scene.online(rooms=()) as network:
        anna.say(scene.bot, "wer", kind="chat")
        line = await scene.door.line("wer")
        posted = await network.send(scene.delivery("niemand", chat=line.chat.chat))
        await network.send(scene.delivery("Ben", chat=line.chat.chat, edits=posted))
        first = await anna.hears(saying("niemand"))
        second = await anna.hears(saying("Ben"))

    assert (line.kind, line.chat.chat, line.sender.id) == (ChatKind.DIRECT, scene.anna, scene.anna)
    assert (line.role, line.addressed) == (ChatRole.MODERATOR, True)
    assert first["id"] == posted
    assert second.xml.find("{urn:xmpp:message-correct:0}replace").get("id") == posted


async def test_an_admin_is_one_in_their_direct_chat(scene: Scene):
    async with (
        human(scene.server, scene.anna) as anna,
        scene.online(rooms=(), admins=frozenset({scene.anna})),
    ):
        anna.say(scene.bot, "wer", kind="chat")
        line = await scene.door.line("wer")

    assert line.role is ChatRole.ADMIN


async def test_people_from_elsewhere_get_silence(scene: Scene):
    stranger = scene.anna.replace(CHAT_DOMAIN, OTHER_DOMAIN)
    async with (
        human(scene.server, stranger) as far,
        human(scene.server, scene.ben) as near,
        scene.online(rooms=()),
    ):
        far.say(scene.bot, "let me in", kind="chat")
        await far.plugin["xep_0199"].ping(CHAT_DOMAIN)
        near.say(scene.bot, "hello", kind="chat")
        await scene.door.line("hello")

    assert scene.door.texts == ["hello"]


async def test_everybody_may_write_when_the_operator_says_so(scene: Scene):
    stranger = scene.anna.replace(CHAT_DOMAIN, OTHER_DOMAIN)
    async with (
        human(scene.server, stranger) as far,
        scene.online(rooms=(), allow=frozenset({"*"})) as network,
    ):
        far.say(scene.bot, "hello", kind="chat")
        line = await scene.door.line("hello")
        await network.send(scene.delivery("welcome", chat=line.chat.chat))
        await far.hears(saying("welcome"))


async def test_a_line_to_nobody_is_given_up(scene: Scene):
    async with scene.online(rooms=()) as network:
        with pytest.raises(PermanentError, match="service-unavailable"):
            await network.send(scene.delivery("anybody?", chat=f"nobody@{CHAT_DOMAIN}"))


async def test_who_may_write_to_the_bot_may_see_whether_it_is_there(scene: Scene):
    async with human(scene.server, scene.anna) as anna, scene.online(rooms=()):
        anna.send_presence_subscription(scene.bot)
        await anna.until(
            lambda: any(
                presence["from"].bare == scene.bot and presence["type"] == "available"
                for presence in anna.seen
            )
        )
