"""Coming into rooms, going out of them, and who may do what there."""

import pytest

from bot.domain.chat import ChatAddress, ChatId, ChatRole
from bot.domain.delivery import Outgoing
from bot.errors import PermanentError
from tests.fixtures.synapse import MakePerson, MatrixPerson
from tests.integration.matrix.conftest import Bot, MakeBot
from tests.integration.matrix.door import delivery, running, until

pytestmark = pytest.mark.integration

NOBODY = frozenset[str]()


@pytest.mark.parametrize("allow", [NOBODY, frozenset({"elsewhere.example"})])
async def test_an_invitation_from_where_nobody_is_allowed_is_declined(
    bot: Bot, make_person: MakePerson, allow: frozenset[str]
):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    async with running(bot.network(allow=allow), bot.door):
        states = await anna.ask("GET", f"rooms/{room}/members", membership="leave")
        assert [event["state_key"] for event in states["chunk"]] == [bot.user_id]


async def test_a_star_allows_anyone(bot: Bot, make_person: MakePerson):
    anna = await make_person("anna")
    async with running(bot.network(allow=frozenset({"*"})), bot.door):
        room = await anna.create_room(bot.user_id)
        await anna.say(room, "hello")
        await bot.door.line("hello")


@pytest.mark.parametrize("how", ["kick", "ban"])
async def test_being_put_out_of_a_room_and_coming_back_is_reported(
    bot: Bot, make_person: MakePerson, how: str
):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    network = bot.network()
    chat = ChatAddress(network.account, ChatId(room))
    async with running(network, bot.door):
        await anna.do(how, room, user_id=bot.user_id)
        await until(lambda: chat in bot.door.gone)
        with pytest.raises(PermanentError):
            await network.send(delivery(chat, Outgoing(text="still here"), key="x"))
        bot.door.came.clear()
        if how == "ban":
            await anna.do("unban", room, user_id=bot.user_id)
        await anna.do("invite", room, user_id=bot.user_id)
        await until(lambda: bot.door.came == [chat])


async def test_being_put_out_while_down_is_reported_at_the_next_start(
    bot: Bot, make_person: MakePerson
):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    async with running(bot.network(), bot.door):
        pass
    await anna.do("kick", room, user_id=bot.user_id)
    async with running(bot.network(), bot.door):
        assert [address.chat for address in bot.door.gone] == [room]


async def roles(bot: Bot, room: str, *people: MatrixPerson) -> list[ChatRole]:
    for person in people:
        await person.say(room, person.user_id)
    return [(await bot.door.line(person.user_id)).role for person in people]


@pytest.mark.parametrize("version", ["11", "12"])
async def test_moderator_is_whoever_may_change_the_state_of_the_room(
    make_bot: MakeBot, make_person: MakePerson, version: str
):
    creator, helper, guest, admin = [
        await make_person(name) for name in ("creator", "helper", "guest", "admin")
    ]
    bot = await make_bot(admins=frozenset({admin.user_id}))
    people = (helper, guest, admin)
    room = await creator.create_room(
        bot.user_id,
        *(person.user_id for person in people),
        room_version=version,
        power_level_content_override={"users": {}} if version == "12" else {},
    )
    for person in people:
        await person.do("join", room)
    levels = await creator.ask("GET", f"rooms/{room}/state/m.room.power_levels")
    levels["users"][helper.user_id] = 50
    await creator.send(room, levels, kind="m.room.power_levels", key="")
    async with running(bot.network(), bot.door):
        assert await roles(bot, room, creator, helper, guest, admin) == [
            ChatRole.MODERATOR,
            ChatRole.MODERATOR,
            ChatRole.MEMBER,
            ChatRole.ADMIN,
        ]
        del levels["users"][helper.user_id]
        await creator.send(room, levels, kind="m.room.power_levels", key="")
        await helper.say(room, "and now?")
        assert (await bot.door.line("and now?")).role is ChatRole.MEMBER


async def test_an_additional_creator_of_room_version_12_is_a_moderator(
    bot: Bot, make_person: MakePerson
):
    anna, ben, cleo = [await make_person(name) for name in ("anna", "ben", "cleo")]
    room = await anna.create_room(
        bot.user_id,
        ben.user_id,
        cleo.user_id,
        room_version="12",
        creation_content={"additional_creators": [ben.user_id]},
    )
    await ben.do("join", room)
    await cleo.do("join", room)
    async with running(bot.network(), bot.door):
        assert await roles(bot, room, ben, cleo) == [ChatRole.MODERATOR, ChatRole.MEMBER]


async def test_a_public_room_is_followed_through_its_upgrade(bot: Bot, make_person: MakePerson):
    anna = await make_person("anna")
    old = await anna.create_room(bot.user_id, preset="public_chat", room_version="11")
    network = bot.network()
    async with running(network, bot.door):
        upgraded = await anna.do("upgrade", old, new_version="12")
        new = upgraded["replacement_room"]
        await until(lambda: ChatAddress(network.account, ChatId(old)) in bot.door.gone)
        await anna.say(new, "here we are")
        line = await bot.door.line("here we are")
    assert line.chat.chat == new
    assert (old, new) in bot.door.moves
    assert bot.door.positions["invitations"] == "{}"


async def test_a_private_room_is_followed_when_the_invitation_comes(
    bot: Bot, make_person: MakePerson
):
    anna = await make_person("anna")
    old = await anna.create_room(bot.user_id, room_version="11")
    async with running(bot.network(), bot.door):
        upgraded = await anna.do("upgrade", old, new_version="12")
        new = upgraded["replacement_room"]
        await until(lambda: [address.chat for address in bot.door.gone] == [old])
        await anna.do("invite", new, user_id=bot.user_id)
        await anna.say(new, "here we are")
        await bot.door.line("here we are")
        assert (old, new) in bot.door.moves


async def test_a_room_that_only_says_to_come_from_another_takes_nothing_over(
    bot: Bot, make_person: MakePerson
):
    anna, eve = await make_person("anna"), await make_person("eve")
    old = await anna.create_room(bot.user_id)
    predecessor = {"predecessor": {"room_id": old}}
    async with running(bot.network(), bot.door):
        await anna.say(old, "ours")
        await bot.door.line("ours")
        room = await eve.create_room(bot.user_id, creation_content=predecessor, room_version="12")
        await eve.say(room, "give me all")
        await bot.door.line("give me all")
    assert bot.door.moves == []


ENCRYPTION = {"algorithm": "m.megolm.v1.aes-sha2"}


async def test_nothing_is_said_in_an_encrypted_room(bot: Bot, make_person: MakePerson):
    anna = await make_person("anna")
    state = [{"type": "m.room.encryption", "state_key": "", "content": ENCRYPTION}]
    room = await anna.create_room(bot.user_id, initial_state=state)
    network = bot.network()
    chat = ChatAddress(network.account, ChatId(room))
    async with running(network, bot.door):
        with pytest.raises(PermanentError, match="encrypted"):
            await network.send(delivery(chat, Outgoing(text="secret"), key="x"))
    assert await anna.events(room) == []


async def test_nothing_is_said_any_more_when_a_room_turns_encrypted(
    bot: Bot, make_person: MakePerson, caplog: pytest.LogCaptureFixture
):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    network = bot.network()
    chat = ChatAddress(network.account, ChatId(room))
    async with running(network, bot.door):
        await network.send(delivery(chat, Outgoing(text="plain"), key="0"))
        await anna.send(room, ENCRYPTION, kind="m.room.encryption", key="")
        await anna.say(room, "now it is secret")
        await bot.door.line("now it is secret")
        for key in ("1", "2"):
            with pytest.raises(PermanentError, match="encrypted"):
                await network.send(delivery(chat, Outgoing(text="secret"), key=key))
    said = [event["content"]["body"] for event in await anna.events(room)]
    assert said == ["plain", "now it is secret"]
    assert sum("is encrypted" in record.message for record in caplog.records) == 1
