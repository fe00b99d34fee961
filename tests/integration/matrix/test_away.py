"""What is written while the bot is not there, or while its database is not."""

import pytest

from bot.domain.chat import ChatKind, ChatRole
from tests.fixtures.synapse import MakePerson
from tests.integration.matrix.conftest import Bot
from tests.integration.matrix.door import running

pytestmark = pytest.mark.integration


async def test_lines_typed_while_it_was_down_come_in_order_and_once(
    bot: Bot, make_person: MakePerson
):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    async with running(bot.network(), bot.door):
        await anna.say(room, "before")
        await bot.door.line("before")
    gap = [f"line {number}" for number in range(220)]
    for text in gap:
        await anna.say(room, text)
    async with running(bot.network(), bot.door):
        await anna.say(room, "after")
        await bot.door.line("after")
    assert bot.door.texts() == ["before", *gap, "after"]
    async with running(bot.network(), bot.door):
        assert bot.door.handed_in == 222


async def test_lines_are_handed_in_again_when_the_database_was_away(
    bot: Bot, make_person: MakePerson
):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    async with running(bot.network(), bot.door):
        bot.door.away = 2
        await anna.say(room, "one")
        await anna.say(room, "two")
        await bot.door.line("two")
    assert bot.door.texts() == ["one", "two"]
    assert bot.door.away == 0


async def test_after_a_restart_the_state_of_every_room_is_known_again(
    bot: Bot, make_person: MakePerson
):
    anna, ben, cleo = [await make_person(name) for name in ("anna", "ben", "cleo")]
    room = await anna.create_room(
        bot.user_id,
        ben.user_id,
        cleo.user_id,
        room_version="11",
        power_level_content_override={"users": {anna.user_id: 100, ben.user_id: 50}},
    )
    await ben.do("join", room)
    await cleo.do("join", room)
    async with running(bot.network(), bot.door):
        pass
    async with running(bot.network(), bot.door):
        await ben.say(room, "!settings")
        line = await bot.door.line("!settings")
        assert (line.kind, line.role) == (ChatKind.GROUP, ChatRole.MODERATOR)
        await cleo.say(room, "!who")
        assert (await bot.door.line("!who")).role is ChatRole.MEMBER


async def test_a_lost_position_loses_nothing_recent(bot: Bot, make_person: MakePerson):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    async with running(bot.network(), bot.door):
        await anna.say(room, "line 0")
        await bot.door.line("line 0")
    for number in range(1, 40):
        await anna.say(room, f"line {number}")
    bot.door.positions["since"] = "nonsense"
    async with running(bot.network(), bot.door):
        await bot.door.line("line 39")
    assert bot.door.texts() == [f"line {number}" for number in range(40)]


async def test_what_was_said_before_the_invitation_is_not_heard(bot: Bot, make_person: MakePerson):
    anna = await make_person("anna")
    room = await anna.create_room()
    await anna.say(room, "among ourselves")
    await anna.do("invite", room, user_id=bot.user_id)
    await anna.say(room, "are you there?")
    async with running(bot.network(), bot.door):
        await bot.door.line("are you there?")
        await anna.do("kick", room, user_id=bot.user_id)
        await anna.say(room, "it is gone")
        await anna.do("invite", room, user_id=bot.user_id)
        await anna.say(room, "welcome back")
        await bot.door.line("welcome back")
    assert bot.door.texts() == ["are you there?", "welcome back"]


async def test_an_invitation_sent_while_it_was_down_is_taken_up_before_it_is_ready(
    bot: Bot, make_person: MakePerson
):
    anna = await make_person("anna")
    async with running(bot.network(), bot.door):
        pass
    room = await anna.create_room(bot.user_id)
    async with running(bot.network(), bot.door):
        assert bot.user_id in await anna.members(room)
