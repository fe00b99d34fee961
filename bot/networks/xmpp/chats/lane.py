"""The way of one chat's lines to the door: in order, each at least once, and none skipped."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final, Protocol

from bot.domain.line import Incoming
from bot.errors import PermanentError, TransientError
from bot.networks.retrying import a_few_times, patiently
from bot.networks.xmpp.stanzas.elements import moment_of
from bot.networks.xmpp.stanzas.sealed import Sealed
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.networks import Door

log = logging.getLogger(__name__)
_LOOK_BACK: Final = timedelta(minutes=15)
"""Older lines are not answered any more."""
_OVERLAP: Final = timedelta(minutes=1)
"""The room's clock may be behind ours. What comes twice for it is known by its id."""
AGAIN_AFTER_S: Final = 60.0
"""Between two looks into an archive that does not answer."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something that came: the line in it if there is one, and how far the reader is now.

    `archive_id` is None where no archive keeps what is written.
    """

    line: Incoming | None
    archive_id: str | None
    at: datetime
    sealed: Sealed | None = None
    """With it, `line` is without its words."""


class Unsealer(Protocol):
    """Decrypts what arrives."""

    async def opened(self, arrival: Arrival) -> Incoming | None:
        """The line in it, None if there is none after all. Raises `TransientError`."""
        ...

    def handed_in(self, arrivals: Sequence[Arrival]) -> None:
        """The door has these lines."""
        ...


Resolve = Callable[[Incoming], Awaitable[Incoming | None]]
"""The line as it is to be handed in, None when not at all; see `OwnLines.resolved`."""

ReadArchive = Callable[[str | None, datetime], AsyncIterator[Sequence[Arrival]]]
"""What an archive keeps after an id (None: from any id on), but not from before a moment."""


@dataclass(frozen=True, slots=True, eq=False)
class _Gap:
    """What an archive does not tell yet, and when nobody will answer it any more."""

    archive: ReadArchive
    until: datetime


_Entry = Arrival | _Gap | ReadArchive | None
"""What comes in order. An archive is to be read before what follows; None where there is none."""


class Lane:
    """Feeds the door from one archive, or from a room without one, and remembers how far.

    An archive that fails is read later, while lines that are written go on to the door. Until then
    the position stays, so that whoever dies in between reads it all.

    Positions are `mam:<jid>`, the newest archive id handed in, and `since:<jid>`, the moment from
    which on a room without an archive has to be asked for its history. `entered` tells the door
    that the bot is in the room.
    """

    def __init__(
        self,
        jid: str,
        door: Door,
        clock: Clock,
        resolve: Resolve,
        opening: Unsealer | None = None,
        *,
        entered: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._newest: Final = f"mam:{jid}"
        self._since: Final = f"since:{jid}"
        self._jid = jid
        self._door = door
        self._clock = clock
        self._resolve = resolve
        self._opening = opening
        self._entered = entered
        self._waiting = deque[_Entry]()
        self._held: list[Arrival] = []
        self._gap: _Gap | None = None
        self._news = asyncio.Event()
        self.caught_up = asyncio.Event()

    def put(self, arrival: Arrival) -> None:
        """Take in what has just been written. What holds no line moves no position by itself."""
        if arrival.line is not None:
            self._drop_old()
            self._take_in(arrival)

    def hold(self, arrival: Arrival) -> None:
        """Do not move on behind it until it is passed by; lines that follow go on to the door."""
        self._held.append(arrival)

    def pass_by(self, arrival: Arrival) -> None:
        """Move on behind it, although it holds no line: what it says is kept by somebody else."""
        self._held.remove(arrival)
        self._take_in(arrival)

    def catch_up(self, archive: ReadArchive | None) -> None:
        """First read what was missed: everything that is put in later waits for that."""
        self._take_in(archive)

    async def history_from(self) -> datetime | None:
        """From when on a room without an archive is to repeat its lines; None if never there."""
        since = moment_of(await patiently(lambda: self._door.position(self._since)))
        return max(since - _OVERLAP, self._clock.now() - _LOOK_BACK) if since else None

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            batch: list[Arrival] = []
            entry = await self._next()
            while isinstance(entry, Arrival):
                batch.append(entry)
                if not self._waiting:
                    break
                entry = self._waiting.popleft()
            if batch:
                await self._hand_in(batch, moves_on=self._gap is None)
            if isinstance(entry, _Gap):
                await self._close(entry)
            elif not isinstance(entry, Arrival):
                await self._catch_up(entry)

    def _take_in(self, entry: _Entry) -> None:
        self._waiting.append(entry)
        self._news.set()

    def _drop_old(self) -> None:
        """While the door is shut, nothing is kept that nobody would answer any more."""
        floor = self._clock.now() - _LOOK_BACK
        while self._waiting:
            first = self._waiting[0]
            if not isinstance(first, Arrival) or first.at >= floor:
                return
            self._waiting.popleft()

    async def _next(self) -> _Entry:
        while not self._waiting:
            self._news.clear()
            await self._news.wait()
        return self._waiting.popleft()

    async def _catch_up(self, archive: ReadArchive | None) -> None:
        self._gap = None
        if self._entered:
            await patiently(self._entered)
        newest, since = await self._positions()
        if newest is None and since is None:
            # the first time here: what was written before was not written to us
            await self._receive([], (self._since, self._clock.now().isoformat()))
        elif archive is not None:
            gap = _Gap(archive, self._clock.now() + _LOOK_BACK)
            try:
                await a_few_times(lambda: self._read(archive))
            except TransientError as error:
                self._gap = gap
                self._look_again(gap, error)
            except PermanentError as error:
                self._give_up(error)
        self.caught_up.set()

    async def _close(self, gap: _Gap) -> None:
        if gap is not self._gap:
            return  # what was missed then is read since
        try:
            await self._read(gap.archive)
        except TransientError as error:
            if self._clock.now() < gap.until:
                self._look_again(gap, error)
                return
            self._give_up(error)
        except PermanentError as error:
            self._give_up(error)
        self._gap = None

    def _look_again(self, gap: _Gap, error: TransientError) -> None:
        facts = {"archive": self._jid, "why": str(error)}
        log.info("Lines written while away cannot be read yet", extra=facts)
        asyncio.get_running_loop().call_later(AGAIN_AFTER_S, self._take_in, gap)

    def _give_up(self, error: TransientError | PermanentError) -> None:
        facts = {"archive": self._jid, "why": str(error)}
        log.warning("Lines written while away were not read", extra=facts)

    async def _read(self, archive: ReadArchive) -> None:
        newest, since = await self._positions()
        floor = self._clock.now() - _LOOK_BACK
        async for page in archive(newest, max(since, floor) if since else floor):
            if page:
                await self._hand_in(page, moves_on=True)

    async def _positions(self) -> tuple[str | None, datetime | None]:
        newest = await patiently(lambda: self._door.position(self._newest))
        return newest, moment_of(await patiently(lambda: self._door.position(self._since)))

    async def _hand_in(self, arrivals: Sequence[Arrival], *, moves_on: bool) -> None:
        found = [await self._resolved(arrival) for arrival in arrivals]
        lines = [line for line in found if line is not None]
        passed = self._passed(arrivals) if moves_on else ()
        ids = [arrival.archive_id for arrival in passed if arrival.archive_id is not None]
        if ids:
            await self._receive(lines, (self._newest, ids[-1]))
        elif passed:
            await self._receive(lines, (self._since, passed[-1].at.isoformat()))
        else:
            await self._receive(lines)
        if self._opening:
            self._opening.handed_in(arrivals)

    def _passed(self, arrivals: Sequence[Arrival]) -> Sequence[Arrival]:
        """Those that nobody has to read again, whatever dies now."""
        if any(held not in arrivals for held in self._held):
            return ()
        return tuple(takewhile(lambda arrival: arrival not in self._held, arrivals))

    async def _resolved(self, arrival: Arrival) -> Incoming | None:
        async def resolve() -> Incoming | None:
            opening = self._opening
            line = await opening.opened(arrival) if opening else arrival.line
            return await self._resolve(line) if line else None

        try:
            return await a_few_times(resolve)
        except TransientError:
            log.warning("A line or reaction was not looked into", extra={"archive": self._jid})
            return arrival.line if arrival.sealed else None

    async def _receive(self, lines: Sequence[Incoming], *positions: tuple[str, str]) -> None:
        await patiently(lambda: self._door.receive(lines, positions=positions))
