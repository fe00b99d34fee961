"""A group chat on a real Prosody."""

from bot.domain.chat import ChatKind, ChatRole
from tests.integration.xmpp.conftest import Scene
from tests.integration.xmpp.people import human, saying


async def test_a_line_reaches_the_door_and_the_answer_the_room(scene: Scene):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        async with scene.online() as network:
            anna.say(scene.room, "!meet Vorstand")
            line = await scene.door.line("!meet Vorstand")
            name = await network.send(scene.delivery("Da ist er.", answers=line.line))
            answer = await anna.hears(saying("Da ist er."))

    assert (line.kind, line.chat.chat, line.addressed) == (ChatKind.GROUP, scene.room, False)
    assert (line.sender.name, line.role) == ("Anna", ChatRole.MODERATOR)
    assert answer["from"].resource == "Ankerplatz"
    assert answer["id"] == name
