"""The ports for series, their subscriptions and their alarms in plain dictionaries."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.chat import ChatAddress
from bot.domain.series import Series, SeriesId
from bot.storage.memory.tables import Tables
from bot.usecases.ports.announcements import Standing
from bot.usecases.ports.programme import Alarm, Reach, Subscription


class MemoryProgramme:
    """The series of all chats."""

    def __init__(self, tables: Tables) -> None:
        self._series = tables.series
        self._numbers = tables.series_numbers
        self._announcements = tables.announcements

    async def next_number(self, chat: ChatAddress) -> int:
        self._numbers[chat] = self._numbers.get(chat, 0) + 1
        return self._numbers[chat]

    async def save(self, series: Series) -> None:
        known = self._series.get(series.id, series)
        self._series[series.id] = replace(series, owner=known.owner, number=known.number)

    async def get(self, series: SeriesId) -> Series | None:
        return self._series.get(series)

    async def find(self, chat: ChatAddress, number: int) -> Series | None:
        return next((s for s in self._seen_in(chat) if s.number == number), None)

    async def of_chat(self, chat: ChatAddress) -> Sequence[Series]:
        found = (s for s in self._seen_in(chat) if not s.is_over)
        return sorted(found, key=lambda series: series.number)

    def _seen_in(self, chat: ChatAddress) -> Iterator[Series]:
        yield from (s for s in self._series.values() if s.owner == chat)
        for one in self._announcements.values():
            if one.chat == chat and one.standing is Standing.ON:
                yield replace(self._series[one.series], number=one.number)


class MemorySubscriptions:
    """Who wants to hear of what."""

    def __init__(self, tables: Tables) -> None:
        self._subscriptions = tables.subscriptions
        self._series = tables.series

    async def add(self, subscription: Subscription) -> bool:
        series = self._series[subscription.series]  # there is none without its series
        key = (series.id, subscription.target, subscription.lead)
        if key in self._subscriptions:
            return False
        self._subscriptions[key] = subscription
        return True

    async def remove(self, series: SeriesId, target: ChatAddress) -> int:
        gone = [key for key in self._subscriptions if key[:2] == (series, target)]
        for key in gone:
            del self._subscriptions[key]
        return len(gone)

    async def leads(self, series: SeriesId) -> Sequence[timedelta]:
        leads = {one.lead for one in self._subscriptions.values() if one.series == series}
        return sorted(leads, reverse=True)

    async def reach(self, series: SeriesId) -> Reach:
        found = [one for one in self._subscriptions.values() if one.series == series]
        persons = {one.target for one in found if one.person}
        return Reach(len(persons), len({one.target for one in found if not one.person}))

    async def of_target(self, target: ChatAddress) -> Sequence[Subscription]:
        found = (one for one in self._subscriptions.values() if one.target == target)
        return sorted(found, key=lambda one: (one.series, -one.lead))

    async def page(
        self, series: SeriesId, lead: timedelta, *, after: ChatAddress | None, limit: int
    ) -> Sequence[Subscription]:
        found = (
            one
            for one in self._subscriptions.values()
            if (one.series, one.lead) == (series, lead)
            and (after is None or _order(after) < _order(one.target))
        )
        return sorted(found, key=lambda one: _order(one.target))[:limit]


class MemoryAlarms:
    """When which series needs attention next."""

    def __init__(self, tables: Tables) -> None:
        self._alarms = tables.alarms
        self._series = tables.series

    async def save(self, alarm: Alarm) -> None:
        series = self._series[alarm.series]  # there is none without its series
        self._alarms[series.id] = alarm

    async def get(self, series: SeriesId) -> Alarm | None:
        return self._alarms.get(series)

    async def due(
        self, *, now: datetime, after: Alarm | None = None, limit: int
    ) -> Sequence[Alarm]:
        places = {(a.due_at, a.series): a for a in self._alarms.values() if a.due_at}
        begin = (after.due_at, after.series) if after and after.due_at else None
        due = (place for place in sorted(places) if place[0] <= now)
        return [places[place] for place in due if begin is None or begin < place][:limit]

    async def between(self, *, after: datetime, until: datetime, limit: int) -> Sequence[Alarm]:
        due = await self.due(now=until, limit=len(self._alarms))
        return [alarm for alarm in due if alarm.due_at and alarm.due_at > after][:limit]

    async def ahead(self, *, now: datetime, after: SeriesId, limit: int) -> Sequence[Alarm]:
        found = (a for a in self._alarms.values() if a.told_until > now and a.series > after)
        return sorted(found, key=lambda alarm: alarm.series)[:limit]

    async def page(self, *, after: SeriesId, limit: int) -> Sequence[Alarm]:
        found = (alarm for alarm in self._alarms.values() if alarm.due_at and alarm.series > after)
        return sorted(found, key=lambda alarm: alarm.series)[:limit]

    async def next_due(self, *, after: datetime) -> datetime | None:
        moments = (a.due_at for a in self._alarms.values() if a.due_at and a.due_at > after)
        return min(moments, default=None)


def _order(address: ChatAddress) -> tuple[str, str]:
    return (address.account, address.chat)
