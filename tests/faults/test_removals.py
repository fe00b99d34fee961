"""The bot is put out of a chat, or the chat ends; and it is let in again."""

import json
from typing import Any, Final
from urllib.parse import quote

import aiohttp
import pytest
from slixmpp import JID

from bot.demo.program import BotProgram
from bot.errors import PermanentError
from tests.faults.conftest import Tally, until
from tests.faults.log import own_complaints
from tests.faults.probes import Trial
from tests.fixtures.venue import (
    BOT_NAME,
    GUEST_NAME,
    MakeProgram,
    MatrixVenue,
    Venues,
    XmppVenue,
)

pytestmark = pytest.mark.faults

JSON: Final = {"Content-Type": "application/json"}


async def do(venue: MatrixVenue, action: str, **body: object) -> dict[str, Any]:
    """What the one who made the room may do to it."""
    server, room = venue.server.url, quote(venue.guest.chat)
    headers = {"Authorization": f"Bearer {venue.account.access_token}"}
    address = f"{server}/_matrix/client/v3/rooms/{room}/{action}"
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as http,
        http.post(address, json=body, headers=headers) as answer,
    ):
        assert answer.status == 200, await answer.text()
        return await answer.json()


async def let_in(venue: MatrixVenue) -> None:
    """By an invitation, unless a join that was under way when the bot was put out came after it."""
    try:
        await venue.guest.invite(venue.bot)
    except PermanentError as error:
        assert "already in the room" in str(error)  # noqa: PT017 -- anything else is an error
    await is_in(venue)


async def is_in(venue: MatrixVenue) -> None:
    await venue.guest.wait_for_member(venue.bot, timeout=60)


async def test_a_bot_that_is_put_out_of_a_room_and_let_in_again_goes_on(
    venues: Venues, make_program: MakeProgram, tally: Tally
):
    trial = Trial(venue := await venues.open("matrix"))
    program = make_program(venue)
    await program.start()
    for fault, action in (("kicked", "kick"), ("banned", "ban")):
        await trial.type(fault)
        await trial.all_answered()
        await do(venue, action, user_id=venue.bot)
        trial.blows[fault] += 1
        if action == "ban":
            await do(venue, "unban", user_id=venue.bot)
        await let_in(venue)
        await trial.type(fault)
        await trial.all_answered()
    assert await program.stop() == 0, program.last_words()

    assert await trial.counted(tally) == {}
    assert own_complaints(program) == []


async def test_a_room_that_is_upgraded_takes_the_bot_along(
    venues: Venues, make_program: MakeProgram, tally: Tally
):
    fault = "room upgraded"
    trial = Trial(venue := await venues.open("matrix"))
    program = make_program(venue)
    await program.start()
    await trial.type(fault)
    await trial.all_answered()
    before = await venue.answers()
    upgraded = await do(venue, "upgrade", new_version="11")
    trial.blows[fault] += 1
    await venue.guest.join(upgraded["replacement_room"])
    await is_in(venue)
    await trial.type(fault)
    await trial.all_answered()
    assert await program.stop() == 0, program.last_words()

    assert await trial.counted(tally, *before) == {}
    assert own_complaints(program) == []


async def test_a_bot_that_is_put_out_of_a_group_chat_and_let_in_again_goes_on(
    venues: Venues, make_program: MakeProgram, tally: Tally
):
    trial = Trial(venue := await venues.open("xmpp"))
    assert isinstance(venue, XmppVenue)
    muc = venue.guest._client.plugin["xep_0045"]
    room, bot = JID(venue.guest.chat), JID(venue.bot_jid)
    program = make_program(venue)
    await program.start()
    await trial.type("kicked")
    await muc.set_role(room, BOT_NAME, "none")
    trial.blows["kicked"] += 1
    for _ in range(3):
        await trial.type("kicked")
    await trial.all_answered()

    await muc.set_affiliation(room, "outcast", jid=bot)
    trial.blows["banned"] += 1
    await muc.set_affiliation(room, "none", jid=bot)
    muc.invite(room, bot)
    await trial.type("banned")
    await trial.all_answered()

    before = await venue.answers()
    await muc.destroy(room)
    trial.blows["group chat destroyed"] += 1
    # the old name is gone for good: Prosody keeps a tombstone there
    await venue.guest.join(f"again-{room}", GUEST_NAME)
    new_room = JID(venue.guest.chat)
    muc.invite(new_room, bot)

    async def is_here() -> bool:
        return BOT_NAME in muc.get_roster(new_room)

    await until(is_here, seconds=60)
    await trial.type("group chat destroyed")
    await trial.all_answered()
    assert await program.stop() == 0, program.last_words()

    assert await trial.counted(tally, *before) == {}
    assert own_complaints(program) == []


def token_of(program: BotProgram) -> str:
    login = program.config.with_name("matrix-login.json")
    return json.loads(login.read_text())["access_token"]


async def test_a_revoked_token_is_replaced_and_costs_no_answer(
    venues: Venues, make_program: MakeProgram, tally: Tally
):
    fault = "token revoked"
    trial = Trial(venue := await venues.open("matrix"))
    program = make_program(venue)
    await program.start()
    assert await program.stop() == 0
    await program.start()
    await trial.type(fault)
    first = token_of(program)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as http:
        headers = {"Authorization": f"Bearer {first}"}
        async with http.post(
            f"{venue.server.url}/_matrix/client/v3/logout", headers=headers
        ) as done:
            assert done.status == 200
    trial.blows[fault] += 1
    for _ in range(3):
        await trial.type(fault)
    await trial.all_answered()
    assert await program.stop() == 0, program.last_words()

    assert token_of(program) != first
    assert await trial.counted(tally) == {}
    assert own_complaints(program) == []
