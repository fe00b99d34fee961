"""Reminders on real servers: who wants to hear of a date does, once and at its moment."""

import os
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from bot.demo.guests import Heard
from bot.domain.chat import ChatAddress, ChatId
from tests.fixtures.crowd import open_chats, when_said_in
from tests.fixtures.programme import Planned, account_of, plan
from tests.fixtures.synapse import MakeSynapse
from tests.fixtures.venue import MakeProgram, MatrixVenue, Venue, Venues, ask

pytestmark = pytest.mark.integration

IS_LONG = os.environ.get("ANKERPLATZ_TEST_LONG") == "1"
SOON = timedelta(seconds=6)
"""Longer than a start takes; what was due before it would be told at the start."""
SLACK_S = 2.0


def said(title: str) -> Callable[[Heard], bool]:
    return lambda line: title in line.text


def person_at(venue: Venue) -> ChatAddress:
    """Stands for the direct chat with the guest."""
    person = venue.account.user_id if isinstance(venue, MatrixVenue) else venue.jid
    return ChatAddress(account_of(venue), ChatId(person))


async def accept_invitations(venue: MatrixVenue) -> None:
    """As the guest's client does when they press the button."""
    headers = {"Authorization": f"Bearer {venue.account.access_token}"}
    base = f"{venue.server.url}/_matrix/client/v3/"
    async with aiohttp.ClientSession(base_url=base, headers=headers) as http:
        query = {"timeout": "20000"}
        invited: Sequence[str] = ()
        while not invited:
            async with http.get("sync", params=query) as answer:
                told = await answer.json()
            query["since"] = told["next_batch"]
            invited = tuple(told.get("rooms", {}).get("invite", ()))
        for room in invited:
            async with http.post(f"join/{room}", json={}) as answer:
                assert answer.status == 200


@asynccontextmanager
async def unlimited(venue: MatrixVenue) -> AsyncIterator[None]:
    """Lift the server's limit for the bot, as an administrator does."""
    admin = await venue.server.account("admin", admin=True)
    headers = {"Authorization": f"Bearer {admin.access_token}"}
    override = f"/_synapse/admin/v1/users/{venue.bot}/override_ratelimit"
    async with aiohttp.ClientSession(base_url=venue.server.url, headers=headers) as http:
        async with http.post(override, json={"messages_per_second": 0, "burst_count": 0}) as answer:
            assert answer.status == 200
        yield
        async with http.delete(override) as answer:
            assert answer.status == 200


@pytest.mark.parametrize("network", ["matrix", "xmpp"])
async def test_the_chat_and_the_person_hear_of_a_date_once_and_at_its_moment(
    network: str, venues: Venues, make_program: MakeProgram
):
    venue = await venues.open(network)
    chat = ChatAddress(account_of(venue), ChatId(venue.guest.chat))
    program = make_program(venue)
    await program.start()  # logs in for the first time, makes the database, joins
    await ask(venue, "!help", "!")
    assert await program.stop() == 0
    due = datetime.now(UTC).replace(microsecond=0) + SOON
    start = timedelta(0)
    await plan(
        program,
        [
            Planned(title="Choir", due=due, targets=[chat]),
            Planned(title="Band", due=due, targets=[person_at(venue)], private=True),
            Planned(title="Ballet", due=due, targets=[chat], lead=start),
        ],
    )
    await program.start()
    assert datetime.now(UTC) < due
    if isinstance(venue, MatrixVenue):
        await accept_invitations(venue)
    heard = [
        await venue.guest.wait_for(said(title), timeout=30) for title in ("Choir", "Ballet", "Band")
    ]
    arrived = datetime.now(UTC)
    await ask(venue, "!help", "!")  # whatever comes twice has come by then
    assert await program.stop() == 0

    reminder, card, private = heard
    assert arrived >= due
    assert "begins in" in reminder.text
    assert re.search(r"Ballet begins: .*\nhttps://meet.example/Ballet", card.text)
    assert "unsubscribe" in private.text
    assert reminder.chat == card.chat == venue.guest.chat != private.chat
    for title in ("Choir", "Ballet", "Band"):
        assert sum(title in line.text for line in venue.guest.heard) == 1


async def test_under_a_limit_reminders_to_many_rooms_begin_early_and_none_is_late(
    venues: Venues, make_program: MakeProgram, make_synapse: MakeSynapse
):
    """As Synapse limits an account by itself, in the long run; five times as fast in the short."""
    per_minute = 12 if IS_LONG else 60
    limit = {"rc_message": {"per_second": per_minute / 60, "burst_count": 10}}
    server = await make_synapse(extra=limit)
    venue = await venues.open("matrix", on=server)
    async with unlimited(venue):
        rooms = await open_chats(venue, 16)
    program = make_program(venue, matrix={"lines_per_minute": per_minute})
    await program.start()
    assert await program.stop() == 0
    due = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=11 * 60 / per_minute + 4)
    await plan(program, [Planned(title="Choir", due=due, targets=rooms)])
    await program.start()
    moments = [
        (at - due).total_seconds()
        for told in await when_said_in(venue, rooms, seconds=120)
        for at in told
    ]
    assert await program.stop() == 0

    assert len(moments) == len(rooms)
    assert max(moments) < SLACK_S
    assert min(moments) > -11 * 60 / per_minute - SLACK_S
