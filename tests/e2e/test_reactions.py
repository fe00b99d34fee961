"""A thumb under a line of the whole bot counts in that line, on both networks."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import fromstring

import aiohttp
import pytest
from slixmpp import Message

from bot.demo.guests import Heard
from tests.fixtures.venue import MakeProgram, MatrixVenue, Venue, Venues, XmppVenue, ask

pytestmark = pytest.mark.e2e

TakeBack = Callable[[], Awaitable[object]]
SID = "{urn:xmpp:sid:0}stanza-id"


async def on_matrix(venue: MatrixVenue, path: str, body: dict[str, Any]) -> str:
    """Put an event into the room; what the server calls it."""
    room = f"{venue.server.url}/_matrix/client/v3/rooms/{quote(venue.guest.chat)}"
    headers = {"Authorization": f"Bearer {venue.account.access_token}"}
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as http,
        http.put(f"{room}/{path}", json=body, headers=headers) as answer,
    ):
        answer.raise_for_status()
        return (await answer.json())["event_id"]


async def thumb_on_matrix(venue: MatrixVenue, card: Heard) -> TakeBack:
    relation = {"rel_type": "m.annotation", "event_id": card.id, "key": "👍\ufe0f"}
    put = await on_matrix(venue, "send/m.reaction/1", {"m.relates_to": relation})
    return lambda: on_matrix(venue, f"redact/{quote(put)}/2", {})


async def thumb_on_xmpp(venue: XmppVenue, to: str) -> TakeBack:
    async def put(*emoji: str) -> None:
        shown = "".join(f"<reaction>{one}</reaction>" for one in emoji)
        message = venue.guest._client.make_message(mto=venue.guest.chat, mtype="groupchat")
        message.append(
            fromstring(f"<reactions xmlns='urn:xmpp:reactions:0' id='{to}'>{shown}</reactions>")
        )
        message.append(fromstring("<store xmlns='urn:xmpp:hints'/>"))
        message.send()

    await put("👍")
    return put


async def test_a_thumb_counts_in_the_line_and_is_taken_away_again(
    venues: Venues, make_program: MakeProgram
):
    both = [await venues.open(network) for network in ("matrix", "xmpp")]
    program = make_program(*both)
    await program.start()
    await asyncio.gather(*map(thumbs, both))
    assert await program.stop() == 0, program.last_words()


async def thumbs(venue: Venue) -> None:
    ids: dict[str, str] = {}
    if isinstance(venue, XmppVenue):

        def note(message: Message) -> None:
            mark = message.xml.find(SID)
            if mark is not None:
                ids[message["id"]] = mark.get("id", "")

        venue.guest._client.add_event_handler("groupchat_message", note)
    card = await ask(venue, "!meet tomorrow 19:30 Choir", "Choir: ")
    if isinstance(venue, MatrixVenue):
        take_back = await thumb_on_matrix(venue, card)
    else:
        take_back = await thumb_on_xmpp(venue, ids[card.id])
    await edited(venue, card, lambda text: "Coming: 1" in text)
    await take_back()
    await edited(venue, card, lambda text: "Coming" not in text)


async def edited(venue: Venue, card: Heard, fits: Callable[[str], bool]) -> None:
    await venue.guest.wait_for(lambda line: line.replaces == card.id and fits(line.text), 30)
