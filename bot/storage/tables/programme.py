"""The ports for series, their subscriptions and their alarms over SQL."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.domain.chat import AccountId, ChatAddress, ChatId, PersonId
from bot.domain.series import Series, SeriesId
from bot.storage.series_end import ended_by
from bot.storage.series_payload import pack_series, unpack_series
from bot.storage.statements import (
    MILLISECOND,
    Row,
    StatementFile,
    Transaction,
    Value,
    instant,
    milliseconds,
)
from bot.usecases.programme_ports import Alarm, Reach, Subscription

PROGRAMME: Final = StatementFile("programme")
SUBSCRIPTIONS: Final = StatementFile("subscriptions")
ALARMS: Final = StatementFile("alarms")

_BEFORE_ALL: Final = ChatAddress(AccountId(""), ChatId(""))


class SqlProgramme:
    """The series of all chats."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def next_number(self, chat: ChatAddress) -> int:
        ((row,),) = await self._transaction.run(PROGRAMME("next_number", **_columns(chat)))
        return row["newest"]

    async def save(self, series: Series) -> None:
        ends_at = ended_by(series)
        await self._transaction.run(
            PROGRAMME(
                "save",
                id=series.id,
                **_columns(series.owner),
                number=series.number,
                is_over=int(series.is_over),
                is_public=int(series.public),
                ends_at=None if ends_at is None else milliseconds(ends_at),
                payload=pack_series(series),
            )
        )

    async def get(self, series: SeriesId) -> Series | None:
        (rows,) = await self._transaction.run(PROGRAMME("get", id=series))
        return series_in(rows[0]) if rows else None

    async def find(self, chat: ChatAddress, number: int) -> Series | None:
        (rows,) = await self._transaction.run(PROGRAMME("find", **_columns(chat), number=number))
        return series_in(rows[0]) if rows else None

    async def of_chat(self, chat: ChatAddress) -> Sequence[Series]:
        (rows,) = await self._transaction.run(PROGRAMME("of_chat", **_columns(chat)))
        return [series_in(row) for row in rows]


class SqlSubscriptions:
    """Who wants to hear of what."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, subscription: Subscription) -> bool:
        (rows,) = await self._transaction.run(
            SUBSCRIPTIONS(
                "add",
                series=subscription.series,
                lead=subscription.lead // MILLISECOND,
                **_columns(subscription.target),
                person=subscription.person,
            )
        )
        return bool(rows)

    async def remove(self, series: SeriesId, target: ChatAddress) -> int:
        (rows,) = await self._transaction.run(
            SUBSCRIPTIONS("remove", series=series, **_columns(target))
        )
        return len(rows)

    async def leads(self, series: SeriesId) -> Sequence[timedelta]:
        (rows,) = await self._transaction.run(SUBSCRIPTIONS("leads", series=series))
        return [row["lead"] * MILLISECOND for row in rows]

    async def reach(self, series: SeriesId) -> Reach:
        ((row,),) = await self._transaction.run(SUBSCRIPTIONS("reach", series=series))
        return Reach(row["persons"], row["chats"])

    async def of_target(self, target: ChatAddress) -> Sequence[Subscription]:
        (rows,) = await self._transaction.run(SUBSCRIPTIONS("of_target", **_columns(target)))
        return [_subscription(row) for row in rows]

    async def page(
        self, series: SeriesId, lead: timedelta, *, after: ChatAddress | None, limit: int
    ) -> Sequence[Subscription]:
        (rows,) = await self._transaction.run(
            SUBSCRIPTIONS(
                "page",
                series=series,
                lead=lead // MILLISECOND,
                **_columns(after or _BEFORE_ALL),
                limit=limit,
            )
        )
        return [_subscription(row) for row in rows]


class SqlAlarms:
    """When which series needs attention next."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def save(self, alarm: Alarm) -> None:
        await self._transaction.run(
            ALARMS(
                "save",
                series=alarm.series,
                told_until=milliseconds(alarm.told_until),
                due_at=None if alarm.due_at is None else milliseconds(alarm.due_at),
            )
        )

    async def get(self, series: SeriesId) -> Alarm | None:
        (rows,) = await self._transaction.run(ALARMS("get", series=series))
        return _alarm(rows[0]) if rows else None

    async def due(self, *, now: datetime, limit: int) -> Sequence[Alarm]:
        (rows,) = await self._transaction.run(ALARMS("due", now=milliseconds(now), limit=limit))
        return [_alarm(row) for row in rows]

    async def between(self, *, after: datetime, until: datetime, limit: int) -> Sequence[Alarm]:
        (rows,) = await self._transaction.run(
            ALARMS("between", after=milliseconds(after), until=milliseconds(until), limit=limit)
        )
        return [_alarm(row) for row in rows]

    async def ahead(self, *, now: datetime, limit: int) -> Sequence[Alarm]:
        (rows,) = await self._transaction.run(ALARMS("ahead", now=milliseconds(now), limit=limit))
        return [_alarm(row) for row in rows]

    async def page(self, *, after: SeriesId, limit: int) -> Sequence[Alarm]:
        (rows,) = await self._transaction.run(ALARMS("page", after=after, limit=limit))
        return [_alarm(row) for row in rows]

    async def next_due(self) -> datetime | None:
        ((row,),) = await self._transaction.run(ALARMS("next_due"))
        return None if row["due"] is None else instant(row["due"])


def _columns(address: ChatAddress) -> dict[str, Value]:
    return {"account": address.account, "chat": address.chat}


def _address(row: Row) -> ChatAddress:
    return ChatAddress(AccountId(row["account"]), ChatId(row["chat"]))


def series_in(row: Row) -> Series:
    """The series of a row with all its columns."""
    return unpack_series(
        row["payload"],
        id_=SeriesId(row["id"]),
        owner=_address(row),
        number=row["number"],
        is_over=bool(row["is_over"]),
    )


def _subscription(row: Row) -> Subscription:
    return Subscription(
        series=SeriesId(row["series"]),
        target=_address(row),
        lead=row["lead"] * MILLISECOND,
        person=row["person"] and PersonId(row["person"]),
    )


def _alarm(row: Row) -> Alarm:
    return Alarm(
        series=SeriesId(row["series"]),
        told_until=instant(row["told_until"]),
        due_at=None if row["due_at"] is None else instant(row["due_at"]),
    )
