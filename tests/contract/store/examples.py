"""Lines, deliveries and moments for the store's contract."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.domain.chat import (
    AccountId,
    ChatAddress,
    ChatId,
    ChatKind,
    ChatRole,
    DeliveryKey,
    LineId,
    Person,
    PersonId,
)
from bot.domain.conference import ConferenceRoom
from bot.domain.delivery import Backlog, Delivery, NewDelivery, Outgoing, Urgency
from bot.domain.line import Incoming
from bot.domain.recurrence import Recurrence
from bot.domain.series import Series, SeriesId
from bot.usecases.ports.programme import Alarm, Subscription
from bot.usecases.ports.store import Store

NOON = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

MATRIX = AccountId("matrix:@anker:example.org")
XMPP = AccountId("xmpp:anker@example.org")
BOARD = ChatAddress(MATRIX, ChatId("!board:example.org"))
CHOIR = ChatAddress(MATRIX, ChatId("!choir:example.org"))


def line(name: str, chat: ChatAddress = BOARD, *, text: str = "!meet") -> Incoming:
    return Incoming(
        line=LineId(name),
        chat=chat,
        kind=ChatKind.GROUP,
        sender=Person(PersonId("@anna:example.org"), "Anna 🎺"),
        role=ChatRole.MODERATOR,
        text=text,
        addressed=False,
        sent_at=NOON,
        thread=LineId("$thread"),
        answers=LineId("$answered"),
        file_in=LineId("$file"),
    )


def saying(
    key: str,
    chat: ChatAddress = BOARD,
    *,
    text: str = "",
    urgency: Urgency = Urgency.ANSWER,
    edits: str | None = None,
    expires_at: datetime | None = None,
) -> NewDelivery:
    return NewDelivery(
        key=DeliveryKey(key),
        chat=chat,
        outgoing=Outgoing(text=text or f"the text of {key}"),
        urgency=urgency,
        edits=DeliveryKey(edits) if edits else None,
        expires_at=expires_at,
    )


def conference_room(node: str, *, topic: str | None = None) -> ConferenceRoom:
    link = f"https://meet.example.org/{node}"
    return ConferenceRoom(name=node.title(), node=node, link=link, topic=topic, fixed=not topic)


SUNDAY = datetime(2026, 3, 29, 11)  # noqa: DTZ001 -- wall-clock time
WEEKLY = Series(
    id=SeriesId("weekly"),
    number=1,
    owner=BOARD,
    creator=PersonId("@anna:example.org"),
    title="Chor",
    room=conference_room("anker"),
    recurrence=Recurrence(start=SUNDAY, timezone="Europe/Berlin", rrule="FREQ=WEEKLY"),
    leads=(DAY,),
)
"""Every Sunday at 11 in Berlin, from the day on which the clocks go forward: 9:00 UTC."""


def numbered(number: int, owner: ChatAddress = BOARD) -> Series:
    """Another series, just as weekly."""
    return replace(WEEKLY, id=SeriesId(f"{owner.chat}#{number}"), number=number, owner=owner)


def subscription(
    series: SeriesId = WEEKLY.id, target: ChatAddress = BOARD, *, lead: timedelta = DAY
) -> Subscription:
    return Subscription(series=series, target=target, lead=lead)


def alarm(
    series: SeriesId = WEEKLY.id, *, told_until: datetime = NOON, due_at: datetime | None = NOON
) -> Alarm:
    return Alarm(series=series, told_until=told_until, due_at=due_at)


@dataclass(frozen=True)
class Desk:
    """The outbox as a delivery worker sees it, a transaction for each call."""

    store: Store
    owner: str = "one"
    lease: timedelta = MINUTE

    async def add(self, *deliveries: NewDelivery, now: datetime = NOON) -> list[bool]:
        async with self.store.begin() as work:
            return [await work.outbox.add(delivery, now=now) for delivery in deliveries]

    async def claim(
        self, now: datetime = NOON, *, limit: int = 10, account: AccountId = MATRIX
    ) -> list[Delivery]:
        async with self.store.begin() as work:
            return list(
                await work.outbox.claim(
                    account,
                    owner=self.owner,
                    now=now,
                    lease_until=now + self.lease,
                    limit=limit,
                )
            )

    async def keys(self, now: datetime = NOON, *, limit: int = 10) -> list[str]:
        return [delivery.key for delivery in await self.claim(now, limit=limit)]

    async def claim_one(self, now: datetime = NOON) -> Delivery:
        (delivery,) = await self.claim(now)
        return delivery

    async def sent(self, delivery: Delivery, now: datetime = NOON) -> bool:
        async with self.store.begin() as work:
            (held,) = await work.outbox.sent(
                [(delivery, LineId(f"${delivery.key}"))], owner=self.owner, now=now
            )
            return held

    async def retry(self, delivery: Delivery, at: datetime) -> bool:
        async with self.store.begin() as work:
            return await work.outbox.retry(delivery, owner=self.owner, at=at)

    async def fail(self, delivery: Delivery, now: datetime = NOON) -> bool:
        async with self.store.begin() as work:
            return await work.outbox.fail(delivery, owner=self.owner, why="banned", now=now)

    async def recover(self, now: datetime = NOON) -> int:
        async with self.store.begin() as work:
            return await work.outbox.recover(MATRIX, now=now)

    async def next_due(self) -> datetime | None:
        async with self.store.begin() as work:
            return await work.outbox.next_due(MATRIX)

    async def backlog(self) -> Backlog:
        async with self.store.begin() as work:
            return await work.outbox.backlog(MATRIX)

    async def posted(self, key: str) -> LineId | None:
        async with self.store.begin() as work:
            return await work.outbox.posted(DeliveryKey(key))
