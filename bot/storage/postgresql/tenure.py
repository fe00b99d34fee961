"""Which of several copies has a duty: one at a time, and the next when it falls silent."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final

from bot.domain.chat import AccountId
from bot.errors import PermanentError, TransientError
from bot.storage.postgresql.bell import Bell
from bot.storage.postgresql.fence import Fenced
from bot.storage.postgresql.opening import DriverConnection
from bot.storage.postgresql.store import PostgresStore
from bot.storage.statements import Row, Statement, StatementFile
from bot.usecases.ports.store import Store
from bot.usecases.ports.tenure import HOUSEHOLD

log = logging.getLogger(__name__)

SQL: Final = StatementFile("tenure")

LEASE_S: Final = 6.0
"""So long a copy may be silent before another takes over."""
BEAT_S: Final = 1.5
_AGAIN_S: Final = 0.2
"""A database that restarts is soon back; three beats missed are a duty lost."""
_MARGIN_S: Final = 1.5
"""So much earlier the silent copy itself stops serving."""

# Between the description of a statement and its run no timeout of the server counts: what a copy
# that was stopped there had locked would stay so.
_END_STOPPED: Final = """\
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE application_name = current_setting('application_name') AND usename = current_user
   AND state = 'active' AND wait_event = 'ClientRead'
   AND state_change < clock_timestamp() - interval '5 seconds'
"""

_Seen = tuple[str, int] | None


def _since_boot() -> float:
    """Seconds, those included during which the machine was asleep: others were awake."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class PostgresTenure:
    """A lease for each duty: a row that names its holder. Fits `Tenure`.

    A copy takes whatever is free of what it is configured for, all of it at once, and nothing that
    another copy holds; so copies by one configuration do not share out what belongs together. The
    household falls to a copy that serves an account.

    It has a connection of its own, and waits for none of the other transactions: so a long one
    does not make a living copy look silent, and one that stands still holds up no take-over.

    Holders are told apart by `owner`, and seen alive by a counter that grows: each copy measures
    with its own monotonic clock how long it stood still, so that no two clocks have to agree.
    """

    def __init__(
        self,
        url: str,
        accounts: Sequence[AccountId],
        *,
        owner: str,
        monotonic: Callable[[], float] = _since_boot,
    ) -> None:
        self._bell = Bell(self._heard)
        self._store = PostgresStore(url, begin="BEGIN", welcome=self._listen)
        # in one order, so that two copies that start at once do not share them out
        self._accounts = sorted(accounts)
        self._owner = owner
        self._monotonic = monotonic
        self._held: set[str] = set()
        self._held_at = 0.0
        self._others: dict[str, tuple[_Seen, float]] = {}
        self._taking = asyncio.Condition()
        self._hear: Callable[[str], None] = _let_it_be

    def holds(self, duty: str) -> bool:
        return duty in self._held and self._left_s(self._monotonic()) > 0

    def fenced(self, store: Store, duty: str) -> Store:
        return Fenced(store, lambda: self.holds(duty))

    async def begun(self) -> None:
        async with self._taking:
            await self._taking.wait_for(lambda: self._held)

    async def taken(self, duty: str) -> None:
        async with self._taking:
            await self._taking.wait_for(lambda: duty in self._held)

    def call(self, duty: str) -> None:
        self._bell.ring(duty)

    def on_call(self, hear: Callable[[str], None]) -> None:
        self._hear = hear

    async def run(self) -> None:
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._bell.run(self._store))
                while True:
                    is_heard = await self._keep()
                    if is_heard:
                        await self._take_up()
                    await asyncio.sleep(BEAT_S if is_heard else _AGAIN_S)
        except* PermanentError as group:
            raise group.exceptions[0] from None

    async def let_go(self) -> None:
        await self._run(SQL("let_go", duty=one, owner=self._owner) for one in sorted(self._held))

    async def close(self) -> None:
        await self._store.close()

    def _left_s(self, now: float) -> float:
        return self._held_at + LEASE_S - _MARGIN_S - now

    async def _keep(self) -> bool:
        """Show that what is held here is; whether the database heard it.

        Raises `PermanentError` when it may be no more.
        """
        if not self._held:
            return True
        began = self._monotonic()
        beats = [SQL("beat", duty=one, owner=self._owner) for one in sorted(self._held)]
        try:
            async with asyncio.timeout(max(self._left_s(began), 0)):
                is_ours = all(await self._run(beats))
        except (TransientError, TimeoutError):
            is_ours, is_heard = True, False  # nobody said otherwise
        else:
            self._held_at, is_heard = began, True
        if not (is_ours and self._left_s(self._monotonic()) > 0):
            raise PermanentError("another copy serves the accounts now, or soon will")
        return is_heard

    async def _take_up(self) -> None:
        try:
            await self._take(self._accounts)
            await self._take([HOUSEHOLD])
            await self._run([Statement(_END_STOPPED, {})])
        except TransientError as error:
            log.warning("The database cannot be reached", extra={"why": str(error)})

    async def _take(self, duties: Iterable[str]) -> None:
        """What is free of them."""
        wanted = [duty for duty in duties if duty not in self._held]
        if not wanted:
            return
        began = self._monotonic()
        free = self._free(wanted, await self._look(wanted))
        # the household is watched all along, and taken by whoever serves an account
        if not free or (not self._held and HOUSEHOLD in wanted):
            return
        taken = {row["account"] for rows in await self._run(free) for row in rows}
        if not taken:
            return
        if not self._held:  # else what was there first decides how long it is held
            self._held_at = began
        async with self._taking:
            self._held |= taken
            self._taking.notify_all()
        for duty in sorted(taken):
            log.info("This copy takes over", extra={"action": "duty_taken", "duty": duty})
            self._heard(duty)

    async def _look(self, duties: Collection[str]) -> Mapping[str, Row]:
        found = await self._run(SQL("look", duty=duty) for duty in duties)
        return {row["account"]: row for rows in found for row in rows}

    def _free(self, wanted: Sequence[str], found: Mapping[str, Row]) -> Sequence[Statement]:
        """How to take what nobody has, what was left by a holder who fell silent, and our own.

        Our own is what we took without being told so, by a server that went away just then.
        """
        now = self._monotonic()
        free: list[Statement] = []
        for duty in wanted:
            row = found.get(duty)
            seen = (row["owner"], row["beat"]) if row else None
            before, since = self._others.get(duty, (None, now))
            if seen != before:
                since = now
                if seen and not before and seen[0] != self._owner:
                    told = {"action": "standing_by", "duty": duty}
                    log.info("Another copy has this duty; standing by", extra=told)
            self._others[duty] = (seen, since)
            owner, beat = seen or ("", 0)
            if not seen or owner == self._owner or now - since >= LEASE_S:
                values = {"duty": duty, "seen_owner": owner, "seen_beat": beat}
                free.append(SQL("take", owner=self._owner, **values))
        return free

    async def _run(self, statements: Iterable[Statement]) -> Sequence[Sequence[Row]]:
        """In one transaction."""
        async with self._store.transaction() as transaction:
            return await transaction.run(*statements)

    async def _listen(self, connection: DriverConnection) -> None:
        """On each new connection; nobody knows what was missed before."""
        await self._bell.listen(connection)
        for duty in sorted(self._held):
            self._heard(duty)

    def _heard(self, duty: str) -> None:
        if duty in self._held:
            self._hear(duty)


def _let_it_be(_duty: str) -> None:
    """Nobody listens yet."""
