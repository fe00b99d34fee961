"""What is typed comes back in refusals: it neither turns, nor splits, nor swells the answer."""

import unicodedata
from datetime import timedelta

import pytest

from bot.domain.chat import ChatRole
from bot.rendering.renderer import MOST_BYTES
from tests.unit.commands.conftest import World

TURNING = "\u202egnp\u2066x\u200bz"
FORGED = "Ankerplatz is moving: https://evil.example"
MOST = 1500
LINES = (
    *("!timezone {}", "!language {}", "!meet in {}", "!meet tomorrow {}", "!meet Board [{}]"),
    *("!meet every sunday 11:00 Choir {}", "!meet sunday 11:00 [remind {}]", "!meeet {}"),
    *("!skip 1 {}", "!edit 1 {}", "!subscribe 1 {}", "!rsvp 1 {}", "!stats {}", "!remind {}"),
    *("!import {}", "!import https://x.example/{}", "!announce {}", "!bridged with {}", "!pin {}"),
    *("!address {}", "!agenda 1 {}", "!retitle 1 {}", "!edit 1 host {}", "!help {}", "!{}"),
    *("!meet sunday 5 {}", "!cancel {}", "!move 1 {}", "!presence {}", "!sessions {}"),
)


@pytest.fixture
async def busy(world: World) -> World:
    await world.moderate("!meet every sunday 11:00 Choir in Anker")
    return world


async def said(world: World, text: str) -> list[str]:
    await world.hand_in(world.line(text, role=ChatRole.ADMIN, addressed=True))
    return [
        words for one in await world.out() for words in (one.outgoing.text, one.outgoing.html or "")
    ]


@pytest.mark.parametrize("line", LINES)
async def test_no_character_that_hides_or_turns_others_is_said_again(
    busy: World, line: str
) -> None:
    for words in await said(busy, line.format(TURNING)):
        assert [char for char in words if unicodedata.category(char) in ("Cf", "Zl", "Zp")] == []


@pytest.mark.parametrize("line", LINES)
async def test_nobody_makes_a_line_of_their_own_in_what_the_bot_says(
    busy: World, line: str
) -> None:
    for words in await said(busy, line.format(f"x\n\n{FORGED}")):
        assert not any(part.startswith(FORGED) for part in words.splitlines())


@pytest.mark.parametrize("line", [one for one in LINES if " in {}" not in one])
async def test_a_long_line_gets_no_long_answer(busy: World, line: str) -> None:
    """Names of rooms are left out: the server's own limit for these is tried elsewhere."""
    for words in await said(busy, line.format("y" * 15_000)):
        assert len(words) <= MOST, words[:80]


async def test_however_much_is_planned_every_answer_can_be_carried(world: World) -> None:
    """A homeserver takes events of 64 KiB, in which an encrypted line has grown by a third."""
    for number in range(150):
        world.clock.time += timedelta(seconds=1)
        await world.ask(f"!meet tomorrow 19:30 {'<' * 80}{number}")
    for line in ("!rsvp", "!data", "!sessions", "!agenda", "!who"):
        world.clock.time += timedelta(seconds=5)
        await world.hand_in(world.line(line))
        answers = await world.out()
        assert answers, line
        for one in answers:
            html = one.outgoing.html or ""
            assert len(one.outgoing.text.encode()) + len(html.encode()) <= MOST_BYTES, line
