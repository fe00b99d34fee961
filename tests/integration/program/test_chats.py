"""`ankerplatz chats` and `ankerplatz send`, with and without the bot."""

import json
from pathlib import Path

import pytest

from tests.fixtures.command_line import ankerplatz
from tests.fixtures.venue import MakeProgram, Venues, ask, is_answer

ELSEWHERE = "choir@rooms.example.org"
NEWS = "Tonight from 8 pm I am away for an hour."


@pytest.mark.parametrize("network", ["xmpp", "matrix"])
async def test_the_operator_says_something_in_all_chats_once(
    venues: Venues, make_program: MakeProgram, network: str
) -> None:
    venue = await venues.open(network)
    program = make_program(venue)
    await program.start()
    await ask(venue, "!meet every sunday 11:00 Choir", "Choir")

    code, listed, _ = await ankerplatz(program.config, "chats", "--json")
    (chat,) = json.loads(listed)["chats"]
    assert (code, chat["network"], chat["chat"]) == (0, network, venue.guest.chat)
    assert (chat["language"], chat["series"], chat["active"]) == ("en", 1, True)

    code, shown, _ = await ankerplatz(program.config, "send", NEWS, "--all", typed="n\n")
    assert code == 1
    assert shown.startswith(f"{NEWS}\n")
    assert f"Say that in {venue.guest.chat}? [y/N]" in shown
    code, shown, _ = await ankerplatz(program.config, "send", NEWS, "--all", "--yes")
    assert (code, shown) == (0, f"The bot says it in {venue.guest.chat}.\n")
    await venue.guest.wait_for(lambda line: is_answer(line, venue, NEWS), 30)

    assert await program.stop() == 0, program.last_words()
    later = "Back again."
    code, shown, _ = await ankerplatz(
        program.config, "send", later, "--chat", venue.guest.chat, "--yes"
    )
    assert (code, shown) == (0, f"The bot says it in {venue.guest.chat} as soon as it runs.\n")
    await program.start()
    await venue.guest.wait_for(lambda line: is_answer(line, venue, later), 30)
    said = await venue.answers()
    assert (said.count(NEWS), said.count(later)) == (1, 1)
    assert await program.stop() == 0, program.last_words()


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Of a bot that was never started."""
    file = tmp_path / "config.toml"
    file.write_text(
        '[jitsi]\nurl = "https://meet.example.org"\n'
        '[xmpp]\njid = "bot@example.org"\npassword = "x"\n'
    )
    file.chmod(0o600)
    return file


async def test_what_cannot_be_said_is_one_line_that_says_why(config: Path) -> None:
    async def complaint(*arguments: str) -> str:
        code, said, why = await ankerplatz(config, *arguments)
        assert (code, said, len(why.splitlines())) == (1, "", 1)
        return why

    assert "there is no database ankerplatz.db" in await complaint("chats")
    code, _, _ = await ankerplatz(config, "db", "upgrade")
    assert code == 0
    assert "in any chat yet" in await complaint("send", NEWS, "--all")
    assert "no chat of a configured network" in await complaint("send", NEWS, "--chat", "choir")
    assert "1 to 4000 letters" in await complaint("send", "  ", "--chat", ELSEWHERE)


async def test_a_chat_where_nobody_used_the_bot_yet_is_pointed_out(config: Path) -> None:
    await ankerplatz(config, "db", "upgrade")
    code, shown, _ = await ankerplatz(config, "send", NEWS, "--chat", ELSEWHERE, typed="y\n")
    assert code == 0
    assert f"{ELSEWHERE}  (nobody used the bot there yet)" in shown
    code, shown, _ = await ankerplatz(config, "send", NEWS, "--chat", ELSEWHERE, "--yes")
    assert code == 0
    assert f"{ELSEWHERE}: nobody used the bot there yet" in shown
    code, shown, _ = await ankerplatz(config, "chats")
    assert (code, shown) == (0, "network  chat  language  zone  series\n")
