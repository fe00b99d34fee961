"""Getting into rooms, being put out of them, and being asked into others."""

import asyncio
from dataclasses import replace

import pytest

from bot.demo.servers.prosody import CHAT_DOMAIN, CHAT_MUC, OTHER_DOMAIN
from bot.domain.chat import ChatAddress, ChatRole
from bot.errors import PermanentError, TransientError
from tests.fixtures.prosody import StartProsody
from tests.integration.xmpp.conftest import HASTE, Scene
from tests.integration.xmpp.cutter import cutter
from tests.integration.xmpp.people import Human, human, saying

pytestmark = pytest.mark.integration

_DIRECT = "<x xmlns='jabber:x:conference' jid='{}'/>"
_THROUGH = "<x xmlns='http://jabber.org/protocol/muc#user'><invite to='{}'/></x>"


def address(scene: Scene) -> ChatAddress:
    return scene.delivery("").chat


def entries(anna: Human, nick: str = "Ankerplatz") -> int:
    """How often the bot was seen to come in."""
    return len([one for one in anna.seen if one["from"].resource == nick and _is_in(one)])


def _is_in(presence: object) -> bool:
    return presence["type"] == "available"


async def is_back(anna: Human, scene: Scene, *, entered: int) -> None:
    """The bot has come in that often, and reads what is written."""
    await anna.until(lambda: entries(anna) >= entered)
    anna.say(scene.room, f"welcome {entered}")
    await scene.door.line(f"welcome {entered}")


async def test_a_kick_is_forgiven_a_few_times_and_then_understood(scene: Scene):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        async with scene.online() as network:
            for kick in range(HASTE.kicks):
                await is_back(anna, scene, entered=kick + 1)
                await anna.kick(scene.room, "Ankerplatz")
            await is_back(anna, scene, entered=HASTE.kicks + 1)
            await anna.kick(scene.room, "Ankerplatz")
            await scene.door.until(lambda: address(scene) in scene.door.left)
            with pytest.raises(PermanentError):
                await network.send(scene.delivery("hello?"))

    assert entries(anna) == HASTE.kicks + 1


async def test_a_line_waits_while_the_bot_is_kicked(scene: Scene):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        async with scene.online(patience=replace(HASTE, kicked=60)) as network:
            await anna.kick(scene.room, "Ankerplatz")
            await anna.until(lambda: any(p["type"] == "unavailable" for p in anna.seen))
            with pytest.raises(TransientError):
                await network.send(scene.delivery("hello?"))

    assert scene.door.left == []


@pytest.mark.parametrize("way", ["ban", "destroy", "members only"])
async def test_being_put_out_for_good_is_the_end_of_it(scene: Scene, way: str):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        async with scene.online() as network:
            match way:
                case "ban":
                    await anna.set_affiliation(scene.room, scene.bot, "outcast")
                case "destroy":
                    await anna.destroy(scene.room)
                case _:
                    await anna.configure(scene.room, membersonly="1")
            await scene.door.until(lambda: address(scene) in scene.door.left)
            with pytest.raises(PermanentError):
                await network.send(scene.delivery("hello?"))


async def test_one_room_that_is_closed_to_the_bot_does_not_keep_it_from_the_others(scene: Scene):
    banned, secret = f"banned-{scene.room}", f"secret-{scene.room}"
    nowhere = f"room@nowhere.{CHAT_DOMAIN}"
    async with human(scene.server, scene.anna) as anna:
        for room in (banned, secret, scene.room):
            await anna.enter(room, "Anna")
        await anna.set_affiliation(banned, scene.bot, "outcast")
        await anna.configure(secret, passwordprotectedroom="1", roomsecret="abc")
        async with scene.online(rooms=(banned, nowhere, secret, scene.room)) as network:
            await network.send(scene.delivery("I am here"))
            await anna.hears(saying("I am here"))
            with pytest.raises(TransientError):
                await network.send(scene.delivery("hello?", chat=nowhere))

    assert {chat.chat for chat in scene.door.left} == {banned, secret}


async def test_a_configured_room_that_does_not_exist_is_made_and_given_to_the_admins(scene: Scene):
    admins = frozenset({scene.anna})
    async with scene.online(admins=admins), human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        await anna.configure(scene.room, roomname="Verein")
        anna.say(scene.room, "nice place")
        line = await scene.door.line("nice place")

    assert line.role is ChatRole.ADMIN


async def test_a_bot_that_did_not_see_how_it_was_put_out_finds_out_and_comes_back(scene: Scene):
    patience = replace(HASTE, self_ping=0.3)
    async with human(scene.server, scene.anna) as anna, cutter(scene.server.c2s) as proxy:
        await anna.enter(scene.room, "Anna")
        async with scene.online(patience=patience, host=proxy.address):
            await is_back(anna, scene, entered=1)
            proxy.is_deaf = True
            await anna.kick(scene.room, "Ankerplatz")
            proxy.is_deaf = False
            await is_back(anna, scene, entered=2)


@pytest.mark.parametrize("is_direct", [True, False], ids=["direct", "through the room"])
async def test_an_invitation_is_followed_and_remembered(scene: Scene, is_direct: bool):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        async with scene.online(rooms=()):
            invite(anna, scene, scene.room, is_direct=is_direct)
            await is_back(anna, scene, entered=1)
        async with scene.online(rooms=()) as network:
            await is_back(anna, scene, entered=2)
            await network.send(scene.delivery("still here"))
            await anna.set_affiliation(scene.room, scene.bot, "outcast")
            await scene.door.until(lambda: address(scene) in scene.door.left)
            scene.door.came.clear()
            await anna.set_affiliation(scene.room, scene.bot, "none")
            invite(anna, scene, scene.room, is_direct=is_direct)
            await scene.door.until(lambda: address(scene) in scene.door.came)
            await anna.set_affiliation(scene.room, scene.bot, "outcast")
            await scene.door.until(lambda: scene.door.left.count(address(scene)) == 2)
        await anna.set_affiliation(scene.room, scene.bot, "none")
        async with scene.online(rooms=()) as network:
            with pytest.raises(PermanentError):
                await network.send(scene.delivery("forgotten"))


def invite(anna: Human, scene: Scene, room: str, *, is_direct: bool) -> None:
    if is_direct:
        anna.say(scene.bot, "", extra=_DIRECT.format(room), kind="normal")
    else:
        anna.say(room, "", extra=_THROUGH.format(scene.bot), kind="normal")


async def test_an_invitation_from_elsewhere_is_not_followed(scene: Scene):
    stranger = scene.anna.replace(CHAT_DOMAIN, OTHER_DOMAIN)
    bad, good = f"bad-{scene.room}", f"good-{scene.room}"
    async with human(scene.server, stranger) as far, human(scene.server, scene.ben) as near:
        await far.enter(bad, "Stranger")
        await near.enter(good, "Ben")
        async with scene.online(rooms=()) as network:
            invite(far, scene, bad, is_direct=True)
            await far.plugin["xep_0199"].ping(CHAT_DOMAIN)
            invite(near, scene, good, is_direct=True)
            await near.until(lambda: entries(near) == 1)
            with pytest.raises(PermanentError):
                await network.send(scene.delivery("hello", chat=bad))

    assert entries(far) == 0


async def test_an_invitation_into_a_room_with_a_password_brings_it_along(scene: Scene):
    password = "<x xmlns='jabber:x:conference' jid='{}' password='abc'/>"
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        await anna.configure(scene.room, passwordprotectedroom="1", roomsecret="abc")
        async with scene.online(rooms=()):
            anna.say(scene.bot, "", extra=password.format(scene.room), kind="normal")
            await is_back(anna, scene, entered=1)
        async with scene.online(rooms=()):
            await is_back(anna, scene, entered=2)


async def test_an_invitation_into_a_room_that_is_gone_makes_no_new_one(scene: Scene):
    gone = f"gone-{scene.room}"
    async with human(scene.server, scene.anna) as anna, scene.online(rooms=()):
        invite(anna, scene, gone, is_direct=True)
        await scene.door.until(lambda: [chat.chat for chat in scene.door.left] == [gone])
        items = await anna.plugin["xep_0030"].get_items(CHAT_MUC)

    assert gone not in {jid for jid, _, _ in items["disco_items"]["items"]}


async def test_a_room_that_a_crash_took_is_found_again_when_people_make_it_anew(
    start_prosody: StartProsody, caplog: pytest.LogCaptureFixture
):
    scene = Scene(start_prosody())
    async with scene.online(rooms=(), patience=replace(HASTE, gone=60)):
        async with human(scene.server, scene.anna) as anna:
            await anna.enter(scene.room, "Anna")
            invite(anna, scene, scene.room, is_direct=True)
            await is_back(anna, scene, entered=1)
        await asyncio.to_thread(scene.server.kill)
        await asyncio.to_thread(scene.server.start)
        async with asyncio.timeout(20):
            while "the room is gone" not in {getattr(one, "why", "") for one in caplog.records}:  # noqa: ASYNC110 -- a log tells nobody
                await asyncio.sleep(0.02)
        async with human(scene.server, scene.anna) as anna:
            await anna.enter(scene.room, "Anna")
            await anna.until(lambda: entries(anna) == 1)
            anna.say(scene.room, "after the crash")
            await scene.door.line("after the crash")

    assert scene.door.left == []
