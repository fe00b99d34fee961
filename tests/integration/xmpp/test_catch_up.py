"""What was written while the bot was away or its database was."""

import asyncio

import pytest

from tests.integration.xmpp.conftest import Scene
from tests.integration.xmpp.people import human, saying

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("has_archive", [True, False], ids=["archive", "history only"])
async def test_lines_written_while_the_bot_was_down_are_read_once_and_in_order(
    scene: Scene, has_archive: bool
):
    room = scene.room if has_archive else scene.plain_room
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(room, "Anna")
        async with scene.online(rooms=(room,)):
            anna.say(room, "before")
            await scene.door.line("before")
        for text in ("one", "two", "three"):
            anna.say(room, text)
        await anna.hears(saying("three"))
        for text in ("four", "five"):
            async with scene.online(rooms=(room,)):
                anna.say(room, text)
                await scene.door.line(text)

    assert scene.door.texts == ["before", "one", "two", "three", "four", "five"]


async def test_what_was_written_before_the_bot_first_came_is_not_for_it(scene: Scene):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        anna.say(scene.room, "!meet long ago")
        await anna.hears(saying("!meet long ago"))
        async with scene.online():
            anna.say(scene.room, "now")
            await scene.door.line("now")

    assert scene.door.texts == ["now"]


async def test_a_room_in_which_nobody_ever_spoke_is_caught_up_as_well(scene: Scene):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        async with scene.online():
            pass
        anna.say(scene.room, "the very first line")
        await anna.hears(saying("the very first line"))
        async with scene.online():
            await scene.door.line("the very first line")


async def test_more_than_a_page_of_the_archive_is_read(scene: Scene):
    texts = [f"line {number}" for number in range(120)]
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        async with scene.online():
            pass
        for text in texts:
            anna.say(scene.room, text)
        await anna.hears(saying(texts[-1]))
        async with scene.online():
            await scene.door.line(texts[-1])

    assert scene.door.texts == texts
    assert scene.door.repeats == 0


async def test_an_archive_that_forgot_the_position_is_read_from_the_last_minutes(scene: Scene):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        scene.door.positions[f"mam:{scene.room}"] = "long-gone"
        anna.say(scene.room, "recent")
        await anna.hears(saying("recent"))
        async with scene.online():
            await scene.door.line("recent")


async def test_direct_lines_written_while_the_bot_was_down_are_read_once(scene: Scene):
    async with human(scene.server, scene.anna) as anna:
        async with scene.online(rooms=()):
            anna.say(scene.bot, "before", kind="chat")
            await scene.door.line("before")
        anna.say(scene.bot, "while away", kind="chat")
        await anna.plugin["xep_0199"].ping(anna.boundjid.host)
        for _ in range(2):
            async with scene.online(rooms=()):
                await scene.door.line("while away")

    assert scene.door.texts == ["before", "while away"]


async def test_lines_wait_in_order_while_the_database_is_away(scene: Scene):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        async with scene.online():
            scene.door.is_shut = True
            for text in ("one", "two", "three"):
                anna.say(scene.room, text)
            await anna.hears(saying("three"))
            assert scene.door.texts == []
            scene.door.is_shut = False
            await scene.door.line("three")

    assert scene.door.texts == ["one", "two", "three"]


async def test_a_line_that_never_reached_the_door_is_read_again_after_a_crash(scene: Scene):
    async with human(scene.server, scene.anna) as anna:
        await anna.enter(scene.room, "Anna")
        async with scene.online():
            scene.door.is_shut = True
            anna.say(scene.room, "do not lose me")
            await anna.hears(saying("do not lose me"))
            await asyncio.sleep(0)
        scene.door.is_shut = False
        async with scene.online():
            await scene.door.line("do not lose me")
