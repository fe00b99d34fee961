"""Which of several copies of the bot does what, where several work on one database.

What only one copy may do at a time is a duty: serving an account, a duty that has the name of the
account, or the `HOUSEHOLD`. A copy takes up duties while it runs, and keeps them until it ends.
"""

from collections.abc import Callable
from typing import Final, Protocol

from bot.usecases.ports.store import Store

HOUSEHOLD: Final = "household"
"""The duty to do once what concerns all accounts: telling what is due, and keeping house."""


class Tenure(Protocol):
    """The duties of this copy."""

    def holds(self, duty: str) -> bool:
        """Whether it is this copy's, and no other copy can have taken it over by now."""
        ...

    def fenced(self, store: Store, duty: str) -> Store:
        """The store, for what only the holder of the duty does.

        Whoever lost it gets a `TransientError`, however long it was stopped on the way.
        """
        ...

    async def begun(self) -> None:
        """Return once this copy has any duty: until then it stands by."""
        ...

    async def taken(self, duty: str) -> None:
        """Return once this copy has it."""
        ...

    def call(self, duty: str) -> None:
        """Tell whoever has it that there is something to do. That may get lost."""
        ...

    def on_call(self, hear: Callable[[str], None]) -> None:
        """From now on `hear` is told each duty for which there may be something to do.

        And each that was just taken.
        """
        ...

    async def run(self) -> None:
        """Take up what is free, and show that this copy is alive, until cancelled.

        Raises `PermanentError` when another copy has taken over, or may have: then nothing more may
        be said here. Whoever started this program starts it again, and it stands by.
        """
        ...

    async def let_go(self) -> None:
        """Let other copies take over at once. Raises `TransientError`."""
        ...

    async def close(self) -> None:
        """Close the connection to the database; duties stay as they are."""
        ...


class Alone:
    """No other copy: all duties are this one's. Fits `Tenure`."""

    def holds(self, duty: str) -> bool:  # noqa: ARG002 -- the port
        return True

    def fenced(self, store: Store, duty: str) -> Store:  # noqa: ARG002 -- the port
        return store

    async def begun(self) -> None: ...

    async def taken(self, duty: str) -> None: ...

    def call(self, duty: str) -> None: ...

    def on_call(self, hear: Callable[[str], None]) -> None: ...

    async def run(self) -> None: ...

    async def let_go(self) -> None: ...

    async def close(self) -> None: ...
