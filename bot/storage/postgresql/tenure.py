"""Which of several copies serves an account: one at a time, and the next when it falls silent."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from bot.domain.chat import AccountId
from bot.errors import PermanentError, TransientError
from bot.storage.postgresql.store import PostgresStore
from bot.storage.statements import Statement, StatementFile

log = logging.getLogger(__name__)

SQL: Final = StatementFile("tenure")

LEASE_S: Final = 6.0
"""So long a copy may be silent before another takes over."""
BEAT_S: Final = 1.5
_MARGIN_S: Final = 1.5
"""So much earlier the silent copy itself stops serving."""

_Seen = tuple[str, int]


class Tenure:
    """The right to serve some accounts, all of them or none.

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
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = PostgresStore(url, begin="BEGIN")
        self._accounts = sorted(accounts)  # in one order, so that two copies do not share them out
        self._owner = owner
        self._monotonic = monotonic
        self._held_at = 0.0

    async def wait(self) -> None:
        """Return once this copy holds all of its accounts."""
        seen: Mapping[AccountId, _Seen] = {}
        since = self._monotonic()
        while True:
            try:
                found = await self._look()
                if found != seen:
                    if found and not seen:
                        log.info("Another copy serves the accounts; standing by")
                    seen, since = found, self._monotonic()
                if (not seen or self._monotonic() - since >= LEASE_S) and await self._take(seen):
                    return
            except TransientError as error:
                log.warning("The database cannot be reached", extra={"why": str(error)})
            await asyncio.sleep(BEAT_S)

    async def keep(self) -> None:
        """Show that this copy is alive, for as long as it is not cancelled.

        Raises `PermanentError` when another copy took over, or may have: then nothing more may be
        said here. Whoever started this program starts it again, and it stands by.
        """
        while True:
            await asyncio.sleep(BEAT_S)
            began = self._monotonic()
            try:
                async with asyncio.timeout(max(self._left_s(began), 0)):
                    held = await self._beat()
            except (TransientError, TimeoutError):
                held = True  # nobody said otherwise
            else:
                self._held_at = began
            if not (held and self.holds()):
                raise PermanentError("another copy serves the accounts now, or soon will")

    def holds(self) -> bool:
        """Whether no other copy can have taken over, by this copy's own clock."""
        return self._left_s(self._monotonic()) > 0

    async def let_go(self) -> None:
        """Let another copy take over at once."""
        async with self._store.transaction() as transaction:
            await transaction.run(
                *(SQL("let_go", account=one, owner=self._owner) for one in self._accounts)
            )

    async def close(self) -> None:
        """Give the connection back, and with it nothing else."""
        await self._store.close()

    def _left_s(self, now: float) -> float:
        return self._held_at + LEASE_S - _MARGIN_S - now

    async def _look(self) -> Mapping[AccountId, _Seen]:
        async with self._store.transaction() as transaction:
            found = await transaction.run(*(SQL("look", account=one) for one in self._accounts))
        return {row["account"]: (row["owner"], row["beat"]) for rows in found for row in rows}

    async def _take(self, seen: Mapping[AccountId, _Seen]) -> bool:
        began = self._monotonic()
        try:
            async with self._store.transaction() as transaction:
                taken = await transaction.run(*(self._taking(one, seen) for one in self._accounts))
                if not all(taken):
                    raise _Taken
        except _Taken:
            return False
        self._held_at = began
        return True

    def _taking(self, account: AccountId, seen: Mapping[AccountId, _Seen]) -> Statement:
        owner, beat = seen.get(account, ("", 0))
        return SQL("take", account=account, owner=self._owner, seen_owner=owner, seen_beat=beat)

    async def _beat(self) -> bool:
        async with self._store.transaction() as transaction:
            beats = await transaction.run(
                *(SQL("beat", account=one, owner=self._owner) for one in self._accounts)
            )
        return all(beats)


class _Taken(Exception):  # noqa: N818 -- undoes the transaction, and goes no further
    """One of the accounts has another holder."""
