"""How the account shows itself to others."""

import asyncio

import pytest

from tests.fixtures.synapse import MakePerson, MatrixPerson
from tests.integration.matrix.conftest import Bot
from tests.integration.matrix.door import PATIENCE_S, running

pytestmark = pytest.mark.integration

ANCHOR, OTHER = b"\x89PNG anchor", b"\x89PNG another anchor"


async def picture_of(person: MatrixPerson, user_id: str) -> bytes | None:
    """What others see once the bot has introduced itself."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            profile = await person.ask("GET", f"profile/{user_id}")
            if profile.get("displayname") == "Anker Platz" and "avatar_url" in profile:
                address = profile["avatar_url"].removeprefix("mxc://")
                return await person.fetch(*address.split("/", 1))
            await asyncio.sleep(0.02)


async def address_after_start(bot: Bot, owner: MatrixPerson, picture: bytes) -> str:
    """Where the picture of the account is after a start with that one."""
    network = bot.network(avatar=picture)
    async with running(network, bot.door):
        await network._profile.introduce()
        profile = await owner.ask("GET", f"profile/{bot.user_id}")
    return profile["avatar_url"]


async def test_the_account_gets_name_and_picture_and_rooms_keep_theirs(
    bot: Bot, make_person: MakePerson
):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    await anna.send(room, {"url": "mxc://localhost/theirs"}, kind="m.room.avatar", key="")
    async with running(bot.network(avatar=ANCHOR), bot.door):
        assert await picture_of(anna, bot.user_id) == ANCHOR
    avatar = await anna.ask("GET", f"rooms/{room}/state/m.room.avatar")
    assert avatar == {"url": "mxc://localhost/theirs"}


async def test_the_picture_is_given_once_and_again_when_it_is_another_one(
    bot: Bot, owner: MatrixPerson
):
    first = await address_after_start(bot, owner, ANCHOR)
    assert await address_after_start(bot, owner, ANCHOR) == first
    second = await address_after_start(bot, owner, OTHER)
    assert second != first
    assert await address_after_start(bot, owner, OTHER) == second


async def test_a_picture_that_somebody_else_gave_the_account_stays(bot: Bot, owner: MatrixPerson):
    theirs = {"avatar_url": "mxc://localhost/theirs"}
    await owner.ask("PUT", f"profile/{bot.user_id}/avatar_url", theirs)
    assert await address_after_start(bot, owner, ANCHOR) == theirs["avatar_url"]


async def test_others_read_a_status_and_it_outlives_the_next_sync(
    bot: Bot, make_person: MakePerson
):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    network = bot.network()
    async with running(network, bot.door):
        await network.show_status("2 conferences are on")
        await anna.say(room, "hello")
        await bot.door.line("hello")
        shown = await anna.ask("GET", f"presence/{bot.user_id}/status")
        assert shown["status_msg"] == "2 conferences are on"
    shown = await anna.ask("GET", f"presence/{bot.user_id}/status")
    assert not shown.get("status_msg")  # which is nothing to say of a bot that has gone
