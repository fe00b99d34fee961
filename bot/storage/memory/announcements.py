"""The ports for other chats, for news and for running dates in plain dictionaries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.chat import ChatAddress, DeliveryKey
from bot.domain.news import News
from bot.domain.series import Series, SeriesId
from bot.usecases.announcement_ports import Announcement, Heard, RunningDate

About = tuple[SeriesId, ChatAddress]
"""A series and a chat."""
NewsId = tuple[SeriesId, int]


def forget_series(
    past: Collection[SeriesId],
    *,
    announcements: dict[About, Announcement],
    codes: dict[str, tuple[SeriesId, datetime]],
    news: dict[NewsId, tuple[News, Heard | None]],
    unreachable: dict[About, None],
    dates: dict[DeliveryKey, RunningDate],
) -> None:
    """What goes along with series that are erased."""
    for about in [about for about in announcements if about[0] in past]:
        del announcements[about]
    for about in [about for about in unreachable if about[0] in past]:
        del unreachable[about]
    for issue in [issue for issue in news if issue[0] in past]:
        del news[issue]
    for code in [code for code, (series, _) in codes.items() if series in past]:
        del codes[code]
    for line in [date.key for date in dates.values() if date.series in past]:
        del dates[line]


class MemoryAnnouncements:
    """Where else series are announced, and the codes that allow it."""

    def __init__(
        self,
        announcements: dict[About, Announcement],
        codes: dict[str, tuple[SeriesId, datetime]],
        series: dict[SeriesId, Series],
    ) -> None:
        self._announcements = announcements
        self._codes = codes
        self._series = series

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

    def __init__(
        self,
        news: dict[NewsId, tuple[News, Heard | None]],
        series: Mapping[SeriesId, Series],
    ) -> None:
        self._news = news
        self._series = series

    async def add(self, news: News) -> None:
        series = self._series[news.series]  # there is none without its series
        self._news.setdefault((series.id, news.revision), (news, None))

    async def first(self) -> tuple[News, Heard | None] | None:
        return next(iter(self._news.values()), None)

    async def told(self, news: News, heard: Heard) -> None:
        self._news[news.series, news.revision] = (news, heard)

    async def done(self, news: News) -> None:
        self._news.pop((news.series, news.revision), None)


class MemoryUnreachable:
    """Who could not be told of a series in private."""

    def __init__(self, unreachable: dict[About, None], series: Mapping[SeriesId, Series]) -> None:
        self._unreachable = unreachable
        self._series = series

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

    def __init__(
        self, dates: dict[DeliveryKey, RunningDate], series: Mapping[SeriesId, Series]
    ) -> None:
        self._dates = dates
        self._series = series

    async def save(self, date: RunningDate) -> None:
        self._dates[date.key] = replace(date, series=self._series[date.series].id)

    async def ended(self, *, now: datetime, limit: int) -> Sequence[RunningDate]:
        found = (date for date in self._dates.values() if date.ends_at <= now)
        return sorted(found, key=lambda date: (date.ends_at, date.key))[:limit]

    async def remove(self, key: DeliveryKey) -> None:
        self._dates.pop(key, None)

    async def next_end(self) -> datetime | None:
        return min((date.ends_at for date in self._dates.values()), default=None)
