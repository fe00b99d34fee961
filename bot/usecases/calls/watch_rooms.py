"""Look at the rooms that somebody wants looked at, and tell of what is seen there.

What to look at is in rows (`wanted_rooms.py`). What was seen is in memory and starts afresh in each
process; the cards remember what they showed.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from bot.domain.attendance import Attendance, Liveness
from bot.domain.chat import AccountId, DeliveryKey
from bot.domain.conference import ConferenceRoom
from bot.domain.live_card import Face
from bot.domain.live_pace import LookPace
from bot.errors import TransientError
from bot.usecases.calls.live_board import LiveBoard
from bot.usecases.calls.tell_live import TellLive, Told, accounts_of
from bot.usecases.calls.wanted_rooms import WantedRooms
from bot.usecases.calls.watched_room import WatchedRoom
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.conferences import ConferenceServer
from bot.usecases.ports.store import Store
from bot.usecases.programme.programme_rooms import ProgrammeRooms

log = logging.getLogger(__name__)

LONGEST_REST: Final = timedelta(seconds=30)
"""The clock is read again after that in any case: it may have been set."""
READ_FOR: Final = timedelta(minutes=2)
"""How long all public rooms are looked at after somebody read the public pages."""
_ANEW: Final = timedelta(minutes=1)
"""Dates come near by themselves, so the rooms to look at are loaded again after that."""
_LOAD_SHARE: Final = 20
"""Loading takes at most one part in so many of the time, however many rooms there are."""
_BREATH_S: Final = 0.1
"""What comes within that is dealt with together."""
_STORE_PAUSE_S: Final = 2.0
_LOOKS_AT_ONCE: Final = 16
_ROOMS_AT_ONCE: Final = 50
_EDITS_KEPT: Final = 500
_STUMBLED: Final = "A call cannot be told of by a bug"


class Lookout:
    """`told` is called with each account that has something to send.

    Only `EndDates` edits cards as well, at a planned end.

    `heard` is for the server's news, `saw` for whoever looked anyway, `poke` for whoever changed
    what is to be looked at, `edit_refused` for whoever could not make an edit. `programme` names
    the rooms of near dates. Chats of accounts that this copy does not serve are left out.
    """

    def __init__(
        self,
        *,
        store: Store,
        server: ConferenceServer,
        clock: Clock,
        tell: TellLive,
        told: Callable[[AccountId], None],
        pace: LookPace | None = None,
        programme: ProgrammeRooms | None = None,
        serves: Callable[[AccountId], bool] = lambda _account: True,
    ) -> None:
        self._store = store
        self._server = server
        self._clock = clock
        self._tell = tell
        self._told = told
        self._pace = pace or LookPace()
        self._wanted = WantedRooms(
            otherwise=tell.herald.defaults.presence, programme=programme, serves=serves
        )
        self._read_at: datetime | None = None
        self._anew_at: datetime | None = None
        self._rooms: dict[str, WatchedRoom] = {}
        self._stale = True
        self._load_at: datetime | None = None
        self._wake = asyncio.Event()
        self._hands = asyncio.Semaphore(_LOOKS_AT_ONCE)
        self._under_way: set[asyncio.Task[None]] = set()
        self._said: OrderedDict[DeliveryKey, Face] = OrderedDict()
        self._refused: list[DeliveryKey] = []
        self.board: Final = LiveBoard()

    def poke(self) -> None:
        """Say that other rooms may have to be looked at, or that the clock was set."""
        self._stale = True
        self._wake.set()

    def heard(self, node: str) -> None:
        """The server says that something changed there: look within a second."""
        if watched := self._rooms.get(node):
            watched.news(self._pace, now=self._clock.now())
            self._wake.set()

    def saw(self, room: ConferenceRoom, seen: Attendance) -> None:
        """Somebody looked for a reason of their own."""
        if watched := self._rooms.get(room.node):
            self._take(watched, seen)

    def read(self) -> None:
        """Somebody is reading the public pages."""
        now = self._clock.now()
        if not self._are_read(now):
            self.poke()
        self._read_at = now

    def edit_refused(self, delivery: DeliveryKey) -> None:
        """The edit with that key can never be made."""
        self._refused.append(delivery)
        self._wake.set()

    async def settle(self) -> datetime | None:
        """Return once everything is done that is due now: when there will be something again.

        For a clock that is turned by hand; raises `TransientError` when the database is away.
        """
        async with asyncio.TaskGroup() as looks:
            while True:
                due = await self._round(looks)
                if self._under_way:
                    await asyncio.wait(self._under_way)
                elif due is None or due > self._clock.now():
                    return due

    async def run(self) -> None:
        """Look and tell until cancelled."""
        async with asyncio.TaskGroup() as looks:
            while True:
                try:
                    due = await self._round(looks)
                except TransientError as error:
                    log.warning(
                        "The database is away", extra={"action": "store_away", "why": str(error)}
                    )
                    await asyncio.sleep(_STORE_PAUSE_S)
                    self._stale = True
                except Exception:
                    log.exception("Watching failed by a bug", extra={"action": "watch_stumbled"})
                    await asyncio.sleep(_STORE_PAUSE_S)
                else:
                    await self._rest_until(due)

    async def _round(self, looks: asyncio.TaskGroup) -> datetime | None:
        """Tell what is due and start the looks that are. When to come again, unless woken."""
        self._wake.clear()
        self._stale |= self._anew_at is not None and self._anew_at <= self._clock.now()
        if self._stale and self._may_load():
            self._stale = False
            await self._load()
        await self._tell_refused()
        again = await self._tell_due()
        now = self._clock.now()
        for watched in self._rooms.values():
            if not watched.under_way and watched.is_due(self._pace, now=now):
                watched.under_way = True
                task = looks.create_task(self._look(watched))
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)
        moments = [one.look_at for one in self._rooms.values() if not one.under_way]
        load_at = self._load_at if self._stale else self._anew_at
        return min([*moments, *again, *([load_at] if load_at else [])], default=None)

    def _may_load(self) -> bool:
        """Not yet if the last time took long. A moment too far ahead comes from a wrong clock."""
        now = self._clock.now()
        return self._load_at is None or not now < self._load_at <= now + LONGEST_REST

    async def _load(self) -> None:
        """Ask the database what is to be looked at."""
        now = self._clock.now()
        async with self._store.begin() as work:
            all_wanted = await self._wanted(work, now=now, are_read=self._are_read(now))
        self._anew_at = now + _ANEW if self._wanted.programme else None
        for node in self._rooms.keys() - all_wanted.keys():
            self.board.put(node, None)
            del self._rooms[node]
        for node, wanted in all_wanted.items():
            watched = self._rooms.setdefault(node, WatchedRoom(room=wanted.room, look_at=now))
            watched.in_programme = wanted.near is not None
            watched.wanted_by(wanted.cards, wanted.follows, wanted.wishes, now=now)
        loaded_at = self._clock.now()
        self._load_at = loaded_at + min(_LOAD_SHARE * (loaded_at - now), LONGEST_REST)

    def _are_read(self, now: datetime) -> bool:
        return self._read_at is not None and now - self._read_at < READ_FOR

    async def _look(self, watched: WatchedRoom) -> None:
        async with self._hands:
            try:
                seen = await self._server.attendance(watched.room, names=False)
            except Exception:
                log.exception("A look failed by a bug", extra={"action": "look_stumbled"})
                seen = Attendance(
                    liveness=Liveness.UNKNOWN, seen_at=self._clock.now(), source="none"
                )
        self._take(watched, seen)
        watched.plan(self._pace, now=self._clock.now())

    def _take(self, watched: WatchedRoom, seen: Attendance) -> None:
        now = self._clock.now()
        watched.take(seen, now=now)
        if watched.room.node in self._rooms:
            self.board.put(watched.room.node, watched.live_state(now=now))
        self._wake.set()

    async def _tell_due(self) -> list[datetime]:
        """Tell what may be told now. When there is more."""
        now = self._clock.now()
        due = [one for one in self._rooms.values() if one.tell_at and one.tell_at <= now]
        for start in range(0, len(due), _ROOMS_AT_ONCE):
            await self._tell_page(due[start : start + _ROOMS_AT_ONCE], now)
        return [one.tell_at for one in self._rooms.values() if one.tell_at]

    async def _tell_page(self, page: Sequence[WatchedRoom], now: datetime) -> None:
        """In one transaction; a room that a bug breaks holds up no other."""
        try:
            async with self._store.begin() as work:
                told = [await self._tell(work, watched, now=now) for watched in page]
        except TransientError:
            raise
        except Exception:
            if len(page) > 1:
                for watched in page:
                    await self._tell_page([watched], now)
                return
            log.exception(_STUMBLED, extra={"action": "tell_stumbled"})
            page[0].tell_at = None
            return
        for watched, one in zip(page, told, strict=True):
            self._remember(watched, one)
        for account in accounts_of(told):
            self._told(account)

    def _remember(self, watched: WatchedRoom, told: Told) -> None:
        """Keep what was committed."""
        watched.told(told.cards, told.faces, told.wishes)
        watched.tell_at = told.again_at
        for key, shown in told.faces.items():
            self._said[key] = shown
            self._said.move_to_end(key)
        while len(self._said) > _EDITS_KEPT:
            self._said.popitem(last=False)
        if not watched.is_wanted:
            self._rooms.pop(watched.room.node, None)
            self.board.put(watched.room.node, None)

    async def _tell_refused(self) -> None:
        """Say in a new line what a refused edit was to say."""
        while self._refused:
            key = _card_of(self._refused[0])
            if key in self._said:
                try:
                    await self._say_anew(key)
                except TransientError:
                    raise
                except Exception:
                    log.exception(_STUMBLED, extra={"action": "tell_stumbled"})
            del self._refused[0]

    async def _say_anew(self, key: DeliveryKey) -> None:
        async with self._store.begin() as work:
            told = await self._tell.in_a_new_line(work, key, self._said[key], now=self._clock.now())
        for watched in self._rooms.values():
            if key in watched.cards:
                watched.told(told.cards, {}, [])
        for account in accounts_of([told]):
            self._told(account)

    async def _rest_until(self, due: datetime | None) -> None:
        now = self._clock.now()
        rest = LONGEST_REST if due is None else min(max(due - now, timedelta(0)), LONGEST_REST)
        with suppress(TimeoutError):
            async with asyncio.timeout(rest.total_seconds()):
                await self._wake.wait()
        await asyncio.sleep(_BREATH_S)


def _card_of(delivery: DeliveryKey) -> DeliveryKey:
    """`card:<key>:<revision>` -> the key of the card."""
    return DeliveryKey(delivery.removeprefix("card:").rpartition(":")[0])
