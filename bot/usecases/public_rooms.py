"""Which rooms are looked at for those who read the public pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.chat import ChatKind
from bot.domain.conference import ConferenceRoom
from bot.domain.series import Series, next_held
from bot.domain.settings import Chat, ChatSettings, Presence
from bot.usecases.ports import Work

AHEAD: Final = timedelta(minutes=30)
"""So long before a date its room is looked at: some come early."""


@dataclass(frozen=True, slots=True)
class PublicRooms:
    """Those of public series whose chat lets something be seen; `defaults` hold for chats."""

    defaults: ChatSettings

    async def __call__(
        self, work: Work, *, now: datetime, are_read: bool
    ) -> Sequence[ConferenceRoom]:
        """Those of dates that run or begin soon; while somebody reads the pages, all of them."""
        series = [page.series for page in await work.pages.public()]
        return [
            one.room
            for one in series
            if (are_read or _is_near(one, now)) and await self._shows(work, one)
        ]

    async def _shows(self, work: Work, series: Series) -> bool:
        chat = await work.chats.get(series.owner)
        chat = chat or Chat(address=series.owner, kind=ChatKind.GROUP)
        return chat.active and chat.settings(self.defaults).presence is not Presence.OFF


def _is_near(series: Series, now: datetime) -> bool:
    date = next_held(series, after=now - series.duration)
    return date is not None and date.starts_at <= now + AHEAD
