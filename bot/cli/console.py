"""`ankerplatz console`: a chat with the bot in this terminal, for people and for scripts."""

import asyncio
import os
import signal
import sys
import termios
from collections.abc import Coroutine, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from threading import Thread
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

import typer

from bot.bootstrap.adapters import conference_server
from bot.bootstrap.assembly import assemble
from bot.cli.endings import forget_unprinted
from bot.config import Configuration
from bot.config.shapes import duration
from bot.networks.console import CHAT, ConsoleNetwork
from bot.running.crew import Crew, serve
from bot.scheduling.clock import AdjustableClock, SystemClock
from bot.storage.opening import open_store
from bot.usecases.ports.store import Store

ADVANCE: Final = "/advance"
ValueT = TypeVar("ValueT")
_FAREWELL_S: Final = 5.0


class Transcript:
    """Prints what the bot says, with the chat's own time before each line where `clock` is set.

    `unread` is set once whoever read standard output has gone, as `head` does when it has enough.
    """

    unread = False

    def __init__(self, store: Store, *, clock: AdjustableClock | None, default_zone: str) -> None:
        self._store = store
        self._clock = clock
        self._default_zone = default_zone

    async def show(self, text: str) -> None:
        stamp = await self._stamp(self._clock) if self._clock else ""
        try:
            for line in text.splitlines():
                print(stamp + line, flush=True)  # noqa: T201 -- standard output is the chat
        except BrokenPipeError:
            self.unread = True
            forget_unprinted()

    async def _stamp(self, clock: AdjustableClock) -> str:
        async with self._store.begin() as work:
            chat = await work.chats.get(CHAT)
        zone = ZoneInfo((chat and chat.timezone) or self._default_zone)
        return clock.now().astimezone(zone).strftime("[%Y-%m-%d %H:%M] ")


class Terminal:
    """The bot of one console; all its methods run in the event loop."""

    def __init__(self, configuration: Configuration, *, at: datetime | None) -> None:
        self._turned = None if at is None else AdjustableClock(at)
        self._clock = clock = self._turned or SystemClock()
        self._store = store = open_store(configuration.bot.database)
        self._transcript = Transcript(
            store, clock=self._turned, default_zone=configuration.bot.timezone
        )
        self._network = ConsoleNetwork(
            name=configuration.bot.name, clock=clock, show=self._transcript.show
        )
        self._assembly = assemble(
            configuration,
            store=store,
            clock=clock,
            server=conference_server(configuration, clock),
            networks=[self._network],
        )

    @property
    def is_unread(self) -> bool:
        return self._transcript.unread

    async def open(self) -> None:
        """Return when lines can be typed.

        Raises `TransientError` where the database is away: the running bot waits for it, and here
        nobody would be told why.
        """
        async with self._store.begin() as work:
            await work.chats.get(CHAT)
        self._serving = asyncio.create_task(
            serve(Crew(assembly=self._assembly), ready=lambda _accounts: None)
        )
        await self._network.wait_ready()

    async def close(self) -> None:
        self._serving.cancel()
        with suppress(asyncio.CancelledError):
            await self._serving

    async def answer(self, line: str) -> None:
        """Return when everything that the line led to has been printed."""
        if self._turned and line.startswith(ADVANCE):
            await self._advance(self._turned, line.removeprefix(ADVANCE).strip())
        else:
            await self._network.type_line(line)
        await self._settle()

    async def _advance(self, clock: AdjustableClock, by: str) -> None:
        """Through every moment at which something is due, so that each line has its own time."""
        try:
            end = clock.now() + duration(by)
        except ValueError as error:
            await self._transcript.show(str(error))
            return
        while (due_at := await self._settle()) and due_at <= end:
            clock.advance(due_at - clock.now())
        clock.advance(end - clock.now())
        await self._assembly.alarm_clock.go_daily_rounds()

    async def _settle(self) -> datetime | None:
        """Return once all that is due has been printed; when there will be something again."""
        await self._assembly.dispatcher.wait_idle()
        while (due_at := await self._assembly.alarm_clock.settle()) and due_at <= self._clock.now():
            pass  # there was more than one round may do
        await self._assembly.stations[0].worker.drain()
        return due_at


def run_console(configuration: Configuration, *, at: datetime | None) -> None:
    """Answer what comes from standard input, until it ends, nobody reads the answers, or Ctrl-C.

    With `at` (aware) the clock starts there and stands still but for `/advance 6h`.
    The bot lives in a thread of its own: a terminal can only be read by waiting for it.
    """
    # Only one thread takes Ctrl-C. Python's own way would wait for readline, which does not notice
    # a signal that comes just before it begins to wait.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    with _in_thread(configuration, at) as bot:
        plain = termios.tcgetattr(sys.stdin) if sys.stdin.isatty() else None
        Thread(target=_leave_when_interrupted, args=(bot, plain), daemon=True).start()
        for line in _typed_lines():
            bot.do(bot.terminal.answer(line))
            if bot.terminal.is_unread:
                break


@dataclass(frozen=True, slots=True)
class _Bot:
    """The bot at work beside this thread; `do` waits for some of its work."""

    terminal: Terminal
    loop: asyncio.AbstractEventLoop

    def do(self, work: Coroutine[Any, Any, ValueT], *, seconds: float | None = None) -> ValueT:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(seconds)


@contextmanager
def _in_thread(configuration: Configuration, at: datetime | None) -> Generator[_Bot]:
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="bot")
    thread.start()

    async def opened() -> Terminal:
        terminal = Terminal(configuration, at=at)
        await terminal.open()
        return terminal

    try:
        bot = _Bot(asyncio.run_coroutine_threadsafe(opened(), loop).result(), loop)
        try:
            yield bot
        finally:
            bot.do(bot.terminal.close())
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _leave_when_interrupted(bot: _Bot, plain: list[Any] | None) -> None:
    """Wait for Ctrl-C and end the program, whatever its main thread waits for.

    `plain` is how the terminal was before readline put it into a mode of its own.
    """
    signal.sigwait({signal.SIGINT})
    if plain is not None:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, plain)
        print(flush=True)  # noqa: T201 -- what the shell says next begins on a line of its own
    with suppress(Exception):
        bot.do(bot.terminal.close(), seconds=_FAREWELL_S)
    os._exit(0)


def _typed_lines() -> Iterator[str]:
    read = _prompt if sys.stdin.isatty() else sys.stdin.readline
    while line := read():
        if line.strip():
            yield line.strip()


def _prompt() -> str:
    """One line from a person, with line editing; empty when they are done."""
    import readline  # noqa: F401, PLC0415 # pyright: ignore[reportUnusedImport] -- gives input() its line editing

    try:
        return input("> ") + "\n"
    except EOFError:
        return ""


def moment(text: str) -> datetime:
    """`2026-03-28 12:00 Europe/Berlin` -> aware. Raises `BadParameter`."""
    try:
        day, time, zone = text.split()
        return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZoneInfo(zone))
    except (ValueError, KeyError, OSError) as error:
        raise typer.BadParameter(
            f'--at: "{text}" is not understood; write it as "2026-03-28 12:00 Europe/Berlin"'
        ) from error
