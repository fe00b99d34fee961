"""Wakes what is due. APScheduler is the clock; what is due, and whether it was done, is in rows."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any, cast

from bot.errors import TransientError

log = logging.getLogger(__name__)

_WATCHDOG = timedelta(seconds=30)
"""A wall clock that was set, or a machine that slept, is noticed after that at the latest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Something to do at the start and then every `every`. It may fail; the next one may not."""

    name: str
    every: timedelta
    work: Callable[[], Awaitable[None]]


class AlarmClock:
    """Goes the rounds until cancelled."""

    def __init__(self, rounds: Sequence[Round]) -> None:
        self._rounds = rounds

    async def run(self) -> None:
        # imported when used: a tenth of a second that `console --help` need not wait for
        from apscheduler.schedulers.asyncio import AsyncIOScheduler  # noqa: PLC0415

        scheduler = cast("Any", AsyncIOScheduler)(
            timezone=UTC,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        for due in self._rounds:
            await _go(due)
            scheduler.add_job(
                _go, "interval", args=[due], seconds=due.every.total_seconds(), id=due.name
            )
        scheduler.start()
        try:
            while True:
                await asyncio.sleep(_WATCHDOG.total_seconds())
                scheduler.wakeup()
        finally:
            scheduler.shutdown(wait=False)


async def _go(due: Round) -> None:
    try:
        await due.work()
    except TransientError as error:
        log.warning(
            "A round failed and comes again",
            extra={"action": "round_failed", "round": due.name, "why": str(error)},
        )
    except Exception:
        log.exception(
            "A round failed by a bug", extra={"action": "round_stumbled", "round": due.name}
        )
