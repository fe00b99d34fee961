"""What is said to a person is said once, in a direct chat, which is opened if there is none."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from bot.domain.chat import ChatAddress, ChatId, ChatKind, ChatRole, LineId
from bot.domain.delivery import Delivery, Outgoing
from bot.errors import PermanentError, TransientError
from bot.networks.matrix.events.chat_state import OPENED_FOR
from tests.fixtures.synapse import MakePerson, MakeSynapse, MatrixPerson
from tests.integration.matrix.conftest import Bot, MakeBot
from tests.integration.matrix.door import delivery, running, until
from tests.integration.matrix.proxy import FaultyProxy, cut, faulty_proxy, page

pytestmark = pytest.mark.integration

ENCRYPTION = {"algorithm": "m.megolm.v1.aes-sha2"}

_different = count(1)


@pytest.fixture
async def proxy(bot: Bot) -> AsyncIterator[FaultyProxy]:
    async with faulty_proxy(bot.settings.homeserver) as made:
        yield made


def told(
    bot: Bot, person: str, text: str, *, again: bool = False, edits: LineId | None = None
) -> Delivery:
    """A line for a person whose key is its text."""
    address = ChatAddress(bot.network().account, ChatId(person))
    made = delivery(address, Outgoing(text=text), key=f"{person}:{text}", edits=edits)
    return replace(made, attempt=2) if again else made


async def rooms_of(person: MatrixPerson) -> list[str]:
    """The rooms that the person is in or invited to."""
    # Synapse keeps the answer to a first sync for two minutes, for those who ask for the same
    answer = await person.ask("GET", "sync", timeout=str(next(_different)))
    rooms = answer.get("rooms", {})
    return [*rooms.get("invite", {}), *rooms.get("join", {})]


async def only_room_of(person: MatrixPerson) -> str:
    """Joined now, if the person was only invited."""
    (room,) = await rooms_of(person)
    await person.do("join", room)
    return room


async def heard_in(person: MatrixPerson, room: str) -> list[str]:
    return [event["content"]["body"] for event in await person.events(room)]


async def direct_chats(owner: MatrixPerson) -> dict[str, list[str]]:
    return await owner.ask("GET", f"user/{owner.user_id}/account_data/m.direct")


async def test_one_direct_chat_is_opened_and_used_from_then_on(
    bot: Bot, owner: MatrixPerson, make_person: MakePerson
):
    anna = await make_person("anna")
    network = bot.network()
    async with running(network, bot.door):
        first = await network.send(told(bot, anna.user_id, "one"))
        await network.send(told(bot, anna.user_id, "two"))
    network = bot.network()
    async with running(network, bot.door):
        await network.send(told(bot, anna.user_id, "three"))
        room = await only_room_of(anna)
        await network.send(told(bot, anna.user_id, "four"))
    assert await heard_in(anna, room) == ["one", "two", "three", "four"]
    assert (await anna.events(room))[0]["event_id"] == first
    assert await direct_chats(owner) == {anna.user_id: [room]}
    joining = (await anna.events(room, "m.room.member"))[-1]
    assert joining["unsigned"]["prev_content"]["is_direct"] is True


async def test_a_chat_just_opened_is_used_before_sync_tells_of_it(
    bot: Bot, make_person: MakePerson
):
    anna = await make_person("anna")
    network = bot.network()
    run = asyncio.create_task(network.run(bot.door))
    await network.wait_ready()
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    line = await network.send(told(bot, anna.user_id, "one"))
    await network.send(told(bot, anna.user_id, "one, edited", edits=line))
    await network.send(told(bot, anna.user_id, "two"))
    await network.close()
    assert await heard_in(anna, await only_room_of(anna)) == ["one", "* one, edited", "two"]


async def test_what_the_person_types_there_is_a_line_of_a_direct_chat(
    bot: Bot, make_person: MakePerson
):
    anna = await make_person("anna")
    network = bot.network()
    async with running(network, bot.door):
        await network.send(told(bot, anna.user_id, "hello"))
        room = await only_room_of(anna)
        await anna.say(room, "!wer")
        line = await bot.door.line("!wer")
        await network.send(delivery(line.chat, Outgoing(text="nobody"), key="reply"))
    assert line.chat == ChatAddress(network.account, ChatId(room))
    assert (line.kind, line.addressed, line.role) == (ChatKind.DIRECT, True, ChatRole.MODERATOR)
    assert await heard_in(anna, room) == ["hello", "!wer", "nobody"]


async def test_lines_at_the_same_time_open_one_chat_for_each_person(
    bot: Bot, owner: MatrixPerson, make_person: MakePerson
):
    anna, ben = await make_person("anna"), await make_person("ben")
    people = (anna, ben, anna, ben)
    network = bot.network()
    async with running(network, bot.door):
        await asyncio.gather(
            *(
                network.send(told(bot, person.user_id, str(number)))
                for number, person in enumerate(people)
            )
        )
    opened = {person.user_id: [await only_room_of(person)] for person in (anna, ben)}
    assert await direct_chats(owner) == opened


async def test_a_chat_that_the_person_opened_is_used(bot: Bot, make_person: MakePerson):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id, is_direct=True, preset="trusted_private_chat")
    network = bot.network()
    async with running(network, bot.door):
        await until(lambda: bot.door.positions["invitations"] == "{}")
        await network.send(told(bot, anna.user_id, "hello"))
    assert await rooms_of(anna) == [room]
    assert await heard_in(anna, room) == ["hello"]


async def test_neither_an_encrypted_chat_nor_one_in_which_others_read_along_is_used(
    bot: Bot, make_person: MakePerson
):
    anna, ben = await make_person("anna"), await make_person("ben")
    state = [{"type": "m.room.encryption", "state_key": "", "content": ENCRYPTION}]
    theirs = [
        await anna.create_room(bot.user_id, is_direct=True, initial_state=state),
        await anna.create_room(bot.user_id, ben.user_id, is_direct=True),
    ]
    network = bot.network()
    async with running(network, bot.door):
        await until(lambda: bot.door.positions["invitations"] == "{}")
        for text in ("one", "two"):
            await network.send(told(bot, anna.user_id, text))
    (room,) = set(await rooms_of(anna)) - set(theirs)
    await anna.do("join", room)
    assert await heard_in(anna, room) == ["one", "two"]
    assert [await heard_in(anna, room) for room in theirs] == [[], []]


async def test_no_second_chat_is_opened_when_the_first_turns_encrypted(
    bot: Bot, make_person: MakePerson
):
    anna = await make_person("anna")
    network = bot.network()
    async with running(network, bot.door):
        await network.send(told(bot, anna.user_id, "plain"))
        room = await only_room_of(anna)
        await anna.send(room, ENCRYPTION, kind="m.room.encryption", key="")
        await anna.say(room, "now it is secret")
        await bot.door.line("now it is secret")
        with pytest.raises(PermanentError, match="encrypted"):
            await network.send(told(bot, anna.user_id, "secret"))
        assert await rooms_of(anna) == [room]
        plain = await anna.create_room(bot.user_id, is_direct=True)
        await until(lambda: bot.door.positions["invitations"] == "{}")
        await anna.say(plain, "here then")
        await bot.door.line("here then")
        await network.send(told(bot, anna.user_id, "plain again"))
    assert await heard_in(anna, room) == ["plain", "now it is secret"]
    assert await heard_in(anna, plain) == ["here then", "plain again"]


async def test_a_chat_that_the_person_left_is_not_used_and_its_lines_can_still_be_edited(
    bot: Bot, owner: MatrixPerson, make_person: MakePerson
):
    anna = await make_person("anna")
    network = bot.network()
    async with running(network, bot.door):
        before = await network.send(told(bot, anna.user_id, "before"))
        left = await only_room_of(anna)
        await anna.do("leave", left)
        after = await network.send(told(bot, anna.user_id, "after"))
        await network.send(told(bot, anna.user_id, "before, edited", edits=before))
        await network.send(told(bot, anna.user_id, "after, edited", edits=after))
        with pytest.raises(PermanentError, match="no chat with the person holds"):
            await network.send(told(bot, anna.user_id, "x", edits=LineId("$nowhere")))
    room = await only_room_of(anna)
    assert room != left
    assert await heard_in(anna, room) == ["after", "* after, edited"]
    assert await heard_in(owner, left) == ["before", "* before, edited"]


async def test_who_leaves_twice_is_not_invited_again_but_may_come_back(
    bot: Bot, make_person: MakePerson
):
    anna = await make_person("anna")
    for text in ("one", "two"):
        network = bot.network()
        async with running(network, bot.door):
            await network.send(told(bot, anna.user_id, text))
            (invited,) = await rooms_of(anna)
            await anna.do("leave", invited)
    network = bot.network()
    async with running(network, bot.door):
        for text in ("three", "four"):
            with pytest.raises(PermanentError, match="left"):
                await network.send(told(bot, anna.user_id, text))
        assert await rooms_of(anna) == []
        own = await anna.create_room(bot.user_id, is_direct=True)
        await anna.say(own, "!wer")
        await bot.door.line("!wer")
        await network.send(told(bot, anna.user_id, "five"))
    assert (await heard_in(anna, own))[-1] == "five"


async def test_a_repeat_finds_its_line_in_a_chat_that_the_person_has_left_since(
    bot: Bot, make_person: MakePerson, proxy: FaultyProxy
):
    anna = await make_person("anna")
    network = bot.network(homeserver=proxy.url)
    async with running(network, bot.door):
        proxy.put("/send/", cut)
        with pytest.raises(TransientError):
            await network.send(told(bot, anna.user_id, "once"))
        room = await only_room_of(anna)
        (line,) = await anna.events(room)
        await anna.do("leave", room)
        assert await network.send(told(bot, anna.user_id, "once", again=True)) == line["event_id"]
    assert await rooms_of(anna) == []


async def test_a_chat_whose_opening_was_cut_short_is_found_again_after_a_restart(
    bot: Bot, owner: MatrixPerson, make_person: MakePerson, proxy: FaultyProxy
):
    anna = await make_person("anna")
    network = bot.network(homeserver=proxy.url)
    async with running(network, bot.door):
        proxy.put("/createRoom", cut)
        with pytest.raises(TransientError):
            await network.send(told(bot, anna.user_id, "once"))
    network = bot.network()
    async with running(network, bot.door):
        for _try in range(2):
            await network.send(told(bot, anna.user_id, "once", again=True))
    room = await only_room_of(anna)
    assert await heard_in(anna, room) == ["once"]
    assert await direct_chats(owner) == {anna.user_id: [room]}


async def test_a_chat_that_could_not_be_noted_is_found_again(
    bot: Bot, owner: MatrixPerson, make_person: MakePerson, proxy: FaultyProxy
):
    anna = await make_person("anna")
    network = bot.network(homeserver=proxy.url)
    async with running(network, bot.door):
        proxy.put("/account_data/", page(502))
        with pytest.raises(TransientError):
            await network.send(told(bot, anna.user_id, "once"))
        room = await only_room_of(anna)
        await anna.say(room, "who is it")
        assert (await bot.door.line("who is it")).kind is ChatKind.DIRECT
        await network.send(told(bot, anna.user_id, "once", again=True))
    assert await rooms_of(anna) == [room]
    assert await heard_in(anna, room) == ["who is it", "once"]
    assert await direct_chats(owner) == {anna.user_id: [room]}


async def test_a_refusal_to_note_the_chat_keeps_nothing_from_being_said(
    bot: Bot, make_person: MakePerson, proxy: FaultyProxy
):
    anna = await make_person("anna")
    proxy.put("/account_data/", page(413), times=float("inf"))
    for text in ("one", "two"):
        network = bot.network(homeserver=proxy.url)
        async with running(network, bot.door):
            await network.send(told(bot, anna.user_id, text))
    assert await heard_in(anna, await only_room_of(anna)) == ["one", "two"]


async def test_an_invitation_that_fell_through_is_made_up_for(
    bot: Bot, owner: MatrixPerson, make_person: MakePerson
):
    anna = await make_person("anna")
    room = await owner.create_room(is_direct=True, creation_content={OPENED_FOR: anna.user_id})
    network = bot.network()
    async with running(network, bot.door):
        await network.send(told(bot, anna.user_id, "hello"))
    assert await only_room_of(anna) == room
    assert await heard_in(anna, room) == ["hello"]
    joining = (await anna.events(room, "m.room.member"))[-1]
    assert joining["unsigned"]["prev_content"]["is_direct"] is True


async def test_a_room_that_somebody_made_to_look_like_the_bots_is_not_used(
    bot: Bot, make_person: MakePerson
):
    anna, eve = await make_person("anna"), await make_person("eve")
    trap = await eve.create_room(
        bot.user_id, anna.user_id, creation_content={OPENED_FOR: anna.user_id}
    )
    network = bot.network()
    async with running(network, bot.door):
        await eve.do("leave", trap)
        await network.send(told(bot, anna.user_id, "private"))
    await anna.do("join", trap)
    assert await heard_in(anna, trap) == []


async def test_a_chat_that_was_upgraded_is_not_used(bot: Bot, make_person: MakePerson):
    anna = await make_person("anna")
    old = await anna.create_room(bot.user_id, is_direct=True, room_version="11")
    network = bot.network()
    async with running(network, bot.door):
        await until(lambda: bot.door.positions["invitations"] == "{}")
        new = (await anna.do("upgrade", old, new_version="12"))["replacement_room"]
        await until(lambda: [address.chat for address in bot.door.gone] == [old])
        await network.send(told(bot, anna.user_id, "hello"))
    (room,) = set(await rooms_of(anna)) - {old, new}
    await anna.do("join", room)
    assert await heard_in(anna, room) == ["hello"]


async def test_what_is_no_user_id_is_given_up(bot: Bot):
    network = bot.network()
    async with running(network, bot.door):
        with pytest.raises(PermanentError):
            await network.send(told(bot, "@nonsense", "x"))


async def test_a_person_who_may_not_be_invited_is_given_up_and_leaves_no_heap_of_rooms(
    make_synapse: MakeSynapse, make_bot: MakeBot, make_person: MakePerson
):
    # Synapse makes the room before it refuses the invitation
    server = await make_synapse(extra={"block_non_admin_invites": True})
    bot, anna = await make_bot(on=server), await make_person("anna", on=server)
    async with faulty_proxy(server.url) as proxy:
        for text in ("one", "two"):
            network = bot.network(homeserver=proxy.url)
            async with running(network, bot.door):
                with pytest.raises(PermanentError, match="M_FORBIDDEN"):
                    await network.send(told(bot, anna.user_id, text))
    assert proxy.count("/createRoom") == 1


async def test_before_the_first_sync_nothing_is_opened(
    bot: Bot, make_person: MakePerson, proxy: FaultyProxy
):
    anna = await make_person("anna")
    proxy.put("/sync", page(502), times=float("inf"))
    network = bot.network(homeserver=proxy.url)
    run = asyncio.create_task(network.run(bot.door))
    await until(lambda: proxy.failed > 0)
    with pytest.raises(TransientError, match="not known yet"):
        await network.send(told(bot, anna.user_id, "early"))
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    await network.close()
    assert await rooms_of(anna) == []


async def test_the_limit_on_opening_rooms_silences_nothing_else(
    make_synapse: MakeSynapse, make_bot: MakeBot, make_person: MakePerson
):
    limit = {"per_second": 0.016, "burst_count": 1}
    server = await make_synapse(extra={"rc_room_creation": limit})
    bot, anna = await make_bot(on=server), await make_person("anna", on=server)
    ben = await make_person("ben", on=server)
    network = bot.network()
    async with running(network, bot.door):
        await network.send(told(bot, anna.user_id, "one"))
        with pytest.raises(TransientError) as failed:
            await network.send(told(bot, ben.user_id, "one"))
        await network.send(told(bot, anna.user_id, "two"))
    assert not failed.value.whole_account
    assert failed.value.retry_after is not None
    assert failed.value.retry_after > timedelta(seconds=30)
    assert await heard_in(anna, await only_room_of(anna)) == ["one", "two"]
    assert await rooms_of(ben) == []
