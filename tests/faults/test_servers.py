"""The servers around the bot go away and come back; the bot itself is asked to go."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Final

import pytest

from bot.demo.program import BotProgram
from bot.demo.servers.prosody import Prosody
from bot.demo.servers.synapse import Synapse
from tests.faults.conftest import Tally
from tests.faults.log import complaints
from tests.faults.tally import tallied, times_of
from tests.fixtures.databases import networks_and_engines
from tests.fixtures.prosody import StartProsody
from tests.fixtures.synapse import MakeSynapse
from tests.fixtures.venue import MakeProgram, Venue, Venues, ask

pytestmark = pytest.mark.faults

ANSWER: Final = re.compile(r"/(probe-\d+)-")
OTHER: Final = {"matrix": "xmpp", "xmpp": "matrix"}

StartServer = Callable[[str], Awaitable[Synapse | Prosody]]


@pytest.fixture
def start_server(start_prosody: StartProsody, make_synapse: MakeSynapse) -> StartServer:
    """A chat server of the test's own."""

    async def start(network: str) -> Synapse | Prosody:
        return await make_synapse() if network == "matrix" else start_prosody()

    return start


async def type_probes(venue: Venue, numbers: Iterable[int]) -> None:
    """Say them one after the other, each when the chat shows the one before."""
    for number in numbers:
        text = f"!meet Probe {number}"
        await venue.guest.say(text)
        await venue.guest.wait_for(lambda line, text=text: line.text == text)


async def bring_back(server: Synapse | Prosody) -> None:
    server.start()
    if isinstance(server, Synapse):
        await server.wait_ready()


@networks_and_engines(matrix="postgresql")
async def test_a_server_that_crashes_costs_no_answer_and_the_other_network_nothing(
    network: str,
    start_server: StartServer,
    venues: Venues,
    make_program: MakeProgram,
    tally: Tally,
):
    server = await start_server(network)
    venue, other = await venues.open(network, on=server), await venues.open(OTHER[network])
    program = make_program(venue, other)
    await program.start()
    await ask(venue, "!meet Hello", "/hello-")

    await type_probes(venue, range(6))
    server.kill()
    await ask(other, "!meet meanwhile", "/meanwhile-")
    await bring_back(server)
    venue = await venues.enter_again(venue)
    await type_probes(venue, range(6, 12))
    await ask(venue, "!meet done", "/done-", seconds=60)

    assert await program.stop() == 0, program.last_words()
    answered = times_of(await venue.answers(), ANSWER)
    expected = [f"probe-{number}" for number in range(12)]
    tally(
        f"kill -9 of the chat server, {network}",
        tallied(blows=1, times=answered, expected=expected),
    )
    assert answered == dict.fromkeys(expected, 1)
    assert complaints(program) == []


@networks_and_engines(matrix="sqlite")
async def test_a_bot_that_starts_without_one_network_serves_the_other_and_waits(
    network: str,
    start_server: StartServer,
    venues: Venues,
    make_program: MakeProgram,
):
    server = await start_server(network)
    venue, other = await venues.open(network, on=server), await venues.open(OTHER[network])
    program = make_program(venue, other)
    await program.start()
    await program.stop()
    server.kill()
    await program.launch()
    await ask(other, "!meet alone", "/alone-")

    await bring_back(server)
    assert "ready" in await program.wait_ready()
    await ask(await venues.enter_again(venue), "!meet together", "/together-")


@networks_and_engines(matrix="postgresql")
async def test_without_jitsi_there_are_links_and_honest_answers(
    network: str, venues: Venues, make_program: MakeProgram
):
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        unused_address = f"http://127.0.0.1:{nobody.getsockname()[1]}"
    venue = await venues.open(network)
    program = make_program(venue, jitsi={"url": unused_address})
    await program.start()

    assert unused_address in (await ask(venue, "!meet Vorstand", "/vorstand-")).text
    await ask(venue, "!who", "I cannot see right now")


@pytest.mark.parametrize("engine", ["sqlite"])  # it is about its file
async def test_a_second_copy_names_the_first_and_leaves_it_alone(
    venues: Venues, make_program: MakeProgram
):
    venue = await venues.open("xmpp")
    first = make_program(venue)
    await first.start()

    second = BotProgram(first.config)
    await second.launch()
    assert await second.wait() == 1  # not 78: a service manager is to try again
    assert f"process {first.pid} " in second.last_words().splitlines()[-1]
    await ask(venue, "!meet first", "/first-")


@dataclass(frozen=True, slots=True)
class SilentServer:
    """Takes connections and never says a word; `taken` tells of the first."""

    address: str
    taken: asyncio.Event


@pytest.fixture
async def silent_server() -> AsyncIterator[SilentServer]:
    taken = asyncio.Event()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        taken.set()
        await reader.read()  # all that comes, until the other side closes
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    yield SilentServer(f"{host}:{port}", taken)
    server.close()


async def test_told_to_stop_the_bot_finishes_and_ends_well(
    venues: Venues, make_program: MakeProgram, tally: Tally
):
    chats = [await venues.open(network) for network in OTHER]
    program = make_program(*chats)
    await program.start()
    for venue in chats:
        await type_probes(venue, range(5))
    assert await program.stop() == 0, program.last_words()

    await program.start()
    for venue in chats:
        await ask(venue, "!meet done", "/done-")
        answered = times_of(await venue.answers(), ANSWER)
        expected = [f"probe-{number}" for number in range(5)]
        tally(
            f"SIGTERM amid five commands, {venue.network}",
            tallied(blows=1, times=answered, expected=expected),
        )
        assert answered == dict.fromkeys(expected, 1)


@pytest.mark.parametrize(("network", "key"), [("matrix", "homeserver"), ("xmpp", "host")])
async def test_told_to_stop_while_it_starts_the_bot_ends_well(
    network: str, key: str, venues: Venues, make_program: MakeProgram, silent_server: SilentServer
):
    address = silent_server.address if network == "xmpp" else f"http://{silent_server.address}"
    program = make_program(await venues.open(network), **{network: {key: address}})
    await program.launch()
    async with asyncio.timeout(20):
        await silent_server.taken.wait()

    assert await program.stop() == 0, program.last_words()
    assert complaints(program) == []
