"""A chat is direct when it was opened as such, and for as long as the account data say so."""

import asyncio

import pytest

from bot.domain.chat import ChatKind, ChatRole
from bot.domain.line import Incoming
from bot.networks.matrix.chats.direct_chats import DirectChats
from bot.networks.matrix.login import client_for
from tests.fixtures.synapse import MakePerson, MatrixPerson
from tests.integration.matrix.conftest import HURRY, Bot
from tests.integration.matrix.door import running, until
from tests.integration.matrix.proxy import faulty_proxy, page

pytestmark = pytest.mark.integration


async def heard(bot: Bot, person: MatrixPerson, room: str, text: str) -> Incoming:
    await person.say(room, text)
    return await bot.door.line(text)


async def direct_chats_of(owner: MatrixPerson) -> dict[str, list[str]]:
    return await owner.ask("GET", f"user/{owner.user_id}/account_data/m.direct")


@pytest.mark.parametrize("version", ["11", "12"])
async def test_a_chat_opened_as_direct_needs_no_prefix_and_stays_so(
    bot: Bot, make_person: MakePerson, version: str
):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id, is_direct=True, room_version=version)
    await anna.say(room, "who")  # before the bot has come
    async with running(bot.network(), bot.door):
        lines = [await bot.door.line("who"), await heard(bot, anna, room, "and now")]
        await until(lambda: bot.door.positions["invitations"] == "{}")
    async with running(bot.network(), bot.door):
        lines.append(await heard(bot, anna, room, "still"))
    bot.door.positions.clear()
    async with running(bot.network(), bot.door):
        lines.append(await heard(bot, anna, room, "without a position"))
    for line in lines:
        assert (line.kind, line.addressed) == (ChatKind.DIRECT, True)
        assert line.role is ChatRole.MODERATOR


async def test_two_people_in_a_room_that_was_not_opened_as_direct_are_a_group(
    bot: Bot, make_person: MakePerson
):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    async with running(bot.network(), bot.door):
        line = await heard(bot, anna, room, "who")
    assert (line.kind, line.addressed) == (ChatKind.GROUP, False)
    assert line.role is ChatRole.MODERATOR


async def test_who_is_invited_into_a_direct_chat_later_is_no_moderator(
    bot: Bot, make_person: MakePerson
):
    anna, ben = await make_person("anna"), await make_person("ben")
    # as clients open one: with all power for those invited at once
    room = await anna.create_room(bot.user_id, is_direct=True, preset="trusted_private_chat")
    async with running(bot.network(), bot.door):
        await anna.do("invite", room, user_id=ben.user_id)
        await ben.do("join", room)
        line = await heard(bot, ben, room, "settings")
        assert (line.kind, line.role) == (ChatKind.DIRECT, ChatRole.MEMBER)
        assert (await heard(bot, anna, room, "who")).role is ChatRole.MODERATOR


async def test_what_the_account_data_held_before_stays_in_them(
    bot: Bot, owner: MatrixPerson, make_person: MakePerson
):
    anna, ben = await make_person("anna"), await make_person("ben")
    before = {anna.user_id: ["!old:localhost"], ben.user_id: ["!his:localhost"]}
    await owner.ask("PUT", f"user/{owner.user_id}/account_data/m.direct", before)
    rooms = [await anna.create_room(bot.user_id, is_direct=True) for _ in range(2)]
    async with running(bot.network(), bot.door):
        await until(lambda: bot.door.positions["invitations"] == "{}")
    known = await direct_chats_of(owner)
    assert set(known.pop(anna.user_id)) == {"!old:localhost", *rooms}
    assert known == {ben.user_id: ["!his:localhost"]}


async def test_chats_noted_at_the_same_time_are_all_noted(bot: Bot, owner: MatrixPerson):
    client = client_for(bot.settings, HURRY)
    client.restore_login(bot.user_id, bot.account.device_id, bot.account.access_token)
    direct_chats = DirectChats(client)
    people = {f"@person{number}:localhost": [f"!room{number}"] for number in range(6)}
    await asyncio.gather(*(direct_chats.write(room, person) for person, (room,) in people.items()))
    await client.close()
    assert await direct_chats_of(owner) == people


async def test_a_room_taken_out_of_the_account_data_is_a_group_from_then_on(
    bot: Bot, owner: MatrixPerson, make_person: MakePerson
):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id, is_direct=True)
    async with running(bot.network(), bot.door):
        await until(lambda: bot.door.positions["invitations"] == "{}")
    async with running(bot.network(), bot.door):
        await owner.ask("PUT", f"user/{owner.user_id}/account_data/m.direct", {})
        assert (await heard(bot, anna, room, "who")).kind is ChatKind.GROUP


async def test_a_chat_is_direct_at_once_and_noted_as_soon_as_the_homeserver_can(
    bot: Bot, owner: MatrixPerson, make_person: MakePerson
):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id, is_direct=True)
    async with faulty_proxy(bot.settings.homeserver) as proxy:
        proxy.put("/account_data/", page(502), times=float("inf"))
        for text in ("joined", "started again"):
            async with running(bot.network(homeserver=proxy.url), bot.door):
                assert (await heard(bot, anna, room, text)).kind is ChatKind.DIRECT
    async with running(bot.network(), bot.door):
        await until(lambda: bot.door.positions["invitations"] == "{}")
    assert await direct_chats_of(owner) == {anna.user_id: [room]}


async def test_a_refusal_to_note_it_stops_nothing(bot: Bot, make_person: MakePerson):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id, is_direct=True)
    async with faulty_proxy(bot.settings.homeserver) as proxy:
        proxy.put("/account_data/", page(413), times=float("inf"))
        async with running(bot.network(homeserver=proxy.url), bot.door):
            assert (await heard(bot, anna, room, "who")).kind is ChatKind.DIRECT
            await until(lambda: bot.door.positions["invitations"] == "{}")
