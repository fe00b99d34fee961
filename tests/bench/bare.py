"""Starts the bare bots that the bot is compared with."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tests.fixtures.venue import PASSWORD, MatrixVenue, Venue

_READY_S = 30


def wishes(venue: Venue) -> Sequence[str]:
    """What a bare bot needs to know to answer there."""
    if isinstance(venue, MatrixVenue):
        login = venue.bot_account
        return venue.server.url, login.user_id, login.access_token, login.device_id
    host, port = venue.server.c2s
    return venue.bot_jid, PASSWORD, host, str(port), venue.guest.chat, venue.bot


@asynccontextmanager
async def bare(script: str, *arguments: str, ready: int = 1) -> AsyncIterator[Process]:
    """Run one of the scripts beside this file, up to as many `ready` lines, and kill it after."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(Path(__file__).with_name(script)), *arguments,
        stdin=PIPE, stdout=PIPE, stderr=DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        async with asyncio.timeout(_READY_S):
            for _ in range(ready):
                assert await process.stdout.readline() == b"ready\n", f"{script} ended"
        yield process
    finally:
        process.kill()
        await process.wait()
