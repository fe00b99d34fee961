"""Whether the bot can do its work now: its networks, its database, its backlog."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.chat import AccountId
from bot.domain.delivery import Backlog
from bot.errors import TransientError
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.networks import ChatNetwork
from bot.usecases.ports.store import Store

_PATIENCE_S: Final = 2.0
_AT_ONCE_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class Listening:
    """A network, and when it last handed something in (aware, UTC), None before the first time.

    `serves` says whether this copy serves its account, or leaves that to another one.
    """

    network: ChatNetwork
    read_at: Callable[[], datetime | None]
    serves: Callable[[AccountId], bool] = lambda _account: True


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkHealth:
    """`unread_for` is how long ago the network last handed something in; None when it never did.

    `late` is how long the oldest line that could be sent has been waiting, `backlog` everything
    that is not said yet; both are None where the database does not answer. A copy that is
    `standing_by` leaves the account to another one.
    """

    account: AccountId
    standing_by: bool = False
    is_ready: bool
    unread_for: timedelta | None
    late: timedelta | None
    backlog: Backlog | None = None

    @property
    def is_well(self) -> bool:
        return self.standing_by or (self.is_ready and self.late is not None)


@dataclass(frozen=True, slots=True)
class CheckHealth:
    """Checks all of it, within a few seconds."""

    store: Store
    clock: Clock
    networks: Sequence[Listening]

    async def __call__(self) -> Sequence[NetworkHealth]:
        """In the order in which the networks were given."""
        return [await self._of(listening) for listening in self.networks]

    async def _of(self, listening: Listening) -> NetworkHealth:
        account, now = listening.network.account, self.clock.now()
        read_at = listening.read_at()
        late, backlog = await self._unsaid(account, now)
        return NetworkHealth(
            account=account,
            standing_by=not listening.serves(account),
            is_ready=await _is_ready(listening.network),
            unread_for=None if read_at is None else now - read_at,
            late=late,
            backlog=backlog,
        )

    async def _unsaid(
        self, account: AccountId, now: datetime
    ) -> tuple[timedelta, Backlog] | tuple[None, None]:
        try:
            async with asyncio.timeout(_PATIENCE_S), self.store.begin() as work:
                due_at = await work.outbox.next_due(account)
                backlog = await work.outbox.backlog(account)
        except (TransientError, TimeoutError):
            return None, None
        return timedelta(0) if due_at is None else max(now - due_at, timedelta(0)), backlog


async def _is_ready(network: ChatNetwork) -> bool:
    try:
        async with asyncio.timeout(_AT_ONCE_S):
            await network.wait_ready()
    except TimeoutError:
        return False
    return True
