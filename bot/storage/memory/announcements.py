"""The ports for other chats, for news and for running dates in plain dictionaries."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.chat import ChatAddress, DeliveryKey
from bot.domain.news import News
from bot.domain.series import SeriesId
from bot.storage.memory.tables import Tables
from bot.usecases.ports.announcements import Announcement, NewsSpread, RunningDate


class MemoryAnnouncements:
    """Where else series are announced, and the codes that allow it."""

    def __init__(self, tables: Tables) -> None:
        self._announcements = tables.announcements
        self._codes = tables.share_codes
        self._series = tables.series

    async def save(self, announcement: Announcement) -> None:
        series = self._series[announcement.series]  # there is none without its series
        about = (series.id, announcement.chat)
        known = self._announcements.get(about, announcement)
        self._announcements[about] = replace(known, standing=announcement.standing)

    async def get(self, series: SeriesId, chat: ChatAddress) -> Announcement | None:
        return self._announcements.get((series, chat))

    async def numbered(self, chat: ChatAddress, number: int) -> Announcement | None:
        known = self._announcements.values()
        return next((one for one in known if (one.chat, one.number) == (chat, number)), None)

    async def of_series(self, series: SeriesId) -> Sequence[Announcement]:
        found = (one for one in self._announcements.values() if one.series == series)
        return sorted(found, key=lambda one: (one.chat.account, one.chat.chat))

    async def take_over(self, announcement: Announcement) -> None:
        id_, chat = announcement.series, announcement.chat
        number = self._announcements.pop((id_, chat)).number
        self._series[id_] = replace(self._series[id_], owner=chat, number=number)

    async def offer(self, code: str, series: SeriesId, *, until: datetime, now: datetime) -> None:
        for old in [code for code, (_, until) in self._codes.items() if until <= now]:
            del self._codes[old]
        self._codes[code] = (self._series[series].id, until)

    async def offered(self, code: str, *, now: datetime) -> SeriesId | None:
        if code not in self._codes:
            return None
        series, until = self._codes[code]
        return series if until > now else None

    async def withdraw(self, series: SeriesId) -> None:
        for code in [code for code, (of, _) in self._codes.items() if of == series]:
            del self._codes[code]


class MemoryNewsstand:
    """News that not everybody was told of yet; the first one is the oldest."""

    def __init__(self, tables: Tables) -> None:
        self._news = tables.news
        self._series = tables.series

    async def add(self, news: News) -> None:
        series = self._series[news.series]  # there is none without its series
        self._news.setdefault((series.id, news.revision), (news, None))

    async def first(self) -> tuple[News, NewsSpread | None] | None:
        return next(iter(self._news.values()), None)

    async def told(self, news: News, heard: NewsSpread) -> None:
        self._news[news.series, news.revision] = (news, heard)

    async def done(self, news: News) -> None:
        self._news.pop((news.series, news.revision), None)


class MemoryUnreachable:
    """Who could not be told of a series in private."""

    def __init__(self, tables: Tables) -> None:
        self._unreachable = tables.unreachable
        self._series = tables.series

    async def add(self, series: SeriesId, target: ChatAddress) -> bool:
        about = (self._series[series].id, target)
        if about in self._unreachable:
            return False
        self._unreachable[about] = None
        return True

    async def remove(self, series: SeriesId, target: ChatAddress) -> None:
        self._unreachable.pop((series, target), None)


class MemoryRunningDates:
    """The cards that are to show the end of their date when it comes."""

    def __init__(self, tables: Tables) -> None:
        self._dates = tables.running_dates
        self._series = tables.series

    async def save(self, date: RunningDate) -> None:
        self._dates[date.key] = replace(date, series=self._series[date.series].id)

    async def ended(self, *, now: datetime, limit: int) -> Sequence[RunningDate]:
        found = (date for date in self._dates.values() if date.ends_at <= now)
        return sorted(found, key=lambda date: (date.ends_at, date.key))[:limit]

    async def remove(self, key: DeliveryKey) -> None:
        self._dates.pop(key, None)

    async def next_end(self) -> datetime | None:
        return min((date.ends_at for date in self._dates.values()), default=None)
