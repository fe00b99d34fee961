"""Show on the card of a date that it has ended, unless a call still runs."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.attendance import Liveness
from bot.domain.chat import AccountId, DeliveryKey
from bot.domain.conference import Card
from bot.domain.series import Occurrence, dates
from bot.usecases.ports.announcements import RunningDate
from bot.usecases.ports.live import LiveRooms
from bot.usecases.ports.store import Work
from bot.usecases.speaking.herald import Herald
from bot.usecases.telling.reminders import SessionEnded

PAGE: Final = 50
LONGER: Final = timedelta(minutes=5)
"""When to look again at a date whose call still runs; the end of the call closes the card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndDates:
    """`live` is what is known of calls at this moment; their server is not asked."""

    herald: Herald
    live: LiveRooms

    async def __call__(self, work: Work, *, now: datetime) -> Counter[AccountId] | None:
        """The next page: how many cards each account edits. None when no date has ended."""
        ended = await work.running_dates.ended(now=now, limit=PAGE)
        told = Counter[AccountId]()
        for date in ended:
            card = await work.cards.get(date.key)
            if card is None or card.closed_at:
                await work.running_dates.remove(date.key)
            elif self._runs(card):
                await work.running_dates.save(replace(date, ends_at=now + LONGER))
            else:
                await work.running_dates.remove(date.key)
                told[card.chat.account] += await self._close(work, date, card, now)
        return told if ended else None

    def _runs(self, card: Card) -> bool:
        state = self.live.state(card.room.node)
        return state is not None and state.liveness is Liveness.LIVE

    async def _close(self, work: Work, date: RunningDate, card: Card, now: datetime) -> bool:
        await work.cards.save(replace(card, closed_at=now, edited_at=now))
        series = await work.programme.get(date.series)
        if series is None or not card.editable:
            return False
        reply = SessionEnded(
            date=Occurrence(series=series, slot=date.slot, starts_at=date.starts_at),
            ahead=dates(series, after=now, limit=1),
        )
        key = DeliveryKey(f"ended:{card.key}")
        return await self.herald.announce(work, card.chat, reply, key=key, now=now, edits=card.key)
