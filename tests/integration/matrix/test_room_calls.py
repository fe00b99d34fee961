"""Who is in the call that a room holds itself."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from bot.demo.servers.synapse import Synapse
from bot.domain.attendance import Attendance, Liveness
from bot.domain.chat import ChatAddress, ChatId
from bot.networks.matrix.network import MatrixNetwork
from bot.networks.matrix.settings import localpart
from tests.fixtures.synapse import MakeAccount, MakePerson
from tests.integration.matrix.conftest import HURRY, Bot
from tests.integration.matrix.crypto_person import crypto_person
from tests.integration.matrix.door import PATIENCE_S, running

pytestmark = pytest.mark.integration

KIND = "org.matrix.msc3401.call.member"
EVERYBODY_CALLS = {"events": {KIND: 0}}
CALL = {"application": "m.call", "call_id": "", "scope": "m.room", "expires": 14_400_000}


async def call_in(
    network: MatrixNetwork, room: str, wanted: Callable[[Attendance | None], bool]
) -> Attendance | None:
    """What is seen of the call as soon as it is as wanted."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            seen = await network.call_in(ChatAddress(network.account, ChatId(room)))
            if wanted(seen):
                return seen
            await asyncio.sleep(0.02)


def are(*names: str) -> Callable[[Attendance | None], bool]:
    def wanted(seen: Attendance | None) -> bool:
        occupants = seen.occupants if seen else None
        return [one.name for one in occupants or ()] == [*names]

    return wanted


async def test_who_joins_and_leaves_a_call_by_a_client_of_other_people_is_seen(
    bot: Bot, synapse: Synapse, make_account: MakeAccount
):
    account = await make_account("anna")
    network = bot.network()
    async with running(network, bot.door), crypto_person(synapse.url, account) as anna:
        room = await anna.open(bot.user_id, encrypted=False)
        await anna.say(room, "hello")
        await bot.door.line("hello")
        assert await network.call_in(ChatAddress(network.account, ChatId(room))) is None
        await anna.ask("call", room=room)
        seen = await call_in(network, room, lambda seen: seen is not None)
        assert seen is not None
        assert (seen.liveness, seen.count, seen.source) == (Liveness.LIVE, 1, "matrix-rtc")
        await anna.ask("hangUp", room=room)
        await call_in(network, room, lambda seen: seen is None)


async def test_a_name_is_one_line_whatever_somebody_calls_themselves(
    bot: Bot, make_person: MakePerson
):
    anna, ben = await make_person("anna"), await make_person("ben")
    room = await anna.create_room(
        bot.user_id, ben.user_id, power_level_content_override=EVERYBODY_CALLS
    )
    await ben.do("join", room)
    for person, name in ((anna, "Anna\n!meet \u202eNein"), (ben, "\u2067\u200b\n")):
        path = f"profile/{person.user_id}/displayname"
        await person.ask("PUT", path, {"displayname": name})
        key = quote(f"_{person.user_id}_DEVICE_m.call")
        await person.send(room, {**CALL, "device_id": "DEVICE"}, kind=KIND, key=key)
    network = bot.network()
    async with running(network, bot.door):
        await call_in(network, room, are("Anna !meet Nein", localpart(ben.user_id)))


async def test_whoever_leaves_the_room_has_left_its_call_also_while_the_bot_was_away(
    bot: Bot, make_person: MakePerson
):
    anna, ben = await make_person("anna"), await make_person("ben")
    room = await anna.create_room(
        bot.user_id, ben.user_id, power_level_content_override=EVERYBODY_CALLS
    )
    await ben.do("join", room)
    for number, person in enumerate((anna, ben)):
        name = {"displayname": ("Anna", "Ben")[number]}
        await person.ask("PUT", f"profile/{person.user_id}/displayname", name)
        key = quote(f"_{person.user_id}_DEVICE_m.call")
        await person.send(room, {**CALL, "device_id": "DEVICE"}, kind=KIND, key=key)
    network = bot.network()
    async with running(network, bot.door):
        seen = await call_in(network, room, are("Anna", "Ben"))
        assert seen is not None
        assert seen.since is not None
    await ben.do("leave", room)
    network = bot.network()
    async with running(network, bot.door):
        await call_in(network, room, are("Anna"))
        await anna.do("invite", room, user_id=ben.user_id)
        await anna.send(room, {}, kind=KIND, key=quote(f"_{anna.user_id}_DEVICE_m.call"))
        await call_in(network, room, lambda seen: seen is None)


class FastClock:
    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(hours=5)


async def test_a_bot_whose_clock_is_ahead_does_not_take_a_call_for_expired(
    bot: Bot, make_person: MakePerson
):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id, power_level_content_override=EVERYBODY_CALLS)
    key = quote(f"_{anna.user_id}_DEVICE_m.call")
    await anna.send(room, {**CALL, "device_id": "DEVICE"}, kind=KIND, key=key)
    network = MatrixNetwork(bot.settings, FastClock(), patience=HURRY)
    async with running(network, bot.door):
        seen = await call_in(network, room, lambda seen: seen is not None)
    assert seen is not None
    assert seen.since is not None
    ours = FastClock().now()
    assert abs(seen.seen_at - ours) < timedelta(hours=1)
    assert abs(seen.since - ours) < timedelta(hours=1)
