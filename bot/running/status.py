"""How the running bot is, as `ankerplatz status` is told over the socket."""

import os
import socket
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.domain.chat import AccountId
from bot.errors import TransientError
from bot.running.hatch import JsonObject
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.store import Store
from bot.usecases.upkeep.check_health import CheckHealth, NetworkHealth
from bot.usecases.upkeep.gone_accounts import gone_accounts

_A_DAY: Final = timedelta(days=1)
_EVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
_SHOWN: Final = 3


@dataclass(kw_only=True)
class StatusReport:
    """Looks at all of it. `errors_since` counts, by kind, the errors from a moment on."""

    store: Store
    clock: Clock
    check: CheckHealth
    version: str
    configured: Collection[AccountId]
    began_at: datetime
    errors_since: Callable[[datetime], Mapping[str, int]]

    async def __call__(self, _asked: JsonObject) -> JsonObject:
        found = await self.check()
        errors = self.errors_since(self.clock.now() - _A_DAY)
        return {
            "version": self.version,
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "since": self.began_at.isoformat(timespec="seconds"),
            "standing_by": all(one.standing_by for one in found),
            "well": all(one.is_well for one in found),
            "networks": {one.account: _told(one) for one in found},
            **await self._planned(),
            "errors": sum(errors.values()),
            "errors_by_kind": dict(errors),
        }

    async def _planned(self) -> JsonObject:
        """When what is due next, in how many chats the bot is used, and what accounts are gone.

        None where unknown.
        """
        try:
            async with self.store.begin() as work:
                alarms = await work.alarms.between(after=_EVER, until=_NEVER, limit=_SHOWN)
                series = [await work.programme.get(alarm.series) for alarm in alarms]
                used = await work.chats.used()
                gone = await gone_accounts(work, self.configured)
        except TransientError:  # which stands beside each network
            return {"next_due": None, "due": None, "chats": None, "not_configured": None}
        due = [
            {
                "at": alarm.due_at.isoformat(timespec="seconds"),
                "chat": one.owner.chat,
                "number": one.number,
            }
            for alarm, one in zip(alarms, series, strict=True)
            if alarm.due_at and one
        ]
        return {
            "next_due": due[0]["at"] if due else None,
            "due": due,
            "chats": sum(one.known is None or one.known.active for one in used),
            "not_configured": {
                account: since.isoformat(timespec="seconds") for account, since in gone.items()
            },
        }


def _told(one: NetworkHealth) -> JsonObject:
    return {
        "ready": one.is_ready,
        "standing_by": one.standing_by,
        "last_read_seconds_ago": _seconds(one.unread_for),
        "late_seconds": _seconds(one.late),
        "queue": one.backlog
        and {
            "waiting": one.backlog.waiting,
            "claimed": one.backlog.claimed,
            "held": one.backlog.held,
        },
    }


def _seconds(length: timedelta | None) -> float | None:
    return None if length is None else round(length.total_seconds(), 1)
