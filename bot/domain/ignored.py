"""Whom the bot ignores: relays, other bots, servers that send rubbish."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self


@dataclass(frozen=True, slots=True)
class Ignored:
    """Accounts, whole servers, and XMPP occupants (`room@service/nick`), all casefolded."""

    entries: frozenset[str] = frozenset()

    @classmethod
    def of(cls, entries: Iterable[str]) -> Self:
        return cls(frozenset(entry.casefold() for entry in entries))

    def has(self, *names: str) -> bool:
        """Whether one of somebody's ids, or the server in one of them, is among them."""
        folded = [name.casefold() for name in names]
        return not self.entries.isdisjoint([*folded, *map(_server, folded)])


NOBODY: Final = Ignored()


def _server(name: str) -> str:
    """`example.org` of `@anna:example.org`, `anna@example.org`, `room@example.org/nick`."""
    if name.startswith("@"):
        return name.partition(":")[2]
    return name.partition("/")[0].rpartition("@")[2]
