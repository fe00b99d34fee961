"""Two Ankerplatz in one chat: each answers people once, and neither answers the other."""

from dataclasses import replace

import pytest

from bot.demo.servers.prosody import CHAT_DOMAIN
from tests.fixtures.venue import PASSWORD, MakeProgram, MatrixVenue, Venue, Venues

pytestmark = pytest.mark.e2e

OTHER_NAME = "Zweitanker"
TYPED = ("!help meet", "!help", "!meet tomorrow 19:30 !who", "!termine", "!meet sesions", "!who")
"""What is answered with lines that look like commands themselves."""


async def invite_another(venue: Venue) -> Venue:
    if isinstance(venue, MatrixVenue):
        account = await venue.server.account(f"other-{venue.guest.user_id[1:].partition(':')[0]}")
        await venue.guest.invite(account.user_id)
        return replace(venue, bot_account=account)
    jid = f"other-{venue.bot_jid.partition('@')[0]}@{CHAT_DOMAIN}"
    venue.server.add_account(jid, PASSWORD)
    return replace(venue, bot_jid=jid)


@pytest.mark.parametrize("network", ["matrix", "xmpp"])
async def test_two_bots_answer_people_and_not_each_other(
    network: str, venues: Venues, make_program: MakeProgram
):
    venue = await venues.open(network)
    other = await invite_another(venue)
    programs = [make_program(venue), make_program(other, bot={"name": OTHER_NAME})]
    for program in programs:
        await program.start()
    bots = [venue.bot, other.bot if network == "matrix" else OTHER_NAME]
    for text in TYPED:
        await venue.guest.say(text)
        for bot in bots:
            await venue.guest.wait_for(lambda line, bot=bot: line.speaker == bot, 20)
    for program in programs:
        assert await program.stop() == 0, program.last_words()
    said = [line.speaker for line in venue.guest.heard if line.speaker in bots]
    assert sorted(said) == sorted(bots * len(TYPED))
