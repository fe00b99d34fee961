"""Those whom the operator wants to be left alone by."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.domain.chat import ChatKind, LineId, Person, PersonId
from bot.domain.ignored import Ignored
from bot.domain.line import Reaction
from tests.unit.commands.conftest import World

RELAY = Ignored.of(["relay@example.org", "club/Relay"])


@pytest.fixture
async def world() -> AsyncIterator[World]:
    world = World()
    world.ignored = RELAY
    world.restart()
    task = asyncio.create_task(world.dispatcher.run())
    yield world
    task.cancel()
    await asyncio.wait([task])


async def test_nothing_of_an_ignored_account_is_heard(world: World) -> None:
    ours = await world.ask("!meet Board")
    assert ours
    said = world.line("!who", by="relay@example.org")
    put = Reaction(to=LineId("posted:x"), emoji=("🔔",))
    await world.hand_in(
        said,
        replace(said, line=LineId("direct"), kind=ChatKind.DIRECT, addressed=True),
        replace(said, line=LineId("reaction"), text="", reaction=put),
        replace(said, line=LineId("sealed"), text="", addressed=True, is_unreadable=True),
    )
    assert await world.out() == []
    async with world.store.begin() as work:
        assert await work.inbox.waiting(said.chat.account) == []
        assert await work.inbox.receive(said, now=world.clock.now()), "not even its id is kept"


async def test_in_a_chat_that_hides_addresses_it_is_the_nick(world: World) -> None:
    said = world.line("!meet")
    await world.hand_in(replace(said, sender=Person(PersonId("club/Relay"), "Relay")))
    known_by_id = replace(said, sender=Person(PersonId("f00@club"), "Relay"))
    await world.hand_in(replace(known_by_id, line=LineId("another")))
    assert await world.out() == []
    assert await world.ask("!meet", by="anna@example.org")


async def test_how_far_a_network_was_read_is_kept_all_the_same(world: World) -> None:
    await world.hand_in(world.line("!who", by="relay@example.org"), positions=[("since", "42")])
    assert await world.door.position("since") == "42"
