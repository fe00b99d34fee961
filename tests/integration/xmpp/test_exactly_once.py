"""One line of the bot appears once, whatever breaks between it and its acknowledgement."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from bot.domain.delivery import Delivery
from bot.errors import TransientError
from bot.networks.xmpp.network import XmppNetwork
from bot.networks.xmpp.stanzas.ids import message_id
from tests.fixtures.prosody import StartProsody
from tests.integration.xmpp.conftest import HASTE, Scene
from tests.integration.xmpp.cutter import cutter
from tests.integration.xmpp.people import Human, human, saying

_UNKNOWN_STREAM = (b'previd="', b'previd="no-')
_UNKNOWN_ARCHIVE = (b"urn:xmpp:mam:2", b"urn:xmpp:mam:9")

pytestmark = [pytest.mark.integration, pytest.mark.faults]


async def deliver(network: XmppNetwork, delivery: Delivery) -> int:
    """As the delivery worker does: try until it is sent. How often it was tried."""
    while True:
        try:
            await network.send(delivery)
        except TransientError:
            await asyncio.sleep(0.05)
            delivery = replace(delivery, attempt=delivery.attempt + 1)
        else:
            return delivery.attempt


async def heard_before(anna: Human, network: XmppNetwork, scene: Scene, text: str) -> int:
    """How often the text was heard by the time that a later line of the bot's arrives."""
    await deliver(network, scene.delivery("the end"))
    await anna.hears(saying("the end"))
    return len(anna.lines(saying(text)))


async def test_a_repeat_of_a_line_that_arrived_is_not_said_again(scene: Scene):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        delivery = scene.delivery("once")
        async with scene.online() as network:
            first = await network.send(delivery)
        async with scene.online() as network:
            second = await network.send(replace(delivery, attempt=2))
            assert await heard_before(anna, network, scene, "once") == 1

    assert first == second


async def test_a_repeat_of_a_direct_line_that_arrived_is_not_said_again(scene: Scene):
    async with human(scene.server, scene.anna) as anna:
        delivery = scene.delivery("once", chat=scene.anna)
        async with scene.online(rooms=()) as network:
            await network.send(delivery)
        async with scene.online(rooms=()) as network:
            await network.send(replace(delivery, attempt=2))
            await network.send(scene.delivery("the end", chat=scene.anna))
            await anna.hears(saying("the end"))

        assert len(anna.lines(saying("once"))) == 1


async def test_a_repeat_of_a_private_line_in_a_room_is_not_said_again(scene: Scene):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        await anna.configure(scene.room, whois="anyone")
        delivery = scene.delivery("once", chat=f"{scene.room}/{scene.anna}")
        async with scene.online() as network:
            await network.send(delivery)
            await network.send(replace(delivery, attempt=2))
            assert await heard_before(anna, network, scene, "once") == 1


@pytest.mark.parametrize("is_direct", [False, True], ids=["room", "direct"])
async def test_a_line_of_the_same_id_by_somebody_else_does_not_keep_it_back(
    scene: Scene, is_direct: bool
):
    """Not even by one who had the nick of the bot while it was away."""
    delivery = scene.delivery("once", chat=scene.anna if is_direct else scene.room)
    name = f"<origin-id xmlns='urn:xmpp:sid:0' id='{message_id(delivery.key)}'/>"
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Ankerplatz")
        anna.say(scene.room, "said by the bot, is it not?", extra=name)
        anna.say(scene.bot, "said by the bot, is it not?", extra=name, kind="chat")
        await anna.hears(saying("said by the bot, is it not?"))
        await anna.enter(scene.room, "Anna")
        async with scene.online() as network:
            await network.send(replace(delivery, attempt=2))
            await network.send(scene.delivery("the end", chat=delivery.chat.chat))
            await anna.hears(saying("the end"))

        assert len(anna.lines(saying("once"))) == 1


async def test_a_repeat_of_a_line_that_never_arrived_is_said(scene: Scene):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        async with scene.online() as network:
            await network.send(replace(scene.delivery("at last"), attempt=2))
            assert await heard_before(anna, network, scene, "at last") == 1


@pytest.mark.parametrize("moment", ["cut_before", "cut_after"])
@pytest.mark.parametrize("is_direct", [False, True], ids=["room", "direct"])
async def test_a_connection_that_breaks_while_sending_loses_and_doubles_nothing(
    scene: Scene, moment: str, is_direct: bool
):
    delivery = scene.delivery("once", chat=scene.anna if is_direct else scene.room)
    async with human(scene.server, scene.anna) as anna, cutter(scene.server.c2s) as proxy:
        await anna.enter(scene.room, "Anna")
        async with scene.online(host=proxy.address) as network:
            setattr(proxy, moment, message_id(delivery.key).encode())
            await deliver(network, delivery)
            assert await heard_before(anna, network, scene, "once") == 1

    assert proxy.connections == 2


@pytest.mark.parametrize("moment", ["cut_before", "cut_after"])
async def test_a_stream_that_cannot_be_resumed_loses_and_doubles_nothing(scene: Scene, moment: str):
    delivery = scene.delivery("once")
    async with human(scene.server, scene.anna) as anna, cutter(scene.server.c2s) as proxy:
        await anna.enter(scene.room, "Anna")
        async with scene.online(host=proxy.address) as network:
            setattr(proxy, moment, message_id(delivery.key).encode())
            proxy.replaced = _UNKNOWN_STREAM
            tries = await deliver(network, delivery)
            assert await heard_before(anna, network, scene, "once") == 1

    assert tries > 1


@pytest.mark.parametrize("replaced", [(b"", b""), _UNKNOWN_STREAM], ids=["resumed", "new stream"])
async def test_cuts_all_the_time_lose_and_double_nothing(
    scene: Scene, replaced: tuple[bytes, bytes]
):
    said = [f"answer {number}" for number in range(30)]
    asked = [f"question {number}" for number in range(30)]
    async with human(scene.server, scene.anna) as anna, cutter(scene.server.c2s) as proxy:
        await anna.enter(scene.room, "Anna")
        async with scene.online(host=proxy.address) as network:
            proxy.replaced = replaced
            for number, (question, answer) in enumerate(zip(asked, said, strict=True)):
                anna.say(scene.room, question)
                if number % 5 == 0:
                    proxy.cut()
                elif number % 5 == 2:
                    proxy.cut_after = b"ankerplatz-"
                elif number % 5 == 4:
                    proxy.cut_before = b"ankerplatz-"
                await deliver(network, scene.delivery(answer))
            await scene.door.line(asked[-1])
            await anna.hears(saying(said[-1]))

        heard = [line["body"] for line in anna.heard if line["from"].resource == "Ankerplatz"]
    assert heard == said
    assert scene.door.texts == asked


async def test_a_cut_is_not_noticed_by_the_room(scene: Scene):
    async with human(scene.server, scene.anna) as anna, cutter(scene.server.c2s) as proxy:
        await anna.enter(scene.room, "Anna")
        async with scene.online(host=proxy.address) as network:
            await anna.until(lambda: any(p["from"].resource == "Ankerplatz" for p in anna.seen))
            before = len(anna.seen)
            proxy.cut()
            anna.say(scene.room, "are you there?")
            await scene.door.line("are you there?")
            await deliver(network, scene.delivery("yes"))
            await anna.hears(saying("yes"))

            assert len(anna.seen) == before


async def test_a_connection_that_breaks_within_a_line_leaves_the_bot_no_mute(scene: Scene):
    """Prosody (0.12) takes what comes after the resumption for the rest of that line."""
    patience = replace(HASTE, request=0.5, answer=0.5)
    delivery = scene.delivery("once")
    async with human(scene.server, scene.anna) as anna, cutter(scene.server.c2s) as proxy:
        await anna.enter(scene.room, "Anna")
        async with scene.online(host=proxy.address, patience=patience) as network:
            proxy.cut_within = b"<body>on"
            async with asyncio.timeout(15):
                await deliver(network, delivery)
            anna.say(scene.room, "are you there?")
            await scene.door.line("are you there?")
            assert await heard_before(anna, network, scene, "once") == 1


async def test_a_connection_that_went_silent_is_replaced(scene: Scene):
    patience = replace(HASTE, quiet=0.2, request=0.5, answer=0.5)
    async with human(scene.server, scene.anna) as anna, cutter(scene.server.c2s) as proxy:
        await anna.enter(scene.room, "Anna")
        async with scene.online(host=proxy.address, patience=patience) as network:
            proxy.is_deaf = True
            anna.say(scene.room, "are you there?")
            await scene.door.line("are you there?")
            await deliver(network, scene.delivery("yes"))
            await anna.hears(saying("yes"))


@pytest.mark.parametrize("is_hard", [False, True], ids=["stopped", "killed"])
async def test_a_server_that_restarts_is_used_again(start_prosody: StartProsody, is_hard: bool):
    scene = Scene(start_prosody())
    scene.server.add_account(scene.anna, "secret")
    async with scene.online() as network:
        async with human(scene.server, scene.anna) as anna:
            await anna.enter(scene.room, "Anna")
            anna.say(scene.room, "before")
            await scene.door.line("before")
        await asyncio.to_thread(scene.server.kill if is_hard else scene.server.stop)
        with pytest.raises(TransientError):
            await network.send(scene.delivery("too early"))
        await asyncio.to_thread(scene.server.start)
        async with human(scene.server, scene.anna) as anna:
            await anna.enter(scene.room, "Anna")
            anna.say(scene.room, "after")
            await scene.door.line("after")
            await deliver(network, scene.delivery("hello again"))
            await anna.hears(saying("hello again"))


async def test_a_room_that_a_crash_took_is_made_again_and_its_old_lines_stay_answered(
    start_prosody: StartProsody,
):
    scene = Scene(start_prosody())
    scene.server.add_account(scene.anna, "secret")
    async with AsyncExitStack() as bot:
        async with human(scene.server, scene.anna) as anna:
            await anna.enter(scene.room, "Anna")  # before the bot, which would make it to last
            network = await bot.enter_async_context(scene.online())
            anna.say(scene.room, "before")
            await scene.door.line("before")
        await asyncio.to_thread(scene.server.kill)
        await asyncio.to_thread(scene.server.start)
        await deliver(network, scene.delivery("the first to be here again"))
        async with human(scene.server, scene.anna) as anna:
            await anna.enter(scene.room, "Anna")
            anna.say(scene.room, "after")
            await scene.door.line("after")

    assert scene.door.texts == ["before", "after"]


@pytest.mark.parametrize("is_private", [False, True], ids=["to all", "to one of them"])
async def test_a_line_for_a_room_that_just_went_away_is_said_when_it_is_there_again(
    scene: Scene, is_private: bool
):
    """The server forgets the room with a crash, and the bot learns of it by such an answer."""
    chat = f"{scene.room}/{scene.anna}" if is_private else scene.room
    delivery = scene.delivery("said in the end", chat=chat)
    async with human(scene.server, scene.anna) as anna, cutter(scene.server.c2s) as proxy:
        await anna.enter(scene.room, "Anna")
        await anna.configure(scene.room, whois="anyone")
        async with scene.online(host=proxy.address) as network:
            room = scene.room.encode()
            proxy.replaced = (b'to="' + room, b'to="gone-' + room)
            proxy.returned = (b"'gone-" + room, b"'" + room)
            with pytest.raises(TransientError):
                await network.send(delivery)
            proxy.replaced = (b"", b"")
            await deliver(network, replace(delivery, attempt=2))
            await anna.hears(saying("said in the end"))


async def test_without_an_archive_a_line_that_was_seen_to_arrive_is_not_said_again(scene: Scene):
    delivery = scene.delivery("once", chat=scene.plain_room)
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.plain_room, "Anna")
        async with scene.online(rooms=(scene.plain_room,)) as network:
            await network.send(delivery)
            await network.send(replace(delivery, attempt=2))
            await network.send(scene.delivery("the end", chat=scene.plain_room))
            assert not network.takes_reactions(delivery.chat), "its lines have no ids"
            await anna.hears(saying("the end"))

        assert len(anna.lines(saying("once"))) == 1


async def test_a_closed_archive_does_not_keep_a_line_back(scene: Scene):
    async with human(scene.server, scene.anna) as anna, cutter(scene.server.c2s) as proxy:
        await anna.enter(scene.room, "Anna")
        async with scene.online(host=proxy.address) as network:
            proxy.replaced = _UNKNOWN_ARCHIVE
            await network.send(replace(scene.delivery("at last"), attempt=2))
            await anna.hears(saying("at last"))
