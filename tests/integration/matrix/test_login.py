"""Getting in, staying in, and being put out."""

import asyncio
import stat
from dataclasses import replace

import pytest

from bot.domain.chat import ChatAddress, ChatId
from bot.domain.delivery import Outgoing
from bot.errors import PermanentError, TransientError
from bot.networks.matrix.network import MatrixNetwork
from bot.networks.matrix.probe import RATE_LIMIT_HINT, probe
from tests.fixtures.synapse import MakePerson, MatrixPerson
from tests.integration.matrix.conftest import HURRY, Bot
from tests.integration.matrix.door import PATIENCE_S, WallClock, delivery, running

pytestmark = pytest.mark.integration


async def devices(person: MatrixPerson) -> set[str]:
    told = await person.ask("GET", "devices")
    return {device["device_id"] for device in told["devices"]}


async def test_one_password_login_serves_all_starts(bot: Bot, owner: MatrixPerson):
    before = await devices(owner)
    for _start in range(3):
        async with running(bot.network(), bot.door):
            pass
    assert await devices(owner) - before == {bot.kept["device_id"]}
    assert stat.S_IMODE(bot.settings.credentials_file.stat().st_mode) == 0o600


async def test_a_wrong_password_stops_the_network_with_one_clear_line(bot: Bot):
    network = bot.network(password="wrong")
    with pytest.raises(PermanentError, match=r"refuses the login .*check user_id and password"):
        await network.run(bot.door)
    await network.close()


async def test_a_given_token_needs_no_device_id_and_no_file(bot: Bot):
    given = {"password": None, "access_token": bot.account.access_token}
    async with running(bot.network(**given), bot.door):
        pass
    assert not bot.settings.credentials_file.exists()


async def test_a_given_token_that_is_revoked_stops_the_network(bot: Bot, owner: MatrixPerson):
    network = bot.network(password=None, access_token=bot.account.access_token)
    run = asyncio.create_task(network.run(bot.door))
    await network.wait_ready()
    await owner.log_out(bot.account.access_token)
    with pytest.raises(PermanentError, match="give a new access_token"):
        await asyncio.wait_for(run, PATIENCE_S)
    await network.close()


async def test_a_token_of_somebody_else_stops_the_network(bot: Bot, make_person: MakePerson):
    anna = await make_person("anna")
    network = bot.network(password=None, access_token=anna.account.access_token)
    with pytest.raises(PermanentError, match=f"belongs to {anna.user_id}"):
        await network.run(bot.door)
    await network.close()


async def test_a_revoked_login_is_renewed_for_the_same_device_and_repeats_stay_harmless(
    bot: Bot, owner: MatrixPerson, make_person: MakePerson
):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    network = bot.network()
    once = delivery(ChatAddress(network.account, ChatId(room)), Outgoing(text="once"), key="k")
    async with running(network, bot.door):
        first = await network.send(once)
    before = bot.kept
    await owner.log_out(before["access_token"])
    network = bot.network()
    async with running(network, bot.door):
        assert await network.send(once) == first
    assert bot.kept["device_id"] == before["device_id"]
    assert bot.kept["access_token"] != before["access_token"]
    assert len(await anna.events(room)) == 1


async def test_a_login_that_is_revoked_again_and_again_is_given_up(bot: Bot, owner: MatrixPerson):
    network = bot.network()
    run = asyncio.create_task(network.run(bot.door))
    await network.wait_ready()
    await owner.log_out(bot.kept["access_token"])
    with pytest.raises(PermanentError, match="somebody ended the bot's login"):
        await asyncio.wait_for(run, PATIENCE_S)
    await network.close()


async def test_a_login_that_held_for_long_is_renewed_when_it_is_revoked(
    bot: Bot, owner: MatrixPerson, make_person: MakePerson
):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    network = MatrixNetwork(bot.settings, WallClock(), patience=replace(HURRY, login_again=0))
    async with running(network, bot.door):
        await owner.log_out(bot.kept["access_token"])
        await anna.say(room, "still there?")
        await bot.door.line("still there?")


async def test_what_is_sent_after_the_token_went_is_kept_for_later(
    bot: Bot, owner: MatrixPerson, make_person: MakePerson
):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    network = bot.network()
    address = ChatAddress(network.account, ChatId(room))
    with pytest.raises(TransientError):
        await network.send(delivery(address, Outgoing(text="early"), key="early"))
    run = asyncio.create_task(network.run(bot.door))
    await network.wait_ready()
    await owner.log_out(bot.kept["access_token"])
    with pytest.raises(TransientError):
        await network.send(delivery(address, Outgoing(text="late"), key="late"))
    with pytest.raises(PermanentError):
        await asyncio.wait_for(run, PATIENCE_S)
    await network.close()


async def test_a_check_tells_as_whom_it_logs_in_and_leaves_that_login_to_the_bot(
    bot: Bot, owner: MatrixPerson
):
    told = await probe(bot.settings, HURRY)
    assert (told.user_id, told.device_id) == (bot.user_id, bot.kept["device_id"])
    assert told.server.startswith("Synapse/")
    await owner.log_out(bot.kept["access_token"])
    assert (await probe(bot.settings, HURRY)).device_id == told.device_id
    assert f"/users/{bot.user_id}/override" in RATE_LIMIT_HINT.format(user_id=bot.user_id)
