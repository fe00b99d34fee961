"""Which rooms are looked at because of the programme, even if no chat has a card of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.conference import ConferenceRoom
from bot.domain.series import Series, next_held
from bot.domain.settings import ChatSettings, Presence
from bot.usecases.ports.store import Work
from bot.usecases.programme.owner_chat import owner_chat

AHEAD: Final = timedelta(minutes=30)
"""How long before a date the room of a public series is looked at: some come early."""
SOON: Final = timedelta(minutes=5)
"""How long before a reminder its room is looked at: it says who is there already."""
_SERIES_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeRooms:
    """Rooms of series whose chat shows something of calls; `defaults` hold for chats.

    Those of series with a reminder soon, of counted series with a date that runs or is near and,
    with `on_web`, of public ones likewise; of all public ones while somebody reads the pages.
    """

    defaults: ChatSettings
    on_web: bool

    async def __call__(
        self, work: Work, *, now: datetime, are_read: bool
    ) -> Sequence[ConferenceRoom]:
        told = await work.alarms.between(after=now, until=now + SOON, limit=_SERIES_AT_ONCE)
        series = [await work.programme.get(alarm.series) for alarm in told]
        series += [one for one in await work.turnouts.counted() if _is_near(one, now)]
        if self.on_web:
            public = [page.series for page in await work.pages.public()]
            series += [one for one in public if are_read or _is_near(one, now)]
        return [one.room for one in series if one and await self._shows(work, one)]

    async def _shows(self, work: Work, series: Series) -> bool:
        chat = await owner_chat(work, series)
        return chat.active and chat.settings(self.defaults).presence is not Presence.OFF


def _is_near(series: Series, now: datetime) -> bool:
    date = next_held(series, after=now - series.duration)
    return date is not None and date.starts_at <= now + AHEAD
