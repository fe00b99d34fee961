"""The ports for other chats, for news and for running dates over SQL."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.domain.chat import ChatAddress, DeliveryKey
from bot.domain.news import ChangedDate, News, Turn
from bot.domain.series import SeriesId
from bot.storage.statements import (
    MILLISECOND,
    Row,
    StatementFile,
    Value,
    instant,
    milliseconds,
)
from bot.storage.tables.columns import address_columns, address_in, moment_in
from bot.storage.tables.repository import Repository
from bot.usecases.ports.announcements import Announcement, NewsSpread, RunningDate, Standing

ANNOUNCEMENTS: Final = StatementFile("announcements")
NEWS: Final = StatementFile("news")
RUNNING: Final = StatementFile("running_dates")


class SqlAnnouncements(Repository):
    """Where else series are announced, and the codes that allow it."""

    async def save(self, announcement: Announcement) -> None:
        await self._transaction.run(
            ANNOUNCEMENTS(
                "save",
                **_about(announcement.series, announcement.chat),
                number=announcement.number,
                standing=announcement.standing,
            )
        )

    async def get(self, series: SeriesId, chat: ChatAddress) -> Announcement | None:
        rows = await self._rows(ANNOUNCEMENTS("get", **_about(series, chat)))
        return _announcement(rows[0]) if rows else None

    async def numbered(self, chat: ChatAddress, number: int) -> Announcement | None:
        rows = await self._rows(ANNOUNCEMENTS("numbered", **address_columns(chat), number=number))
        return _announcement(rows[0]) if rows else None

    async def of_series(self, series: SeriesId) -> Sequence[Announcement]:
        rows = await self._rows(ANNOUNCEMENTS("of_series", series=series))
        return [_announcement(row) for row in rows]

    async def take_over(self, announcement: Announcement) -> None:
        about = _about(announcement.series, announcement.chat)
        await self._transaction.run(
            ANNOUNCEMENTS("take_over", **about, number=announcement.number),
            ANNOUNCEMENTS("remove", **about),
        )

    async def offer(self, code: str, series: SeriesId, *, until: datetime, now: datetime) -> None:
        await self._transaction.run(
            ANNOUNCEMENTS("forget_old_codes", now=milliseconds(now)),
            ANNOUNCEMENTS("offer", code=code, series=series, until=milliseconds(until)),
        )

    async def offered(self, code: str, *, now: datetime) -> SeriesId | None:
        rows = await self._rows(ANNOUNCEMENTS("offered", code=code, now=milliseconds(now)))
        return SeriesId(rows[0]["series"]) if rows else None

    async def withdraw(self, series: SeriesId) -> None:
        await self._transaction.run(ANNOUNCEMENTS("withdraw", series=series))


class SqlNewsstand(Repository):
    """News that not everybody was told of yet."""

    async def add(self, news: News) -> None:
        await self._transaction.run(NEWS("add", **_issue(news), payload=_pack(news)))

    async def first(self) -> tuple[News, NewsSpread | None] | None:
        rows = await self._rows(NEWS("first"))
        return (_unpack(rows[0]), _heard(rows[0])) if rows else None

    async def told(self, news: News, heard: NewsSpread) -> None:
        target = heard.target
        await self._transaction.run(
            NEWS(
                "told_up_to",
                **_issue(news),
                lead=heard.lead // MILLISECOND,
                account=target and target.account,
                chat=target and target.chat,
            )
        )

    async def done(self, news: News) -> None:
        await self._transaction.run(NEWS("done", **_issue(news)))


class SqlUnreachable(Repository):
    """Who could not be told of a series in private."""

    async def add(self, series: SeriesId, target: ChatAddress) -> bool:
        rows = await self._rows(NEWS("unreachable", **_about(series, target)))
        return bool(rows)

    async def remove(self, series: SeriesId, target: ChatAddress) -> None:
        await self._transaction.run(NEWS("reachable", **_about(series, target)))


class SqlRunningDates(Repository):
    """The cards that are to show the end of their date when it comes."""

    async def save(self, date: RunningDate) -> None:
        await self._transaction.run(
            RUNNING(
                "save",
                key=date.key,
                series=date.series,
                slot=date.slot.isoformat(),
                starts_at=milliseconds(date.starts_at),
                ends_at=milliseconds(date.ends_at),
            )
        )

    async def ended(self, *, now: datetime, limit: int) -> Sequence[RunningDate]:
        rows = await self._rows(RUNNING("ended", now=milliseconds(now), limit=limit))
        return [
            RunningDate(
                key=DeliveryKey(row["key"]),
                series=SeriesId(row["series"]),
                slot=datetime.fromisoformat(row["slot"]),
                starts_at=instant(row["starts_at"]),
                ends_at=instant(row["ends_at"]),
            )
            for row in rows
        ]

    async def remove(self, key: DeliveryKey) -> None:
        await self._transaction.run(RUNNING("remove", key=key))

    async def next_end(self) -> datetime | None:
        (row,) = await self._rows(RUNNING("next_end"))
        return moment_in(row["next_end"])


def _about(series: SeriesId, chat: ChatAddress) -> dict[str, Value]:
    return {"series": series, **address_columns(chat)}


def _announcement(row: Row) -> Announcement:
    return Announcement(
        series=SeriesId(row["series"]),
        chat=address_in(row),
        number=row["number"],
        standing=Standing(row["standing"]),
    )


def _issue(news: News) -> dict[str, Value]:
    return {"series": news.series, "revision": news.revision}


def _pack(news: News) -> str:
    """Everything but series and revision, which are columns."""
    return json.dumps(
        {
            "turn": news.turn,
            "made_at": news.made_at.isoformat(),
            "dates": [[date.slot.isoformat(), date.starts_at.isoformat()] for date in news.dates],
            "moved_to": news.moved_to and news.moved_to.isoformat(),
        }
    )


def _unpack(row: Row) -> News:
    fields = json.loads(row["payload"])
    return News(
        series=SeriesId(row["series"]),
        revision=row["revision"],
        turn=Turn(fields["turn"]),
        made_at=datetime.fromisoformat(fields["made_at"]),
        dates=tuple(
            ChangedDate(
                slot=datetime.fromisoformat(slot), starts_at=datetime.fromisoformat(starts_at)
            )
            for slot, starts_at in fields["dates"]
        ),
        moved_to=fields["moved_to"] and datetime.fromisoformat(fields["moved_to"]),
    )


def _heard(row: Row) -> NewsSpread | None:
    if row["lead"] is None:
        return None
    target = None if row["chat"] is None else address_in(row)
    return NewsSpread(lead=row["lead"] * MILLISECOND, target=target)
