"""What goes wrong around a bot that runs on: the wire, the servers, its process, its database."""

import asyncio
import os
import resource
import signal
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from random import Random
from typing import Final

from bot.demo.program import BotProgram
from bot.demo.servers.prosody import Prosody
from bot.demo.servers.synapse import Synapse
from tests.fixtures.databases import database_of
from tests.fixtures.wire import Wire

TOO_MANY: Final = b'{"errcode":"M_LIMIT_EXCEEDED","error":"","retry_after_ms":700}'
REFUSALS: Final[Mapping[str, bytes]] = {
    "matrix": b"HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\n"
    b"Connection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(TOO_MANY), TOO_MANY),
    "xmpp": b"<?xml version='1.0'?><stream:stream xmlns='jabber:client' version='1.0'"
    b" xmlns:stream='http://etherx.jabber.org/streams' id='x' from='chat.localhost'>"
    b"<stream:error><resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
    b"</stream:error></stream:stream>",
}
"""How a server says that it has enough: each request of Matrix, each stream of XMPP."""

WIRE: Final = ("cut at random bytes", "latency", "answers lost", "too many requests", "half-open")


def trouble(wire: Wire, fault: str, network: str, random: Random) -> None:
    """Begin one of `WIRE`."""
    match fault:
        case "cut at random bytes":
            wire.cut(within=random.choice((300, 3_000, 30_000)))
        case "latency":
            wire.slow_down(seconds=random.uniform(0.2, 1))
        case "answers lost":
            wire.lose_answers(share=0.3)
        case "too many requests":
            wire.refuse(REFUSALS[network])
        case "half-open":
            wire.swallow()
        case _:
            raise AssertionError(fault)


async def restart(server: Synapse | Prosody, *, hard: bool) -> None:
    """As a power cut, or as an operator does it."""
    if hard:
        await asyncio.to_thread(server.kill)
    elif isinstance(server, Synapse):
        await server.stop()
    else:
        await asyncio.to_thread(server.stop)
    await asyncio.to_thread(server.start)
    if isinstance(server, Synapse):
        await server.wait_ready()


@asynccontextmanager
async def stopped(program: BotProgram) -> AsyncIterator[None]:
    """The process stands still inside the block, as under a debugger or in a machine asleep."""
    os.kill(program.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(program.pid, signal.SIGCONT)


@asynccontextmanager
async def disk_full(program: BotProgram) -> AsyncIterator[None]:
    """No file of the bot's grows any more, its log neither: every write fails (EFBIG)."""
    before = resource.prlimit(program.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(program.pid, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(program.pid, resource.RLIMIT_FSIZE, before)


@asynccontextmanager
async def database_held(program: BotProgram) -> AsyncIterator[None]:
    """Another program writes into the file, and does not come to an end."""
    other = sqlite3.connect(database_of(program), isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        yield
    finally:
        other.close()
