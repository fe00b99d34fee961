"""The ports for what hangs in a chat beside its lines.

As in `ports`: every repository call happens inside `Store.begin()`.
"""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from bot.domain.chat import AccountId, ChatAddress
from bot.domain.fixture import (
    CallWidget,
    Fixture,
    FixtureKind,
    Hanging,
    PinnedProgramme,
    PowerMissing,
)


class Fixtures(Protocol):
    """What is to hang where, and what the bot has put up.

    Nothing is to hang in chats from which the bot was removed.
    """

    async def programme(self, chat: ChatAddress) -> PinnedProgramme | None: ...

    async def programmes(self) -> Sequence[PinnedProgramme]:
        """Those that are to be pinned and kept up to date."""
        ...

    async def save_programme(self, programme: PinnedProgramme) -> None:
        """Insert, or replace the one of the same chat."""
        ...

    async def drop_programme(self, chat: ChatAddress) -> bool:
        """False, and no change, when the chat has none."""
        ...

    async def widgets(self) -> Sequence[CallWidget]:
        """Of the calls that cards show as running, in chats that want widgets."""
        ...

    async def hanging(self) -> Sequence[Hanging]:
        """What the bot put up and has not taken down, in whichever chat."""
        ...

    async def save(self, hanging: Hanging) -> None:
        """Insert, or change the one of the same chat, kind and name."""
        ...

    async def remove(self, hanging: Hanging) -> None: ...


@runtime_checkable
class Wall(Protocol):
    """A network in whose chats something can hang."""

    @property
    def account(self) -> AccountId: ...

    def power_missing(self, chat: ChatAddress, kind: FixtureKind) -> PowerMissing | None:
        """What keeps the bot from it, as far as is known without asking the server."""
        ...

    async def put_up(self, fixture: Fixture) -> None:
        """Hang it there; nothing happens when it hangs already.

        Raises `TransientError`, and `PermanentError` when the chat does not let it.
        """
        ...

    async def take_down(self, hanging: Hanging) -> None:
        """Take it away, if it is still there and still what the bot put up; raises as `put_up`."""
        ...
