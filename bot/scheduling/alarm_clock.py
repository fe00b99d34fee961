"""Wakes what is due. APScheduler is the clock; rows say what is due and whether it was done."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast

from bot.errors import TransientError

log = logging.getLogger(__name__)

WATCHDOG: Final = timedelta(seconds=30)
"""At the latest after that it is noticed that the wall clock was set or the machine slept."""
_A_DAY: Final = timedelta(days=1)
_SOON: Final = timedelta(seconds=2)
"""When to try again after a failure."""

Wake = Callable[[], Awaitable[datetime | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Something to do at the start and then every `every`; if it fails, the next one comes."""

    name: str
    every: timedelta
    work: Callable[[], Awaitable[None]]


async def _at_once() -> None:
    """For rounds that need not wait for anything."""


class AlarmClock:
    """Goes the rounds, and wakes what falls due, until cancelled.

    `wake` does everything that is due, and returns when (aware) there will be something again. The
    rounds begin once `may_go` returns.
    """

    def __init__(
        self,
        rounds: Sequence[Round],
        *,
        wake: Wake,
        may_go: Callable[[], Awaitable[None]] = _at_once,
        watchdog: timedelta = WATCHDOG,
    ) -> None:
        self._rounds = rounds
        self._wake = wake
        self._may_go = may_go
        self._watchdog = watchdog
        self._poked = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()

    def poke(self) -> None:
        """Say that something may fall due earlier than it would have."""
        self._poked.set()

    async def settle(self) -> datetime | None:
        """Do what is due now, once. Returns when there will be something again.

        Raises what `wake` raises.
        """
        async with self._one_at_a_time:
            return await self._wake()

    async def go_daily_rounds(self) -> None:
        """Those that would have come by themselves if a day had really passed."""
        for one in self._rounds:
            if one.every >= _A_DAY:
                await _go(one)

    async def run(self) -> None:
        from apscheduler.schedulers.asyncio import AsyncIOScheduler  # noqa: PLC0415 -- it takes a tenth of a second, which `console --help` need not wait

        scheduler = cast("Any", AsyncIOScheduler)(
            timezone=UTC,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        scheduler.start()
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._go_rounds(scheduler))
                tasks.create_task(self._keep_waking(scheduler))
        finally:
            scheduler.shutdown(wait=False)

    async def _go_rounds(self, scheduler: Any) -> None:  # noqa: ANN401 -- the library has no types
        await self._may_go()
        for one in self._rounds:
            await _go(one)
            scheduler.add_job(
                _go, "interval", args=[one], seconds=one.every.total_seconds(), id=one.name
            )

    async def _keep_waking(self, scheduler: Any) -> None:  # noqa: ANN401 -- as above
        """At the set moment, when poked, and by the monotonic watchdog."""
        set_for: datetime | None = None
        while True:
            self._poked.clear()
            rest = self._watchdog
            try:
                due_at = await self.settle()
            except Exception as error:  # noqa: BLE001 -- whatever it was, what is due stays due
                _report("waking", error)
                if isinstance(error, TransientError):
                    rest = min(_SOON, rest)
            else:
                if due_at and due_at != set_for:
                    scheduler.add_job(
                        self._ring, "date", run_date=due_at, id="due", replace_existing=True
                    )
                set_for = due_at
            with suppress(TimeoutError):
                async with asyncio.timeout(rest.total_seconds()):
                    await self._poked.wait()
            scheduler.wakeup()

    async def _ring(self) -> None:
        self.poke()


async def _go(one: Round) -> None:
    try:
        await one.work()
    except Exception as error:  # noqa: BLE001 -- whatever it was, the next round comes
        _report(one.name, error)


def _report(name: str, error: Exception) -> None:
    if isinstance(error, TransientError):
        log.warning(
            "A round failed and comes again",
            extra={"action": "round_failed", "round": name, "why": str(error)},
        )
    else:
        log.error(
            "A round failed by a bug",
            exc_info=error,
            extra={"action": "round_stumbled", "round": name},
        )
