"""Say whether the Jitsi server may let a call begin: the bot is its reservation system.

The decision follows from the programme alone, so that asking again changes nothing.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.series import Occurrence, Series, dates, next_held
from bot.domain.settings import ChatSettings
from bot.domain.shaping import OwnedRoom, Policy, Reservation
from bot.errors import TransientError
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.store import Store, Work
from bot.usecases.rooms.own_rooms import owner_of
from bot.usecases.speaking.herald import Herald
from bot.usecases.speaking.speech import Reply

log = logging.getLogger(__name__)

BEFORE: Final = timedelta(minutes=30)
"""How long before a date its room opens."""
OVERTIME: Final = timedelta(hours=2)
"""How long a call may go on after its planned end; then the server ends it."""
UNPLANNED: Final = timedelta(hours=24)
"""How long an unplanned call may take; nobody is to be put out in mid-sentence."""
_ANSWER_S: Final = 4.0
"""The server waits a little longer, as its operator was told; then it denies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomShut(Reply):
    """Not now: the room of a series between its dates. `next_date` is when it opens again."""

    title: str
    next_date: Occurrence | None


@dataclass(frozen=True, slots=True)
class RoomUnannounced(Reply):
    """Nobody announced the room, and such rooms stay shut."""


@dataclass(frozen=True, slots=True)
class CannotLook(Reply):
    """The bot cannot reach its database, and all rooms stay shut until it can."""


@dataclass(frozen=True, slots=True)
class Denied:
    """The call may not begin. `text` is for those who want in."""

    text: str


@dataclass(frozen=True, slots=True)
class StillRuns:
    """The call began before under this reservation, and it holds."""

    id: str


Verdict = Reservation | StillRuns | Denied


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserve:
    """`our_node` gives the node of a room by the server's name, None for another tenant's room.

    `has_lobby`: a moderator can let people in, so that a lobby locks nobody out for good.
    `over` is told the node of each call that the server reports as over. `most_people` may be in
    one call at once, any number for 0.
    """

    store: Store
    clock: Clock
    herald: Herald
    our_node: Callable[[str], str | None]
    draw_id: Callable[[], str]
    policy: Policy
    has_lobby: bool
    over: Callable[[str], None]
    most_people: int = 0

    async def __call__(self, name: str) -> Verdict:
        """Whether the call in the room with that name may begin now.

        Within 5 s; as the policy says when the database does not answer.
        """
        now = self.clock.now()
        try:
            async with asyncio.timeout(_ANSWER_S), self.store.begin() as work:
                verdict = await self._decide(work, name, now)
        except (TransientError, TimeoutError):
            verdict = self._unknown(name, CannotLook(), self.herald.defaults, now)
        log.info(
            "The Jitsi server asked whether a call may begin",
            extra={"action": "reservation", "verdict": type(verdict).__name__},
        )
        return verdict

    async def get(self, id_: str) -> Reservation | None:
        """Raises `TransientError`."""
        async with self.store.begin() as work:
            return await work.reservations.get(id_)

    async def end(self, id_: str) -> bool:
        """The server says that the call is over. False for one that is not known, or not any more.

        Raises `TransientError`.
        """
        async with self.store.begin() as work:
            ended = await work.reservations.end(id_)
        if ended is not None:
            self.over(ended.node)
        return ended is not None

    async def _decide(self, work: Work, name: str, now: datetime) -> Verdict:
        node = self.our_node(name)
        owned = await owner_of(work, node) if node else None
        if owned is None:
            found = self._unknown(name, RoomUnannounced(), self.herald.defaults, now)
        else:
            found = await self._known(work, owned, name, now)
        if not isinstance(found, Reservation):
            return found
        running = await work.reservations.running(found.node, now=now)
        if running is not None:  # a server that was restarted forgot it; its next call is locked
            shaped = replace(running, lobby=found.lobby, password=found.password)
            await work.reservations.save(shaped)
            return StillRuns(running.id)
        await work.reservations.save(found)
        return found

    async def _known(self, work: Work, owned: OwnedRoom, name: str, now: datetime) -> Verdict:
        programme = await work.programme.of_chat(owned.chat)
        here = [series for series in programme if series.room.node == owned.node]
        ends_at = _open_until(owned, here, now)
        if ends_at is None:
            settings = await self.herald.settings(work, owned.chat) or self.herald.defaults
            coming = [date for series in here if (date := next_held(series, after=now))]
            next_date = min(coming, key=lambda date: date.starts_at, default=None)
            shut = RoomShut(title=here[0].title, next_date=next_date)
            return self._denied(shut, settings, now)
        granted = self._granted(name, owned.node, now, ends_at)
        return replace(granted, lobby=owned.wants_lobby and self.has_lobby, password=owned.password)

    def _unknown(self, name: str, why: Reply, settings: ChatSettings, now: datetime) -> Verdict:
        if self.policy is Policy.CLOSED:
            return self._denied(why, settings, now)
        return self._granted(name, self.our_node(name) or name.lower(), now, now + UNPLANNED)

    def _granted(self, name: str, node: str, now: datetime, ends_at: datetime) -> Reservation:
        return Reservation(id=self.draw_id(), name=name, node=node, starts_at=now, ends_at=ends_at)

    def _denied(self, why: Reply, settings: ChatSettings, now: datetime) -> Denied:
        return Denied(" ".join(self.herald.words(why, settings, now=now).text.split()))


def _open_until(owned: OwnedRoom, series: list[Series], now: datetime) -> datetime | None:
    """Until when a call that begins now may go on; None when none may begin."""
    if not series:
        return now + UNPLANNED
    ends = [
        date.ends_at + OVERTIME
        for one in series
        for date in dates(one, after=now - one.duration - OVERTIME, limit=2)
        if not date.is_off and date.starts_at - BEFORE <= now
    ]
    if owned.opened_at is not None and now < owned.opened_at + OVERTIME:
        ends.append(now + UNPLANNED)  # somebody of the chat opened it beside the programme
    return max(ends, default=None)
