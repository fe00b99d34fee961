"""Fifteen minutes before a date the Jitsi server is tried, and the moderators hear it first."""

from datetime import timedelta

import pytest

from bot.commands.registry import VERBS
from bot.domain.language import ENGLISH
from bot.domain.settings import ChatSettings, Presence
from bot.rendering.renderer import TemplateRenderer
from bot.usecases.calls.preflight import Preflight
from bot.usecases.speaking.herald import Herald
from tests.unit.commands.conftest import World

MINUTE = timedelta(minutes=1)
DEFAULTS = ChatSettings(
    language=ENGLISH, timezone="Europe/Berlin", presence=Presence.COUNT, leads=()
)


@pytest.fixture
async def preflight(world: World) -> Preflight:
    """Before a date at 14:00, an hour from now, that the club has planned."""
    await world.moderate("!meet today 14:00 Board [remind 10m] public")
    return Preflight(
        store=world.store,
        server=world.server,
        clock=world.clock,
        herald=Herald(renderer=TemplateRenderer(VERBS), defaults=DEFAULTS, prefix="!"),
        told=world.poked.append,
    )


async def test_nobody_asks_a_server_that_is_not_needed_soon(world: World, preflight: Preflight):
    world.server.problem = "down"
    world.clock.time += 44 * MINUTE
    await preflight()
    assert await world.out() == []
    assert world.server.tried == 0


async def test_a_silent_server_is_told_of_once_in_the_chat_that_planned(
    world: World, preflight: Preflight
):
    world.server.problem = "down"
    world.clock.time += 45 * MINUTE
    await preflight()
    (line,) = await world.out()
    assert line.chat.chat == "club"
    assert "For the moderators: Board begins in 15 minutes" in line.outgoing.text
    assert "(tried at 13:45)" in line.outgoing.text
    world.clock.time += 5 * MINUTE
    await preflight()
    assert await world.out() == []
    assert preflight.silent_at == world.clock.time


async def test_one_failure_alone_is_none(world: World, preflight: Preflight):
    world.server.problems = ["down"]
    world.clock.time += 45 * MINUTE
    await preflight()
    assert await world.out() == []
    assert preflight.silent_at is None


async def test_when_it_answers_again_the_line_says_so(world: World, preflight: Preflight):
    world.server.problem = "down"
    world.clock.time += 45 * MINUTE
    await preflight()
    (line,) = await world.out()
    world.server.problem = ""
    world.clock.time += MINUTE
    await preflight()
    (edit,) = await world.out()
    assert edit.edits == f"posted:{line.key}"
    assert "answers again" in edit.outgoing.text
    await preflight()
    assert await world.out() == []
    assert preflight.silent_at is None


async def test_a_date_that_is_off_needs_no_server(world: World, preflight: Preflight):
    await world.moderate("!cancel 1")
    world.server.problem = "down"
    world.clock.time += 45 * MINUTE
    await world.out()
    await preflight()
    assert await world.out() == []
