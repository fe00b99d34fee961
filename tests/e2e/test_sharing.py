"""One series in a Matrix room and in an XMPP group chat, with the whole bot on both."""

import re

from tests.fixtures.venue import MakeProgram, Venues, ask


async def test_a_series_of_a_matrix_room_is_announced_in_a_group_chat_on_xmpp(
    venues: Venues, make_program: MakeProgram
):
    home, other = [await venues.open(network) for network in ("matrix", "xmpp")]
    program = make_program(home, other)
    await program.start()
    await ask(home, "!meet every sunday 11:00 Choir in Anker", "Choir: every Sunday")
    offered = await ask(home, "!share 1", "!announce ")
    code = re.search(r"!announce (\S+)", offered.text)
    assert code
    await ask(other, f"!announce {code[1]}", "Choir")
    await ask(other, "!sessions", r"1\. Choir")
    await ask(other, "!skip 1", "other chat|its own chat|chat that|belongs")

    await ask(home, "!skip 1", "Choir")
    await other.guest.wait_for(
        lambda line: line.speaker == other.bot and "Choir" in line.text and "off" in line.text, 30
    )
    assert await program.stop() == 0, program.last_words()
