"""Tell those who rely on a series what has changed in it, a page at a time.

Each line enters the outbox under a key that follows from the change; how far the news has spread is
kept in the transaction of each page. The owner chat has read the answer to the command.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.chat import AccountId, ChatAddress, DeliveryKey
from bot.domain.delivery import NewDelivery, Outgoing, Urgency
from bot.domain.news import News, as_it_was, is_void
from bot.domain.series import Series, dates
from bot.domain.settings import ChatSettings
from bot.usecases.ports.announcements import NewsSpread
from bot.usecases.ports.programme import Subscription
from bot.usecases.ports.store import Work
from bot.usecases.speaking.herald import Herald
from bot.usecases.speaking.speech import Spoken
from bot.usecases.telling.reminders import SeriesNews

PAGE: Final = 50
"""Subscriptions per transaction, so that reminders and commands get their turn in between."""
_DATES_SHOWN: Final = 3

SpokenNews = dict[tuple[ChatSettings, bool], Spoken]


@dataclass(frozen=True, slots=True, kw_only=True)
class TellNews:
    """Works through what `Newsstand` has."""

    herald: Herald

    async def __call__(self, work: Work, *, now: datetime) -> Counter[AccountId] | None:
        """The next page: how many lines each account says. None when there is nothing to tell.

        Subscriptions come by lead, the longest first; whoever has several is told with the first.
        """
        first = await work.newsstand.first()
        if first is None:
            return None
        news, heard = first
        series = await work.programme.get(news.series)
        leads = await work.subscriptions.leads(news.series)
        if heard is None and leads:
            heard = NewsSpread(lead=leads[0], target=None)
        if series is None or heard is None or (news.good_until or now) < now:
            await work.newsstand.done(news)
            return Counter()
        page = await work.subscriptions.page(series.id, heard.lead, after=heard.target, limit=PAGE)
        told = await self._tell(work, news, series, page, now)
        if len(page) == PAGE:
            await work.newsstand.told(news, NewsSpread(lead=heard.lead, target=page[-1].target))
        elif shorter := [lead for lead in leads if lead < heard.lead]:
            await work.newsstand.told(news, NewsSpread(lead=shorter[0], target=None))
        else:
            await work.newsstand.done(news)
        return told

    async def _tell(
        self,
        work: Work,
        news: News,
        series: Series,
        page: Sequence[Subscription],
        now: datetime,
    ) -> Counter[AccountId]:
        told, words = Counter[AccountId](), SpokenNews()
        of_owner = await self.herald.settings(work, series.owner)
        for one in page:
            private = one.person is not None
            settings = await self.herald.settings(
                work, one.target, otherwise=of_owner if private else None
            )
            if settings is None or one.target == series.owner:
                continue
            if (settings, private) not in words:
                reply = _reply(news, series, one.lead, private=private, now=now)
                words[settings, private] = self.herald.words(reply, settings, now=now)
            spoken = words[settings, private]
            if await work.outbox.add(
                NewDelivery(
                    key=news_key(news, one.target),
                    chat=one.target,
                    outgoing=Outgoing(text=spoken.text, html=spoken.html, notice=False),
                    urgency=Urgency.REMINDER,
                    expires_at=news.good_until,
                ),
                now=now,
            ):
                told[one.target.account] += 1
        return told


def news_key(news: News, target: ChatAddress) -> DeliveryKey:
    """The same for the same change and target, however often it is told."""
    return DeliveryKey(f"news:{news.series}:{news.revision}:{target.account}:{target.chat}")


def _reply(
    news: News, series: Series, lead: timedelta, *, private: bool, now: datetime
) -> SeriesNews:
    return SeriesNews(
        series=series,
        turn=news.turn,
        dates=as_it_was(news, series),
        moved_to=news.moved_to,
        was_told=is_void(news, series, lead),
        ahead=dates(series, after=now, limit=_DATES_SHOWN),
        private=private,
    )
