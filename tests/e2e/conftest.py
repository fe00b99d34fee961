"""A bot that runs as its operator runs it, on both networks, on real servers of the tests' own."""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass

import pytest

from bot.demo.servers.prosody import Prosody
from tests.e2e.aftermath import WatchedProgram, nothing_is_betrayed
from tests.fixtures.databases import Engine, engines
from tests.fixtures.venue import MakeProgram, MatrixVenue, Settings, Venue, Venues, XmppVenue


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
async def make_program(make_program: MakeProgram, prosody: Prosody) -> AsyncIterator[MakeProgram]:
    """As everywhere, but watched; and when the test is over, nobody was contacted or betrayed."""
    made: list[tuple[WatchedProgram, tuple[Venue, ...]]] = []

    def make(*venues: Venue, **sections: Settings) -> WatchedProgram:
        made.append((WatchedProgram(make_program(*venues, **sections).config), venues))
        return made[-1][0]

    yield make
    for program, _ in made:
        with suppress(RuntimeError):  # was never started
            await program.kill()
    for program, venues in made:
        # the port is that of the websocket which Jitsi's config.js names
        await nothing_is_betrayed(program, *venues, beside=[prosody.ports.http])


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
