"""Erase what is past."""

import logging
from datetime import datetime, timedelta

from bot.usecases.ports.clock import Clock
from bot.usecases.ports.store import Store
from bot.usecases.programme.prepare import forget_past

log = logging.getLogger(__name__)


async def keep_house(store: Store, clock: Clock, *, retention: timedelta) -> None:
    """Erase everything that has been over for longer than `retention`."""
    before = clock.now() - retention
    async with store.begin() as work:
        await forget_past(work, before=before)
        await work.dashboards.erase(now=clock.now())
    erased = 0
    while piece := await _purge(store, before):
        erased += piece
    if erased:
        log.info("Erased what is past", extra={"action": "purged", "rows": erased})


async def _purge(store: Store, before: datetime) -> int:
    """One piece, in a transaction of its own, so that others have their turn."""
    async with store.begin() as work:
        return await work.housekeeping.purge(before=before)
