"""How the running bot is, as `ankerplatz status` is told over the socket."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.errors import TransientError
from bot.hatch import Facts
from bot.usecases.check_health import CheckHealth, NetworkHealth
from bot.usecases.ports import Clock, Store

_A_DAY: Final = timedelta(days=1)


@dataclass(kw_only=True)
class StatusReport:
    """Looks at all of it. `errors_since` counts what was logged as an error from a moment on."""

    store: Store
    clock: Clock
    check: CheckHealth
    version: str
    began_at: datetime
    errors_since: Callable[[datetime], int]
    standing_by: bool = True

    async def __call__(self, _asked: Facts) -> Facts:
        found = await self.check()
        return {
            "version": self.version,
            "pid": os.getpid(),
            "since": self.began_at.isoformat(timespec="seconds"),
            "standing_by": self.standing_by,
            "well": self.standing_by or all(one.is_well for one in found),
            "networks": {one.account: _told(one) for one in found},
            "next_due": await self._next_due(),
            "errors": self.errors_since(self.clock.now() - _A_DAY),
        }

    async def _next_due(self) -> str | None:
        try:
            async with self.store.begin() as work:
                due_at = await work.alarms.next_due()
        except TransientError:  # which stands beside each network
            return None
        return due_at and due_at.isoformat(timespec="seconds")


def _told(one: NetworkHealth) -> Facts:
    return {
        "ready": one.is_ready,
        "last_read_seconds_ago": _seconds(one.unread_for),
        "late_seconds": _seconds(one.late),
    }


def _seconds(length: timedelta | None) -> float | None:
    return None if length is None else round(length.total_seconds(), 1)
