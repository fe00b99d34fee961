"""The port for the chats.

As in `ports`: every aware datetime is in UTC, and every call happens inside `Store.begin()`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.chat import ChatAddress, ChatId
from bot.domain.settings import Chat


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedChat:
    """A chat in which the bot was used, and how many series are on there, others' included.

    `known` is None where nothing was chosen, and the configured defaults hold.
    """

    address: ChatAddress
    known: Chat | None
    series: int


class Chats(Protocol):
    """The chats and what they chose."""

    async def get(self, address: ChatAddress) -> Chat | None: ...

    async def save(self, chat: Chat) -> None:
        """Insert or replace."""
        ...

    async def move(self, old: ChatAddress, to: ChatId, *, now: datetime) -> bool:
        """What the chat chose, planned and hears of continues under another id of the same account.

        False, and no change, when the bot was used there before: two chats are not merged. Lines
        stay where they were posted; open cards are closed.
        """
        ...

    async def used(self) -> Sequence[UsedChat]:
        """All that chose or planned something or have rooms, by account and then by id.

        Without those that only stand for the direct chat with somebody on Matrix: that is a room.
        """
        ...

    async def sides(self, main: ChatAddress) -> Sequence[Chat]:
        """The chats for which the bot answers in that one only, in the order of their addresses."""
        ...

    async def offer(self, code: str, main: ChatAddress, *, until: datetime, now: datetime) -> None:
        """The code stands for that chat, up to but not including `until`; earlier ones do not."""
        ...

    async def offered(self, code: str, *, now: datetime) -> ChatAddress | None:
        """What the code stands for, None when it never did or no longer does."""
        ...
