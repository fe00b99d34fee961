"""A bot that runs as its operator runs it, on both networks, on real servers of the tests' own."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from tests.fixtures.databases import Engine, engines
from tests.fixtures.venue import MakeProgram, MatrixVenue, Venues, XmppVenue


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningBot:
    """Where people meet it."""

    room: MatrixVenue
    group_chat: XmppVenue


@pytest.fixture(params=engines("postgresql"))
def engine(request: pytest.FixtureRequest) -> Engine:
    """The one that is tried less elsewhere, where time is short."""
    return request.param


@pytest.fixture
async def running_bot(venues: Venues, make_program: MakeProgram) -> AsyncIterator[RunningBot]:
    """Started with a configuration file and ready; it must end cleanly on SIGTERM."""
    room, group_chat = await venues.open("matrix"), await venues.open("xmpp")
    assert isinstance(room, MatrixVenue)
    assert isinstance(group_chat, XmppVenue)
    program = make_program(room, group_chat)
    assert room.bot in await program.start()

    yield RunningBot(room=room, group_chat=group_chat)

    assert await program.stop() == 0, program.last_words()
