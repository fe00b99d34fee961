"""The port for what lets a browser into the dashboard of a chat.

As in `ports`: every aware datetime is in UTC, and every call happens inside `Store.begin()`. Links
and visits are known by the digests of their secrets; the secrets themselves are kept nowhere.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import NewType, Protocol

from bot.domain.chat import ChatAddress, ChatKind, PersonId

Digest = NewType("Digest", str)
"""SHA-256 of a secret that cannot be guessed, in hexadecimal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """Who may manage which chat, up to but not including `until`."""

    chat: ChatAddress
    kind: ChatKind
    person: PersonId
    until: datetime


class LinkState(Enum):
    """What has become of a link."""

    GOOD = auto()
    USED = auto()
    DEAD = auto()
    """Too old, taken back, or never there: nothing is kept that tells these apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """How many lines wait to be sent, were sent, can never be, and came too late."""

    waiting: int = 0
    sent: int = 0
    failed: int = 0
    expired: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliveries:
    """What became of the lines for one chat, and of those about its series for others.

    `refusal` is why the latest of the chat's own lines failed; None where that is not known.
    """

    here: Lines
    elsewhere: Lines
    refusal: str | None


class Dashboards(Protocol):
    """Links into dashboards, each good for one use, the visits that they begin, and deliveries."""

    async def offer(self, link: Digest, given: Pass) -> None:
        """From now on that link is good, and no earlier one of that person into that chat."""
        ...

    async def link(self, link: Digest, *, now: datetime) -> LinkState: ...

    async def enter(
        self, link: Digest, visit: Digest, *, now: datetime, until: datetime
    ) -> Pass | None:
        """Begin a visit, and use up the link. None, and no change, when it is not good."""
        ...

    async def visit(self, visit: Digest, *, now: datetime) -> Pass | None:
        """None when it is over, or there never was one."""
        ...

    async def leave(self, visit: Digest) -> None:
        """End one visit."""
        ...

    async def revoke(self, chat: ChatAddress, person: PersonId) -> bool:
        """End all visits of that person to that chat, and its links. False when there were none."""
        ...

    async def deliveries(self, chat: ChatAddress) -> Deliveries:
        """Of as many lines as are still kept."""
        ...

    async def erase(self, *, now: datetime) -> None:
        """Erase the links and visits that have expired."""
        ...
