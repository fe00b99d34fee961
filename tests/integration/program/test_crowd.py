"""A whole crowd that calls the bot at once, in a room of a real server."""

import pytest

from bot.commands.answering.crowd import LINES
from tests.fixtures.occupants import sitting_in
from tests.fixtures.venue import MakeProgram, Venues, XmppVenue, ask

pytestmark = pytest.mark.integration

PEOPLE, EACH = 20, 6
PLEA = "Very many are writing to me at once"


async def test_a_crowd_is_asked_to_wait_once_and_whoever_moderates_is_heard(
    venues: Venues, make_program: MakeProgram
):
    venue = await venues.open("xmpp")
    assert isinstance(venue, XmppVenue)
    program = make_program(venue)
    await program.start()
    async with sitting_in(venue.server, venue.guest.chat, PEOPLE) as say_all:
        for _ in range(EACH):
            say_all("!who")
        await venue.guest.wait_for(lambda line: PLEA in line.text, 60)
        await ask(venue, "!about", "AGPL", seconds=60)
    assert await program.stop() == 0, program.last_words()

    said = [line.text for line in venue.guest.heard if line.speaker == venue.bot]
    assert len([text for text in said if "!meet" in text]) == LINES
    assert len([text for text in said if PLEA in text]) == 1
    assert len(said) == LINES + 2
