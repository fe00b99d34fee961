"""Erase what is past."""

import logging
from datetime import timedelta

from bot.usecases.ports import Clock, Store

log = logging.getLogger(__name__)


async def keep_house(store: Store, clock: Clock, *, retention: timedelta) -> None:
    """Erase everything that has been over for longer than `retention`."""
    async with store.begin() as work:
        erased = await work.housekeeping.purge(before=clock.now() - retention)
    if erased:
        log.info("Erased what is past", extra={"action": "purged", "rows": erased})
