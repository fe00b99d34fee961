"""The card in a real chat while people of flesh and XMPP come and go in a real room."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

import aiohttp
import pytest

from bot.demo.guests import Heard, XmppGuest
from bot.demo.servers.prosody import MEET_DOMAIN, MEET_MUC, Prosody
from bot.domain.live_card import EDIT_PAUSE
from bot.domain.live_pace import LookPace
from bot.storage.address import SQLITE
from bot.storage.moving import move
from tests.fixtures.databases import url_of
from tests.fixtures.postgresql import Postgres
from tests.fixtures.venue import MakeProgram, Venue, Venues, ask

pytestmark = pytest.mark.e2e

SECRET = "between server and bot"
WITHIN_S = 2.0
SLACK_S = 3.0
"""What a busy machine may add."""
POLL_S = LookPace().quick.total_seconds()
EDIT_S = EDIT_PAUSE.total_seconds()


class Callers:
    """People in the calls of the stand-in for a Jitsi server."""

    def __init__(self, prosody: Prosody, closing: AsyncExitStack) -> None:
        self._prosody = prosody
        self._closing = closing
        self._number = 0

    async def enter(self, node: str) -> XmppGuest:
        caller = XmppGuest(MEET_DOMAIN)
        self._closing.push_async_callback(caller.close)
        await caller.connect(*self._prosody.c2s)
        self._number += 1
        await caller.join(f"{node}@{MEET_MUC}", f"caller{self._number:02}")
        return caller


@pytest.fixture
async def callers(prosody: Prosody) -> AsyncIterator[Callers]:
    async with AsyncExitStack() as closing:
        yield Callers(prosody, closing)


def node_in(card: Heard) -> str:
    link = next(word for word in card.text.split() if word.startswith("http"))
    return urlsplit(link).path.strip("/").lower()


async def edit(venue: Venue, card: Heard, text: str) -> Heard:
    """The next edit of that card with the text."""
    return await venue.guest.wait_for(
        lambda line: line.replaces == card.id and text in line.text, 30
    )


async def test_one_message_shows_who_comes_and_goes_within_the_poll_and_two_seconds(
    venues: Venues, make_program: MakeProgram, callers: Callers
):
    both = [await venues.open(network) for network in ("matrix", "xmpp")]
    program = make_program(*both)
    await program.start()

    async def call(venue: Venue) -> None:
        card = await ask(venue, "!meet Probe", "/probe-")
        caller = await callers.enter(node_in(card))
        await _within(POLL_S, edit(venue, card, "1 person is there"))
        await caller.close()
        await _within(max(POLL_S, EDIT_S), edit(venue, card, "Nobody is there right now"))
        said = [line for line in venue.guest.heard if line.speaker == venue.bot]
        assert {line.replaces for line in said} == {None, card.id}
        assert [line.id for line in said if line.replaces is None] == [card.id]

    await asyncio.gather(*map(call, both))
    assert await program.stop() == 0


async def _within(seconds: float, shown: Awaitable[Heard]) -> None:
    """What happened just before is shown after a look or an edit's pause, and two seconds more."""
    happened = time.perf_counter()
    assert (await shown).at - happened < seconds + WITHIN_S + SLACK_S


async def test_a_card_goes_on_in_place_after_the_installation_moved_to_another_engine(
    venues: Venues, make_program: MakeProgram, callers: Callers, postgres: Postgres
):
    both = [await venues.open(network) for network in ("matrix", "xmpp")]
    there = postgres.url()
    old, new = make_program(*both), make_program(*both, bot={"database": there})
    await old.start()
    cards = {venue: await ask(venue, "!meet Probe", "/probe-") for venue in both}

    async def each_shows(text: str) -> None:
        """One more comes to each call; both wait for the same look."""
        await asyncio.gather(*(callers.enter(node_in(card)) for card in cards.values()))
        await asyncio.gather(*(edit(venue, card, text) for venue, card in cards.items()))

    await each_shows("1 person is there")
    assert await old.stop() == 0

    if url_of(old).startswith(SQLITE):
        await move(url_of(old), there)
    else:  # by way of a file, so that it is another engine each time
        file = f"{SQLITE}{old.config.with_name('moved.db')}"
        await move(url_of(old), file)
        await move(file, there)
    login = "matrix-login.json"
    shutil.copy(old.config.with_name(login), new.config.with_name(login))
    await new.start()
    await each_shows("2 people are there")
    for venue, card in cards.items():
        said = [line for line in venue.guest.heard if line.speaker == venue.bot]
        assert [line.id for line in said if line.replaces is None] == [card.id]
    assert await new.stop() == 0


async def test_what_the_server_pushes_is_on_the_card_within_two_seconds(
    venues: Venues, make_program: MakeProgram, callers: Callers
):
    venue = await venues.open("xmpp")
    program = make_program(
        venue,
        web={"listen": "127.0.0.1:0", "public_url": "http://127.0.0.1"},
        jitsi={"events_secret": SECRET},
    )
    web = (await program.start()).split()[-1]
    cards = [await ask(venue, f"!meet Push{number}", f"/push{number}-") for number in range(3)]
    for card in cards:
        await callers.enter(node_in(card))
    told = time.perf_counter()
    async with aiohttp.ClientSession() as http:
        for card in cards:
            await _post(http, web, node_in(card))
    for card in cards:
        shown = await edit(venue, card, "1 person is there")
        assert shown.at - told < WITHIN_S + SLACK_S
    assert await program.stop() == 0


async def _post(http: aiohttp.ClientSession, web: str, node: str) -> None:
    """What `event_sync` says when somebody joins."""
    body = {
        "event_name": "muc-occupant-joined",
        "room_name": node,
        "room_jid": f"{node}@{MEET_MUC}",
        "is_breakout": False,
        "active_occupants_count": 1,
        "occupant": {
            "occupant_jid": f"someone@{MEET_DOMAIN}/x",
            "joined_at": int(time.time()),
        },
    }
    async with http.post(
        f"{web}/jitsi/events/occupant/joined",
        json=body,
        headers={"Authorization": f"Bearer {SECRET}"},
        timeout=aiohttp.ClientTimeout(total=20),
    ) as answer:
        assert answer.status == 204, await answer.text()
