"""`ankerplatz console`: a chat with the bot in this terminal, for people and for scripts."""

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.bootstrap import Post, assemble, conference_server, serve
from bot.commands.dispatch import Dispatcher
from bot.config import Configuration
from bot.config.shapes import duration
from bot.errors import ConfigError
from bot.networks.console import CHAT, ConsoleNetwork
from bot.scheduling.clock import AdjustableClock, SystemClock
from bot.storage.opening import open_store
from bot.usecases.ports import Store

ADVANCE = "/advance"


class Transcript:
    """Prints what the bot says, with the chat's own time before each line where `clock` is set."""

    def __init__(self, store: Store, *, clock: AdjustableClock | None, default_zone: str) -> None:
        self._store = store
        self._clock = clock
        self._default_zone = default_zone

    async def show(self, text: str) -> None:
        stamp = await self._stamp(self._clock) if self._clock else ""
        for line in text.splitlines():
            print(stamp + line, flush=True)  # noqa: T201 -- standard output is the chat

    async def _stamp(self, clock: AdjustableClock) -> str:
        async with self._store.begin() as work:
            chat = await work.chats.get(CHAT)
        zone = ZoneInfo((chat and chat.timezone) or self._default_zone)
        return clock.now().astimezone(zone).strftime("[%Y-%m-%d %H:%M] ")


async def run_console(configuration: Configuration, *, at: datetime | None) -> None:
    """Answer what comes from standard input, until it ends.

    With `at` (aware) the clock starts there and stands still but for `/advance 6h`.
    """
    turned = None if at is None else AdjustableClock(at)
    clock = turned or SystemClock()
    store = open_store(configuration.bot.database)
    transcript = Transcript(store, clock=turned, default_zone=configuration.bot.timezone)
    network = ConsoleNetwork(clock=clock, show=transcript.show)
    assembly = assemble(
        configuration,
        store=store,
        clock=clock,
        server=conference_server(configuration, clock),
        networks=[network],
    )
    serving = asyncio.create_task(serve(assembly, ready=lambda _accounts: None))
    conversing = asyncio.create_task(
        _converse(network, assembly.posts[0], assembly.dispatcher, transcript, turned)
    )
    tasks = (serving, conversing)
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in tasks:
        if not task.cancelled():
            task.result()


async def _converse(
    network: ConsoleNetwork,
    post: Post,
    dispatcher: Dispatcher,
    transcript: Transcript,
    clock: AdjustableClock | None,
) -> None:
    """One line after the other, each answered in full before the next is read."""
    await network.wait_ready()
    async for line in _typed_lines():
        if clock and line.startswith(ADVANCE):
            try:
                clock.advance(duration(line.removeprefix(ADVANCE).strip()))
            except ValueError as error:
                await transcript.show(str(error))
        else:
            await network.type_line(line)
        await dispatcher.wait_idle()
        await post.worker.drain()


async def _typed_lines() -> AsyncIterator[str]:
    read = _prompt if sys.stdin.isatty() else sys.stdin.readline
    while line := await asyncio.to_thread(read):
        if line.strip():
            yield line.strip()


def _prompt() -> str:
    """One line from a person, with line editing; empty when they are done."""
    import readline  # noqa: F401, PLC0415 -- gives input() its line editing

    try:
        return input("> ") + "\n"
    except EOFError:
        return ""


def moment(text: str) -> datetime:
    """`2026-03-28 12:00 Europe/Berlin` -> aware. Raises `ConfigError`."""
    try:
        day, time, zone = text.split()
        return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZoneInfo(zone))
    except (ValueError, KeyError, OSError) as error:
        raise ConfigError(
            f'--at: "{text}" is not understood; write it as "2026-03-28 12:00 Europe/Berlin"'
        ) from error
