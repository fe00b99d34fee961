"""Encrypted chats on a real Prosody, with slixmpp-omemo as the people's client."""

import asyncio
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.chat import ChatKind
from bot.errors import PermanentError
from bot.networks.xmpp.stanzas.ids import message_id
from tests.integration.xmpp.conftest import Scene
from tests.integration.xmpp.cutter import cutter
from tests.integration.xmpp.omemo_people import SecretHuman, secret_human
from tests.integration.xmpp.people import child, saying
from tests.integration.xmpp.test_exactly_once import deliver

pytestmark = [
    pytest.mark.integration,
    pytest.mark.filterwarnings(
        "ignore:Accessing plugins through:DeprecationWarning"
    ),  # slixmpp-omemo
]


_NOT_FOR_THE_BOT = """\
<encrypted xmlns="eu.siacs.conversations.axolotl"><header sid="7"><key rid="8">AAAA</key>\
<iv>AAAAAAAAAAAAAAAA</iv></header><payload>AAAA</payload></encrypted>"""
_SEALED = "{eu.siacs.conversations.axolotl}encrypted"


@pytest.fixture
def scene(scene: Scene, tmp_path: Path) -> Scene:
    """As everywhere, with encryption switched on."""
    scene.settings = replace(scene.settings, keys_file=tmp_path / "keys.json")
    return scene


def leaked(anna: SecretHuman, text: str) -> bool:
    """Whether the bot's words stand anywhere in what came from it."""
    return any(text in "".join(line.xml.itertext()) for line in anna.heard)


async def own_room(anna: SecretHuman, room: str) -> None:
    """Enter a group chat in which everybody sees who is who."""
    await anna.enter(room, "Anna")
    await anna.configure(room, whois="anyone")


async def test_an_encrypted_question_gets_an_encrypted_answer(scene: Scene):
    async with (
        scene.online(rooms=()) as network,
        secret_human(scene.server, scene.anna) as anna,
    ):
        await anna.whisper(scene.bot, "wer")
        line = await scene.door.line("wer")
        answer = scene.delivery(
            "niemand", chat=scene.anna, answers=line.line, link="https://a.example"
        )
        posted = await network.send(answer)
        await network.send(scene.delivery("Ben", chat=scene.anna, edits=posted))
        first, second = await anna.reads("niemand"), await anna.reads("Ben")

    assert (line.kind, line.sender.id) == (ChatKind.DIRECT, scene.anna)
    assert (first["id"], first["from"].bare) == (posted, scene.bot)
    assert child(second, "{urn:xmpp:message-correct:0}replace").get("id") == posted
    assert not leaked(anna, "niemand")
    assert not leaked(anna, "a.example")
    assert stat.S_IMODE(scene.settings.keys_file.stat().st_mode) == 0o600


async def test_a_plain_question_gets_a_plain_answer_and_a_reminder_goes_by_the_last_line(
    scene: Scene,
):
    async with (
        scene.online(rooms=()) as network,
        secret_human(scene.server, scene.anna) as anna,
    ):
        await anna.whisper(scene.bot, "secret question")
        secret = await scene.door.line("secret question")
        await network.send(scene.delivery("secret reminder", chat=scene.anna))
        await anna.reads("secret reminder")
        anna.say(scene.bot, "open question", kind="chat")
        plain = await scene.door.line("open question")
        for text, line in (("secret answer", secret), ("open answer", plain)):
            await network.send(scene.delivery(text, chat=scene.anna, answers=line.line))
        await network.send(scene.delivery("open reminder", chat=scene.anna))
        await anna.reads("secret answer")
        await anna.hears(saying("open answer"))
        await anna.hears(saying("open reminder"))

    assert not leaked(anna, "secret")


async def test_encryption_in_a_group_is_for_all_members_who_can(scene: Scene):
    async with (
        secret_human(scene.server, scene.anna) as anna,
        secret_human(scene.server, scene.ben) as ben,
    ):
        await own_room(anna, scene.room)
        await ben.enter(scene.room, "Ben")
        async with scene.online() as network:
            readers = (scene.bot, scene.ben)
            await anna.whisper(scene.room, "Ankerplatz: wer", *readers, kind="groupchat")
            line = await scene.door.line("wer")
            await network.send(scene.delivery("niemand", answers=line.line))
            await asyncio.gather(anna.reads("niemand"), ben.reads("niemand"))

    assert (line.kind, line.addressed, line.sender.id) == (ChatKind.GROUP, True, scene.anna)
    assert not leaked(anna, "niemand")


async def test_the_bot_has_the_same_device_after_a_restart_and_reads_what_came_meanwhile(
    scene: Scene,
):
    async with secret_human(scene.server, scene.anna) as anna:
        await own_room(anna, scene.room)
        async with scene.online() as network:
            await anna.whisper(scene.bot, "before")
            await scene.door.line("before")
            await network.send(scene.delivery("reply", chat=scene.anna))
            await anna.reads("reply")
            anna.say(scene.room, "hello all")
            await scene.door.line("hello all")
        await anna.whisper(scene.bot, "one")
        await anna.whisper(scene.room, "two", scene.bot, kind="groupchat")
        await anna.whisper(scene.bot, "three")
        await anna.plugin["xep_0199"].ping(anna.boundjid.host)
        for _ in range(2):
            async with scene.online() as network:
                for text in ("one", "two", "three"):
                    await scene.door.line(text)
                await network.send(scene.delivery("reminder", chat=scene.anna))
        await anna.reads("reminder", times=2)

    assert sorted(scene.door.texts) == ["before", "hello all", "one", "three", "two"]
    assert not any(line.is_unreadable for line in scene.door.lines)


async def test_a_line_that_was_decrypted_but_not_kept_is_read_after_a_crash(scene: Scene):
    async with secret_human(scene.server, scene.anna) as anna:
        async with scene.online(rooms=()):
            await anna.whisper(scene.bot, "before")
            await scene.door.line("before")
            scene.door.is_shut = True
            await anna.whisper(scene.bot, "do not lose me")
            async with asyncio.timeout(10):
                while "do not lose me" not in scene.settings.keys_file.read_text():
                    await anna.plugin["xep_0199"].ping(anna.boundjid.host)
        scene.door.is_shut = False
        async with scene.online(rooms=()):
            await scene.door.line("do not lose me")

    assert "do not lose me" not in scene.settings.keys_file.read_text()


async def test_a_repeat_of_an_encrypted_line_that_arrived_is_not_said_again(scene: Scene):
    async with secret_human(scene.server, scene.anna) as anna:
        async with scene.online(rooms=()) as network:
            await anna.whisper(scene.bot, "wer")
            line = await scene.door.line("wer")
            delivery = scene.delivery("once", chat=scene.anna, answers=line.line)
            await network.send(delivery)
        async with scene.online(rooms=()) as network:
            await network.send(replace(delivery, attempt=2))
            await network.send(scene.delivery("the end", chat=scene.anna))
            await anna.reads("the end")

        assert len(anna.read("once")) == 1


@pytest.mark.parametrize("moment", ["cut_before", "cut_after"])
async def test_a_connection_that_breaks_while_sending_loses_and_doubles_nothing(
    scene: Scene, moment: str
):
    async with secret_human(scene.server, scene.anna) as anna, cutter(scene.server.c2s) as proxy:
        async with scene.online(rooms=(), host=proxy.address) as network:
            await anna.whisper(scene.bot, "wer")
            line = await scene.door.line("wer")
            delivery = scene.delivery("once", chat=scene.anna, answers=line.line)
            setattr(proxy, moment, message_id(delivery.key).encode())
            await deliver(network, delivery)
            await deliver(network, scene.delivery("the end", chat=scene.anna))
            await anna.reads("the end")

        assert len(anna.read("once")) == 1
        assert not leaked(anna, "once")


async def test_a_new_device_of_a_person_is_read_and_answered_as_well(scene: Scene):
    async with (
        scene.online(rooms=()) as network,
        secret_human(scene.server, scene.anna) as anna,
    ):
        await anna.whisper(scene.bot, "from the old one")
        await scene.door.line("from the old one")
        async with secret_human(scene.server, scene.anna) as phone:
            await anna.whisper(scene.bot, "still the old one")
            line = await scene.door.line("still the old one")
            await network.send(scene.delivery("to both", chat=scene.anna, answers=line.line))
            await phone.whisper(scene.bot, "from the new one")
            await scene.door.line("from the new one")
            await network.send(scene.delivery("again", chat=scene.anna))
            for device in (anna, phone):
                await device.reads("to both")
                await device.reads("again")


async def test_a_line_that_cannot_be_decrypted_is_known_as_such_and_answered_encrypted(
    scene: Scene,
):
    async with (
        scene.online(rooms=()) as network,
        secret_human(scene.server, scene.anna) as anna,
    ):
        anna.say(scene.bot, "encrypted", kind="chat", extra=_NOT_FOR_THE_BOT)
        await scene.door.until(lambda: len(scene.door.lines) == 1)
        line = scene.door.lines[0]
        await network.send(scene.delivery("cannot read", chat=scene.anna, answers=line.line))
        await anna.reads("cannot read")

    assert (line.is_unreadable, line.text, line.addressed) == (True, "", True)


async def test_nothing_is_said_in_plain_to_who_has_no_device_any_more(scene: Scene):
    async with (
        scene.online(rooms=()) as network,
        secret_human(scene.server, scene.anna) as anna,
    ):
        await anna.whisper(scene.bot, "wer")
        line = await scene.door.line("wer")
        await anna.forget_devices()
        with pytest.raises(PermanentError, match="nobody there has a device"):
            await network.send(scene.delivery("secret", chat=scene.anna, answers=line.line))
