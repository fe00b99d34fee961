"""The ports for conference rooms and their cards over SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.domain.chat import ChatAddress, DeliveryKey
from bot.domain.conference import Card, ConferenceRoom
from bot.storage.statements import Row, StatementFile, Transaction, Value, instant, milliseconds

ROOMS: Final = StatementFile("rooms")
CARDS: Final = StatementFile("cards")


class SqlConferenceRooms:
    """The conference rooms that each chat made or used."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def use(self, chat: ChatAddress, room: ConferenceRoom, *, now: datetime) -> None:
        await self._transaction.run(
            ROOMS("use", **_address(chat), **_room_columns(room), now=milliseconds(now))
        )

    async def recent(self, chat: ChatAddress) -> Sequence[ConferenceRoom]:
        (rows,) = await self._transaction.run(ROOMS("recent", **_address(chat)))
        return [_room(row) for row in rows]


class SqlCards:
    """The announcements that can be edited in place."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def save(self, card: Card) -> None:
        await self._transaction.run(
            CARDS(
                "save",
                key=card.key,
                **_address(card.chat),
                **_room_columns(card.room),
                posted_at=milliseconds(card.posted_at),
                revision=card.revision,
                last_shown=card.last_shown,
            )
        )

    async def latest(self, chat: ChatAddress, node: str) -> Card | None:
        (rows,) = await self._transaction.run(CARDS("latest", **_address(chat), node=node))
        if not rows:
            return None
        (row,) = rows
        return Card(
            key=DeliveryKey(row["key"]),
            chat=chat,
            room=_room(row),
            posted_at=instant(row["posted_at"]),
            revision=row["revision"],
            last_shown=row["last_shown"],
        )


def _address(chat: ChatAddress) -> dict[str, Value]:
    return {"account": chat.account, "chat": chat.chat}


def _room_columns(room: ConferenceRoom) -> dict[str, Value]:
    return {
        "node": room.node,
        "name": room.name,
        "link": room.link,
        "topic": room.topic,
        "fixed": int(room.fixed),
    }


def _room(row: Row) -> ConferenceRoom:
    return ConferenceRoom(
        name=row["name"],
        node=row["node"],
        link=row["link"],
        topic=row["topic"],
        fixed=bool(row["fixed"]),
    )
