"""Keep how many people were in the calls of the series that a chat wants counted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.series import Series, next_held
from bot.domain.settings import ChatSettings
from bot.domain.turnout import Turnout
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.store import Store, Work
from bot.usecases.programme.owner_chat import owner_chat
from bot.usecases.programme.programme_rooms import AHEAD

MOST_SHOWN: Final = 12
"""Dates in one picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountTurnout:
    """To be called about once a minute.

    `take_peaks` tells the highest count of each room since it was last asked. People who come early
    count; a call whose server tells no count leaves no number rather than a zero.
    """

    store: Store
    clock: Clock
    defaults: ChatSettings
    take_peaks: Callable[[], Mapping[str, int]]

    async def __call__(self) -> None:
        peaks, now = self.take_peaks(), self.clock.now()
        if not peaks:
            return
        async with self.store.begin() as work:
            for series in await work.turnouts.counted():
                people = peaks.get(series.room.node)
                if people is not None and await shows_counts(work, series, self.defaults):
                    await _note(work, series, people, now)


async def shows_counts(work: Work, series: Series, defaults: ChatSettings) -> bool:
    """Whether the chat that the series belongs to lets anybody see how many are in a call."""
    chat = await owner_chat(work, series)
    return chat.active and chat.settings(defaults).presence.shows_count


async def _note(work: Work, series: Series, people: int, now: datetime) -> None:
    date = next_held(series, after=now - series.duration)
    if date is not None and date.starts_at - AHEAD <= now:
        turnout = Turnout(slot=date.slot, starts_at=date.starts_at, people=people)
        await work.turnouts.note(series.id, turnout)
