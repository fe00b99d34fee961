"""Lines in a group chat on a real Prosody, and what the bot says there."""

import asyncio
import itertools

import pytest

from bot.demo.servers.prosody import CHAT_DOMAIN, CHAT_MUC
from bot.domain.chat import ChatKind, ChatRole, LineId, private_within
from bot.errors import PermanentError
from tests.integration.xmpp.conftest import Scene
from tests.integration.xmpp.people import human, saying

pytestmark = pytest.mark.integration

_THREAD = "<thread xmlns='jabber:client'>t1</thread>"
_CORRECTION = "<replace xmlns='urn:xmpp:message-correct:0' id='{}'/>"


async def test_a_line_reaches_the_door_and_the_answer_the_room(scene: Scene):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        async with scene.online() as network:
            said = anna.say(scene.room, "!meet Vorstand", extra=_THREAD)
            line = await scene.door.line("!meet Vorstand")
            name = await network.send(
                scene.delivery("Da ist er.", answers=line.line, thread=line.thread)
            )
            answer = await anna.hears(saying("Da ist er."))

    assert (line.kind, line.chat.chat, line.addressed) == (ChatKind.GROUP, scene.room, False)
    assert (line.sender.name, line.thread) == ("Anna", "t1")
    assert answer["from"].resource == "Ankerplatz"
    assert answer["id"] == name
    assert answer["thread"] == "t1"
    reply = answer.xml.find("{urn:xmpp:reply:0}reply")
    assert dict(reply.attrib) == {"to": f"{scene.room}/Anna", "id": line.line}
    assert said != line.line


async def test_what_the_bot_says_is_not_read_back(scene: Scene):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        async with scene.online() as network:
            await network.send(scene.delivery("!meet never"))
            anna.say(scene.room, "after it")
            await scene.door.line("after it")

    assert scene.door.texts == ["after it"]


async def test_corrections_and_subjects_are_no_lines(scene: Scene):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        async with scene.online():
            first = anna.say(scene.room, "!meet Vrstand")
            anna.say(scene.room, "!meet Vorstand", extra=_CORRECTION.format(first))
            anna.make_message(mto=scene.room, mtype="groupchat", msubject="!meet topic").send()
            anna.say(scene.room, "after them")
            await scene.door.line("after them")

    assert scene.door.texts == ["!meet Vrstand", "after them"]


async def test_an_edit_corrects_the_posted_line(scene: Scene):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        async with scene.online() as network:
            posted = await network.send(scene.delivery("nobody is there"))
            await network.send(scene.delivery("two are there", edits=posted))
            first = await anna.hears(saying("nobody is there"))
            second = await anna.hears(saying("two are there"))

    assert second.xml.find("{urn:xmpp:message-correct:0}replace").get("id") == first["id"]


async def test_moderators_of_the_room_are_moderators_for_the_bot(scene: Scene):
    async with (
        human(scene.server, scene.anna) as owner,
        human(scene.server, scene.ben) as member,
    ):
        await owner.enter(scene.room, "Anna")
        await member.enter(scene.room, "Ben")
        async with scene.online():
            owner.say(scene.room, "from the owner")
            member.say(scene.room, "from a member")
            roles = [
                (await scene.door.line(text)).role for text in ("from the owner", "from a member")
            ]

    assert roles == [ChatRole.MODERATOR, ChatRole.MEMBER]


async def test_people_are_known_by_occupant_id_until_the_room_shows_who_they_are(scene: Scene):
    admins = frozenset({scene.anna})
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        async with scene.online(admins=admins):
            anna.say(scene.room, "hidden")
            hidden = await scene.door.line("hidden")
        await anna.configure(scene.room, whois="anyone")
        async with scene.online(admins=admins):
            anna.say(scene.room, "open")
            shown = await scene.door.line("open")

    assert hidden.sender.id.endswith(f"@{scene.room}")
    assert hidden.role is ChatRole.MODERATOR
    assert (shown.sender.id, shown.role) == (scene.anna, ChatRole.ADMIN)


@pytest.mark.parametrize("to", ["everybody", "the bot, a moderator"])
async def test_people_are_known_as_soon_as_the_room_begins_to_show_who_they_are(
    scene: Scene, to: str
):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        async with scene.online(), asyncio.timeout(10):
            anna.say(scene.room, "hidden")
            assert (await scene.door.line("hidden")).sender.id != scene.anna
            if to == "everybody":
                await anna.configure(scene.room, whois="anyone")
            else:
                await anna.set_affiliation(scene.room, scene.bot, "admin")
            for number in itertools.count():
                anna.say(scene.room, f"open {number}")
                if (await scene.door.line(f"open {number}")).sender.id == scene.anna:
                    break
            anna.say(scene.room, "still here")
            assert (await scene.door.line("still here")).role is ChatRole.MODERATOR


async def test_a_line_to_the_bot_by_name_is_for_the_bot(scene: Scene):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        async with scene.online(nick="Anker Platz"):
            anna.say(scene.room, "anker platz: wer")
            line = await scene.door.line("wer")

    assert line.addressed


async def test_the_bot_takes_another_nick_when_somebody_has_its_own(scene: Scene):
    async with (
        human(scene.server, scene.anna) as anna,
        human(scene.server, scene.ben) as ben,
    ):
        await anna.enter(scene.room, "Ankerplatz")
        await ben.enter(scene.room, "Ben")
        async with scene.online() as network:
            ben.say(scene.room, "Ankerplatz_: wer")
            anna.say(scene.room, "I am not the bot")
            line = await scene.door.line("wer")
            await scene.door.line("I am not the bot")
            await network.send(scene.delivery("hello"))
            answer = await ben.hears(saying("hello"))

    assert line.addressed
    assert answer["from"].resource == "Ankerplatz_"


async def test_a_private_message_in_the_room_is_answered_there(scene: Scene):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        async with scene.online() as network:
            anna.say(f"{scene.room}/Ankerplatz", "psst", kind="chat")
            line = await scene.door.line("psst")
            await network.send(scene.delivery("yes?", chat=line.chat.chat))
            answer = await anna.hears(saying("yes?"))

    assert (line.kind, line.chat.chat) == (
        ChatKind.DIRECT,
        private_within(scene.room, line.sender.id),
    )
    assert (line.role, line.addressed) == (ChatRole.MODERATOR, True)
    assert (answer["type"], str(answer["from"])) == ("chat", f"{scene.room}/Ankerplatz")


async def test_long_and_strange_text_is_said_without_what_xml_cannot_carry(scene: Scene):
    strange = "\x00\x1b]\uffff" + "ä\u202e<b>&amp;" * 1000
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        async with scene.online() as network:
            await network.send(scene.delivery(strange))
            heard = await anna.hears(lambda line: len(line["body"]) > 1000)

    assert heard["body"] == strange.replace("\x00\x1b", "").replace("\uffff", "")


async def test_a_bot_without_voice_says_so_for_good(scene: Scene):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        async with scene.online() as network:
            await anna.configure(scene.room, moderatedroom="1")
            await anna.set_role(scene.room, "Ankerplatz", "visitor")
            with pytest.raises(PermanentError, match="forbidden"):
                await network.send(scene.delivery("may I?"))


async def test_nonsense_from_others_changes_nothing(scene: Scene):
    nonsense = [
        "<reference xmlns='urn:xmpp:reference:0' type='mention' begin='-1' end='99999999999'/>",
        "<replace xmlns='urn:xmpp:message-correct:0'/>",
        "<stanza-id xmlns='urn:xmpp:sid:0'/>",
        "<delay xmlns='urn:xmpp:delay' stamp='yesterday'/>",
        "<x xmlns='http://jabber.org/protocol/muc#user'><invite/></x>",
        "<x xmlns='jabber:x:conference'/>",
        "<result xmlns='urn:xmpp:mam:2'/>",
        "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='9'/></fallback>",
    ]
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        async with scene.online() as network:
            for place, kind in ((scene.room, "groupchat"), (scene.bot, "chat")):
                for extra in nonsense:
                    anna.say(place, "", extra=extra, kind=kind)
                    anna.say(place, "hm", extra=extra, kind=kind)
            anna.say(scene.room, "and now?")
            await scene.door.line("and now?")
            await network.send(scene.delivery("Still here."))
            await anna.hears(saying("Still here."))


async def test_a_chat_that_is_none_of_the_bots_gets_nothing(scene: Scene):
    async with scene.online() as network:
        for chat in (f"nobody@other.{CHAT_DOMAIN}", CHAT_MUC, f"no jid@{CHAT_DOMAIN}"):
            with pytest.raises(PermanentError):
                await network.send(scene.delivery("hello", chat=chat))


async def test_a_line_is_called_the_same_live_and_out_of_the_archive(scene: Scene):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        async with scene.online():
            anna.say(scene.room, "once")
            live = await scene.door.line("once")
        position = f"mam:{scene.room}"
        assert scene.door.positions.pop(position) == live.line
        async with scene.online():
            await scene.door.until(lambda: position in scene.door.positions)

    assert scene.door.positions[position] == live.line
    assert scene.door.repeats == 1
    assert scene.door.lines == [live]
    assert live.line != LineId("")


async def test_a_line_that_a_client_sends_again_is_known_as_the_same(scene: Scene):
    origin = "<origin-id xmlns='urn:xmpp:sid:0' id='one'/>"
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        async with scene.online():
            for _ in range(2):
                anna.say(scene.room, "!meet", extra=origin)
            anna.say(scene.room, "after it")
            await scene.door.line("after it")

    first, again, other = scene.door.lines
    assert first.line != again.line
    assert first.repeats == again.repeats is not None
    assert other.repeats is None
