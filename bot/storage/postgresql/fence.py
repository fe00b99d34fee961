"""What only the holder of a duty may change: whoever lost it in the meantime changes nothing."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Final

from bot.errors import TransientError
from bot.usecases.ports.store import Store, Work

_ANY: Final = "schema_version"


class Fenced:
    """The store, for as long as `may_act` says so. Fits `Store`.

    Transactions of all copies take turns. A copy that still has the duty when its turn comes was
    not replaced before, and whoever replaces it does nothing until this transaction has ended. So a
    copy that was stopped and wakes up, or that waited long, changes nothing that is not its own.
    """

    def __init__(self, store: Store, may_act: Callable[[], bool]) -> None:
        self._store = store
        self._may_act = may_act

    @asynccontextmanager
    async def begin(self, *, comes_again: bool = False) -> AsyncGenerator[Work]:
        """As `Store.begin`. Raises `TransientError` also where another copy may act by now."""
        async with self._store.begin(comes_again=comes_again) as work:
            await work.facts.get(_ANY)  # the turn has come with the first answer
            if not self._may_act():
                raise TransientError("another copy may have this duty now")
            yield work

    async def close(self) -> None:
        await self._store.close()
