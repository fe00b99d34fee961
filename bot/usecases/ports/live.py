"""The ports for the live state: what is looked at, and what others may know of it."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.attendance import Liveness
from bot.domain.chat import ChatAddress
from bot.domain.conference import Card, ConferenceRoom
from bot.domain.settings import Presence


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveState:
    """What is known of one room now, without any name.

    `since` is when the call that runs was first seen (aware, UTC), None while none runs. `seen_at`
    is when the server last said so. `count` is None where the server does not tell. Whoever shows
    it to a chat or to the public leaves out what is not to be seen there.
    """

    liveness: Liveness
    count: int | None
    since: datetime | None
    seen_at: datetime


class LiveRooms(Protocol):
    """What the bot sees at this moment of the rooms that it looks at; in memory only."""

    def state(self, node: str) -> LiveState | None:
        """None for a room that nobody wants looked at, or that was not looked at yet."""
        ...

    def changes(self) -> AsyncGenerator[str, None]:
        """The node of each room whose state changes from now on, until the iterator is closed.

        A slow reader misses states in between, never the last one. Any number may read at once.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """A chat that wants a card whenever a call begins in that room."""

    chat: ChatAddress
    room: ConferenceRoom


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Somebody wants to hear, once and in private, when `people` are in the call.

    `target` stands for the direct chat with them. They may hear what the chat `asked_in` may see.
    The wish ends at `until` (aware, UTC).
    """

    target: ChatAddress
    asked_in: ChatAddress
    room: ConferenceRoom
    people: int
    until: datetime


class Lookouts(Protocol):
    """Which rooms are looked at, and for whom.

    A chat that the bot was removed from, or that shows nothing of calls, wants nothing looked at;
    `otherwise` is the `Presence` of chats that chose none.
    """

    async def open_cards(self, *, otherwise: Presence) -> Sequence[tuple[Card, Presence]]:
        """The cards that are not closed, oldest first, and how much their chat shows now.

        Also those of chats that show nothing any more, while the card still does.
        """
        ...

    async def follow(self, follow: Follow) -> bool:
        """False, and no change, when the chat follows that room already."""
        ...

    async def unfollow(self, follow: Follow) -> bool:
        """False when the chat did not follow that room."""
        ...

    async def followed_by(self, chat: ChatAddress) -> Sequence[ConferenceRoom]:
        """The rooms that the chat follows, by name; also when it shows nothing of calls."""
        ...

    async def follows(self, *, otherwise: Presence) -> Sequence[Follow]: ...

    async def wish(self, wish: Wish) -> None:
        """Insert, or replace the one with the same target and room."""
        ...

    async def unwish(self, target: ChatAddress, node: str | None = None) -> Sequence[Wish]:
        """Take back what they wished for that room, or for all; what was taken back."""
        ...

    async def wishes(self, *, otherwise: Presence, now: datetime) -> Sequence[Wish]:
        """Those that have not ended. The others are erased."""
        ...
