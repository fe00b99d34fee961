"""Homeservers that are away, slow, in trouble, or hidden behind a proxy that is."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.domain.chat import ChatAddress, ChatId, ChatRole
from bot.domain.delivery import Outgoing
from bot.errors import PermanentError, TransientError
from tests.fixtures.synapse import MakePerson, MakeSynapse, MatrixPerson
from tests.integration.matrix.conftest import Bot, MakeBot
from tests.integration.matrix.door import delivery, running, until
from tests.integration.matrix.proxy import (
    FaultyProxy,
    Trouble,
    cut,
    faulty_proxy,
    hang,
    page,
    refusal,
)

pytestmark = [pytest.mark.integration, pytest.mark.faults]

TROUBLES = {
    "cut body": cut,
    "502 as HTML": page(502),
    "401 of a proxy": page(401),
    "429 with a header only": page(429, **{"Retry-After": "1"}),
    "500 of the homeserver": refusal(500, {"errcode": "M_UNKNOWN", "error": "oops"}),
    "JSON that is none": page(200),
    "not what was asked": refusal(200, {"next_batch": 7, "rooms": []}),
    "no answer": hang,
}


@pytest.fixture
async def proxy(bot: Bot) -> AsyncIterator[FaultyProxy]:
    async with faulty_proxy(bot.settings.homeserver) as made:
        yield made


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES.keys())
async def test_the_first_sync_is_tried_until_it_brings_the_whole_state(
    bot: Bot, make_person: MakePerson, proxy: FaultyProxy, trouble: Trouble
):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    async with running(bot.network(), bot.door):
        pass
    await anna.say(room, "while away")
    proxy.put("/sync", trouble)
    async with running(bot.network(homeserver=proxy.url), bot.door):
        line = await bot.door.line("while away")
    assert line.role is ChatRole.MODERATOR, "the creator of the room is known"


@pytest.mark.parametrize(
    "trouble", [cut, page(502), page(401)], ids=["cut body", "502 as HTML", "401 of a proxy"]
)
async def test_a_storm_of_errors_is_waited_out_without_a_storm_of_requests(
    bot: Bot, make_person: MakePerson, proxy: FaultyProxy, trouble: Trouble
):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    async with running(bot.network(homeserver=proxy.url), bot.door):
        proxy.put("/sync", trouble, times=float("inf"))
        await anna.say(room, "one")
        await until(lambda: proxy.failed >= 2)
        before = proxy.failed
        await asyncio.sleep(0.8)  # not to wait for something: to see how little happens meanwhile
        assert 1 <= proxy.failed - before <= 8
        proxy.mend()
        await anna.say(room, "two")
        await bot.door.line("two")
    assert bot.door.texts() == ["one", "two"]


async def test_a_line_whose_receipt_was_cut_is_not_said_twice(
    bot: Bot, make_person: MakePerson, proxy: FaultyProxy
):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    network = bot.network(homeserver=proxy.url)
    said = delivery(ChatAddress(network.account, ChatId(room)), Outgoing(text="once"), key="k")
    async with running(network, bot.door):
        proxy.put("/send/", cut, times=2)
        for _try in range(2):
            with pytest.raises(TransientError):
                await network.send(said)
        line = await network.send(said)
    assert [event["event_id"] for event in await anna.events(room)] == [line]


@pytest.mark.parametrize(
    ("trouble", "pause", "whole_account"),
    [
        (page(502), None, False),
        (hang, None, True),
        (page(429, **{"Retry-After": "7"}), timedelta(seconds=7), True),
        (
            refusal(429, {"errcode": "M_LIMIT_EXCEEDED", "error": "", "retry_after_ms": 4730}),
            timedelta(milliseconds=4730),
            True,
        ),
    ],
    ids=["502", "no answer", "429 with a header only", "429 of Synapse"],
)
async def test_what_cannot_be_said_now_is_handed_back_with_the_pause_asked_for(
    bot: Bot,
    make_person: MakePerson,
    proxy: FaultyProxy,
    trouble: Trouble,
    pause: timedelta | None,
    whole_account: bool,
):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    network = bot.network(homeserver=proxy.url)
    chat = ChatAddress(network.account, ChatId(room))
    async with running(network, bot.door):
        proxy.put("/send/", trouble)
        with pytest.raises(TransientError) as failed:
            await network.send(delivery(chat, Outgoing(text="x"), key="k"))
    assert (failed.value.retry_after, failed.value.whole_account) == (pause, whole_account)


async def test_a_gap_is_read_again_when_reading_it_failed(
    bot: Bot, make_person: MakePerson, proxy: FaultyProxy
):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    async with running(bot.network(), bot.door):
        await anna.say(room, "line 0")
        await bot.door.line("line 0")
    for number in range(1, 120):
        await anna.say(room, f"line {number}")
    proxy.put("/messages", page(502))
    async with running(bot.network(homeserver=proxy.url), bot.door):
        await bot.door.line("line 119")
    assert bot.door.texts() == [f"line {number}" for number in range(120)]


async def test_a_gap_that_cannot_be_read_in_one_room_does_not_make_the_bot_deaf_in_the_others(
    bot: Bot, make_person: MakePerson, proxy: FaultyProxy
):
    anna = await make_person("anna")
    busy, quiet = [await anna.create_room(bot.user_id) for _twice in range(2)]
    async with running(bot.network(), bot.door):
        await anna.say(busy, "line 0")
        await bot.door.line("line 0")
    for number in range(1, 120):
        await anna.say(busy, f"line {number}")
    trouble = refusal(500, {"errcode": "M_UNKNOWN", "error": "oops"})
    proxy.put(f"/rooms/{busy}/messages", trouble, times=float("inf"))
    async with running(bot.network(homeserver=proxy.url), bot.door):
        await anna.say(quiet, "!who")
        await bot.door.line("!who")
    assert "line 119" in bot.door.texts()


async def test_a_first_sync_that_was_not_stored_is_asked_for_again_from_the_beginning(
    bot: Bot, make_person: MakePerson, proxy: FaultyProxy
):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    async with running(bot.network(), bot.door):
        await anna.say(room, "one")
        await bot.door.line("one")
    bot.door.positions.clear()
    bot.door.away = 2
    async with running(bot.network(homeserver=proxy.url), bot.door):
        syncs = [path for path in proxy.asked if "/sync" in path]
    assert ["since=" in path for path in syncs[:4]] == [False, False, False, True]


async def test_an_open_invitation_survives_a_restart(
    bot: Bot, make_person: MakePerson, proxy: FaultyProxy
):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    proxy.put("/join/", page(502), times=float("inf"))
    async with running(bot.network(homeserver=proxy.url), bot.door):
        assert bot.user_id not in await anna.members(room)
    async with running(bot.network(), bot.door):
        assert bot.user_id in await anna.members(room)


async def test_an_invitation_is_taken_up_as_soon_as_the_homeserver_can(
    bot: Bot, make_person: MakePerson, proxy: FaultyProxy
):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    proxy.put("/join/", page(502), times=2)
    async with running(bot.network(homeserver=proxy.url), bot.door):
        await until(lambda: bot.door.positions["invitations"] == "{}")
        assert bot.user_id in await anna.members(room)


async def test_an_invitation_whose_server_does_not_answer_keeps_no_other_waiting(
    bot: Bot, make_person: MakePerson, proxy: FaultyProxy
):
    anna = await make_person("anna")
    rooms = [await anna.create_room(bot.user_id) for _twice in range(2)]
    proxy.put("/join/", hang)
    async with running(bot.network(homeserver=proxy.url), bot.door):
        await until(lambda: len(json.loads(bot.door.positions["invitations"])) == 1)
        joined = [bot.user_id in await anna.members(room) for room in rooms]
    assert sorted(joined) == [False, True]


async def test_before_the_first_sync_the_homeserver_is_asked_whether_a_room_is_encrypted(
    bot: Bot, owner: MatrixPerson, make_person: MakePerson, proxy: FaultyProxy
):
    anna = await make_person("anna")
    content = {"algorithm": "m.megolm.v1.aes-sha2"}
    encrypted = [{"type": "m.room.encryption", "state_key": "", "content": content}]
    rooms = [
        await anna.create_room(bot.user_id),
        await anna.create_room(bot.user_id, initial_state=encrypted),
    ]
    for room in rooms:
        await owner.do("join", room)
    proxy.put("/sync", hang, times=float("inf"))
    network = bot.network(homeserver=proxy.url)
    plain, secret = [ChatAddress(network.account, ChatId(room)) for room in rooms]
    run = asyncio.create_task(network.run(bot.door))
    await until(lambda: proxy.count("/sync") > 0)
    await network.send(delivery(plain, Outgoing(text="hello"), key="p"))
    with pytest.raises(PermanentError, match="encrypted"):
        await network.send(delivery(secret, Outgoing(text="hello"), key="s"))
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    await network.close()
    assert await anna.events(rooms[1]) == []


@pytest.mark.parametrize(
    "trouble",
    [
        page(200),
        page(502),
        refusal(500, {"errcode": "M_UNKNOWN", "error": "oops"}),
        refusal(429, {"errcode": "M_LIMIT_EXCEEDED", "error": "", "retry_after_ms": 10}),
    ],
    ids=["200 as HTML", "502 as HTML", "500 of the homeserver", "429 of Synapse"],
)
async def test_a_homeserver_in_trouble_makes_no_plain_room_an_encrypted_one(
    bot: Bot, owner: MatrixPerson, make_person: MakePerson, proxy: FaultyProxy, trouble: Trouble
):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    await owner.do("join", room)
    proxy.put("/sync", hang, times=float("inf"))
    proxy.put("/state/m.room.encryption", trouble)
    network = bot.network(homeserver=proxy.url)
    chat = ChatAddress(network.account, ChatId(room))
    said = delivery(chat, Outgoing(text="hello"), key="k")
    run = asyncio.create_task(network.run(bot.door))
    await until(lambda: proxy.count("/sync") > 0)
    with pytest.raises(TransientError):
        await network.send(said)
    await network.send(said)
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    await network.close()
    assert [event["content"]["body"] for event in await anna.events(room)] == ["hello"]


@pytest.mark.parametrize("encryption", [True, False])
async def test_nothing_is_tried_for_ever_in_a_room_that_the_bot_is_not_in(
    bot: Bot, make_person: MakePerson, encryption: bool
):
    room = await (await make_person("anna")).create_room()
    network = bot.network(encryption=encryption)
    chat = ChatAddress(network.account, ChatId(room))
    async with running(network, bot.door):
        with pytest.raises(PermanentError, match="M_FORBIDDEN"):
            await network.send(delivery(chat, Outgoing(text="hello"), key="k"))


async def test_a_homeserver_that_restarts_is_found_again(
    make_synapse: MakeSynapse, make_bot: MakeBot, make_person: MakePerson
):
    server = await make_synapse()
    bot, anna = await make_bot(on=server), await make_person("anna", on=server)
    room = await anna.create_room(bot.user_id)
    network = bot.network()
    chat = ChatAddress(network.account, ChatId(room))
    async with running(network, bot.door):
        await anna.say(room, "before")
        await bot.door.line("before")
        server.kill()
        said = delivery(chat, Outgoing(text="hello"), key="k")
        with pytest.raises(TransientError):
            await network.send(said)
        server.start()
        await server.wait_ready()
        await network.send(said)
        await anna.say(room, "after")
        await bot.door.line("after")
    assert bot.door.texts() == ["before", "after"]


async def test_the_default_limit_of_synapse_comes_back_as_a_pause_of_the_whole_account(
    make_synapse: MakeSynapse, make_bot: MakeBot, make_person: MakePerson
):
    server = await make_synapse(fast_limits=False)
    bot, anna = await make_bot(on=server), await make_person("anna", on=server)
    room = await anna.create_room(bot.user_id)
    network = bot.network()
    chat = ChatAddress(network.account, ChatId(room))
    failed: TransientError | None = None
    async with running(network, bot.door):
        while failed is None:
            key = f"k{len(await anna.events(room))}"
            try:
                await network.send(delivery(chat, Outgoing(text="x"), key=key))
            except TransientError as error:
                failed = error
    assert failed.whole_account
    assert failed.retry_after is not None
    assert timedelta(seconds=1) < failed.retry_after < timedelta(seconds=6)
    assert 8 <= len(await anna.events(room)) <= 10
