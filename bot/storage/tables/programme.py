"""The ports for series, their subscriptions and their alarms over SQL."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.domain.chat import AccountId, ChatAddress, ChatId, PersonId
from bot.domain.series import Series, SeriesId
from bot.storage.past import ended_by
from bot.storage.series_payload import pack_series
from bot.storage.statements import (
    MILLISECOND,
    Row,
    StatementFile,
    instant,
    milliseconds,
)
from bot.storage.tables.columns import (
    address_columns,
    address_in,
    moment_column,
    moment_in,
    series_in,
)
from bot.storage.tables.repository import Repository
from bot.usecases.ports.programme import Alarm, Reach, Subscription

PROGRAMME: Final = StatementFile("programme")
SUBSCRIPTIONS: Final = StatementFile("subscriptions")
ALARMS: Final = StatementFile("alarms")

_BEFORE_ALL: Final = ChatAddress(AccountId(""), ChatId(""))
_ALMOST: Final = MILLISECOND - timedelta(microseconds=1)
_BEFORE_ALL_TIME: Final = -1
_BEFORE_ALL_SERIES: Final = SeriesId("")


class SqlProgramme(Repository):
    """The series of all chats."""

    async def next_number(self, chat: ChatAddress) -> int:
        (row,) = await self._rows(PROGRAMME("next_number", **address_columns(chat)))
        return row["newest"]

    async def save(self, series: Series) -> None:
        await self._transaction.run(
            PROGRAMME(
                "save",
                id=series.id,
                **address_columns(series.owner),
                number=series.number,
                is_over=int(series.is_over),
                is_public=int(series.public),
                ends_at=moment_column(ended_by(series)),
                payload=pack_series(series),
            )
        )

    async def get(self, series: SeriesId) -> Series | None:
        rows = await self._rows(PROGRAMME("get", id=series))
        return series_in(rows[0]) if rows else None

    async def find(self, chat: ChatAddress, number: int) -> Series | None:
        rows = await self._rows(PROGRAMME("find", **address_columns(chat), number=number))
        return series_in(rows[0]) if rows else None

    async def of_chat(self, chat: ChatAddress) -> Sequence[Series]:
        rows = await self._rows(PROGRAMME("of_chat", **address_columns(chat)))
        return [series_in(row) for row in rows]


class SqlSubscriptions(Repository):
    """Who wants to hear of what."""

    async def add(self, subscription: Subscription) -> bool:
        rows = await self._rows(
            SUBSCRIPTIONS(
                "add",
                series=subscription.series,
                lead=subscription.lead // MILLISECOND,
                **address_columns(subscription.target),
                person=subscription.person,
            )
        )
        return bool(rows)

    async def remove(self, series: SeriesId, target: ChatAddress) -> int:
        rows = await self._rows(SUBSCRIPTIONS("remove", series=series, **address_columns(target)))
        return len(rows)

    async def leads(self, series: SeriesId) -> Sequence[timedelta]:
        rows = await self._rows(SUBSCRIPTIONS("leads", series=series))
        return [row["lead"] * MILLISECOND for row in rows]

    async def reach(self, series: SeriesId) -> Reach:
        (row,) = await self._rows(SUBSCRIPTIONS("reach", series=series))
        return Reach(row["persons"], row["chats"])

    async def of_target(self, target: ChatAddress) -> Sequence[Subscription]:
        rows = await self._rows(SUBSCRIPTIONS("of_target", **address_columns(target)))
        return [_subscription(row) for row in rows]

    async def page(
        self, series: SeriesId, lead: timedelta, *, after: ChatAddress | None, limit: int
    ) -> Sequence[Subscription]:
        rows = await self._rows(
            SUBSCRIPTIONS(
                "page",
                series=series,
                lead=lead // MILLISECOND,
                **address_columns(after or _BEFORE_ALL),
                limit=limit,
            )
        )
        return [_subscription(row) for row in rows]


class SqlAlarms(Repository):
    """When which series needs attention next."""

    async def save(self, alarm: Alarm) -> None:
        await self._transaction.run(
            ALARMS(
                "save",
                series=alarm.series,
                told_until=milliseconds(alarm.told_until),
                # rounded up: what rings before its moment finds nothing due, for ever
                due_at=moment_column(alarm.due_at and alarm.due_at + _ALMOST),
            )
        )

    async def get(self, series: SeriesId) -> Alarm | None:
        rows = await self._rows(ALARMS("get", series=series))
        return _alarm(rows[0]) if rows else None

    async def due(
        self, *, now: datetime, after: Alarm | None = None, limit: int
    ) -> Sequence[Alarm]:
        due_at = moment_column(after and after.due_at)
        rows = await self._rows(
            ALARMS(
                "due",
                now=milliseconds(now),
                after_due_at=_BEFORE_ALL_TIME if due_at is None else due_at,
                after_series=after.series if after else _BEFORE_ALL_SERIES,
                limit=limit,
            )
        )
        return [_alarm(row) for row in rows]

    async def between(self, *, after: datetime, until: datetime, limit: int) -> Sequence[Alarm]:
        rows = await self._rows(
            ALARMS("between", after=milliseconds(after), until=milliseconds(until), limit=limit)
        )
        return [_alarm(row) for row in rows]

    async def ahead(self, *, now: datetime, after: SeriesId, limit: int) -> Sequence[Alarm]:
        rows = await self._rows(ALARMS("ahead", now=milliseconds(now), after=after, limit=limit))
        return [_alarm(row) for row in rows]

    async def page(self, *, after: SeriesId, limit: int) -> Sequence[Alarm]:
        rows = await self._rows(ALARMS("page", after=after, limit=limit))
        return [_alarm(row) for row in rows]

    async def next_due(self, *, after: datetime) -> datetime | None:
        (row,) = await self._rows(ALARMS("next_due", after=milliseconds(after)))
        return moment_in(row["due"])


def _subscription(row: Row) -> Subscription:
    return Subscription(
        series=SeriesId(row["series"]),
        target=address_in(row),
        lead=row["lead"] * MILLISECOND,
        person=row["person"] and PersonId(row["person"]),
    )


def _alarm(row: Row) -> Alarm:
    return Alarm(
        series=SeriesId(row["series"]),
        told_until=instant(row["told_until"]),
        due_at=moment_in(row["due_at"]),
    )
