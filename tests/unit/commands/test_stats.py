"""`!stats`: how many came, where somebody wished that it be kept."""

import pytest

from bot.domain.chat import ChatRole
from bot.domain.series import dates
from bot.domain.turnout import Turnout
from tests.unit.commands.conftest import World
from tests.unit.commands.test_changes import EVERY_SUNDAY


async def came(world: World, *numbers: int) -> None:
    """So many to the dates of series 1, from the next one on."""
    series = await world.series(1)
    assert series is not None
    held = dates(series, after=world.clock.now(), limit=len(numbers))
    async with world.store.begin() as work:
        for date, people in zip(held, numbers, strict=True):
            turnout = Turnout(slot=date.slot, starts_at=date.starts_at, people=people)
            await work.turnouts.note(series.id, turnout)


async def test_nothing_is_kept_until_a_moderator_wishes_it(world: World) -> None:
    await world.moderate(EVERY_SUNDAY)
    await came(world, 5)
    assert "No series here is counted" in await world.ask("!stats")
    assert "is not kept" in await world.ask("!stats 1")
    assert "Only" in await world.ask("!stats 1 on", by="eve")
    answer = await world.moderate("!statistik 1 an!")
    assert "a number, never who it was. It is erased after 30 days" in answer
    assert "!stats 1 off" in answer
    assert "no date has been yet" in await world.ask("!stats")


@pytest.mark.parametrize("line", ["!stats", "!statistik 1", "!meet stats 1", "!meet statistik"])
async def test_the_answer_is_a_picture_and_says_the_same_in_words(world: World, line: str) -> None:
    await world.moderate(EVERY_SUNDAY, "!stats 1 on")
    await came(world, 12, 0, 7)
    await world.hand_in(world.line(line))
    (answer,) = await world.out()
    assert answer.outgoing.picture is not None
    assert answer.outgoing.picture.data.startswith(b"\x89PNG")
    assert "Sunday 29 November, 11:00: 12" in answer.outgoing.text
    assert "Sunday 6 December, 11:00: 0" in answer.outgoing.text


async def test_several_series_are_listed(world: World) -> None:
    await world.moderate(
        EVERY_SUNDAY, "!meet every monday 19:00 Board", "!stats 1 on", "!stats 2 on"
    )
    answer = await world.ask("!stats")
    assert "!stats 1" in answer
    assert "Board" in answer


async def test_off_forgets_the_numbers(world: World) -> None:
    await world.moderate(EVERY_SUNDAY, "!stats 1 on")
    await came(world, 12)
    assert "its numbers are forgotten" in await world.moderate("!stats 1 off")
    assert "is not kept" in await world.moderate("!stats 1 off")
    await world.moderate("!stats 1 on")
    assert "12" not in await world.ask("!stats 1")


async def test_a_chat_that_shows_no_numbers_gets_none(world: World) -> None:
    await world.moderate(EVERY_SUNDAY, "!stats 1 on", "!presence open")
    await came(world, 12)
    for line in ("!stats", "!stats 1", "!stats 1 on"):
        answer = await world.ask(line, role=ChatRole.MODERATOR)
        assert "12" not in answer
        assert "!presence count" in answer


async def test_numbers_of_a_public_series_are_said_to_be_public(world: World) -> None:
    await world.moderate("!meet every sunday 11:00 Choir [public]")
    assert "Everybody can see" in await world.moderate("!stats 1 on")


@pytest.mark.parametrize("line", ["!stats on", "!stats 1 maybe", "!stats choir"])
async def test_anything_else_gets_the_usage(world: World, line: str) -> None:
    await world.moderate(EVERY_SUNDAY)
    assert "!stats [NUMBER] [on | off]" in await world.moderate(line)


async def test_another_chats_series_is_told_of_there(world: World) -> None:
    await world.moderate(EVERY_SUNDAY, "!stats 1 on")
    assert "no number 1" in await world.ask("!stats 1", chat="elsewhere")
    assert "No series here is counted" in await world.ask("!stats", chat="elsewhere")
