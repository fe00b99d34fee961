"""The ports for conference rooms and their cards over SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.domain.chat import AccountId, ChatAddress, ChatId, DeliveryKey
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
            ROOMS("use", **address_columns(chat), **room_columns(room), now=milliseconds(now))
        )

    async def recent(self, chat: ChatAddress) -> Sequence[ConferenceRoom]:
        (rows,) = await self._transaction.run(ROOMS("recent", **address_columns(chat)))
        return [room_in(row) for row in rows]


class SqlCards:
    """The announcements that can be edited in place."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def save(self, card: Card) -> None:
        await self._transaction.run(
            CARDS(
                "save",
                key=card.key,
                **address_columns(card.chat),
                **room_columns(card.room),
                posted_at=milliseconds(card.posted_at),
                revision=card.revision,
                last_shown=card.last_shown,
                live_since=card.live_since and milliseconds(card.live_since),
                edited_at=card.edited_at and milliseconds(card.edited_at),
                closed_at=card.closed_at and milliseconds(card.closed_at),
                editable=int(card.editable),
            )
        )

    async def get(self, key: DeliveryKey) -> Card | None:
        (rows,) = await self._transaction.run(CARDS("get", key=key))
        return card_in(rows[0]) if rows else None

    async def latest(self, chat: ChatAddress, node: str) -> Card | None:
        (rows,) = await self._transaction.run(CARDS("latest", **address_columns(chat), node=node))
        return card_in(rows[0]) if rows else None


def address_columns(chat: ChatAddress) -> dict[str, Value]:
    """The columns of where people write."""
    return {"account": chat.account, "chat": chat.chat}


def address_in(row: Row) -> ChatAddress:
    """The reverse of `address_columns`."""
    return ChatAddress(AccountId(row["account"]), ChatId(row["chat"]))


def room_columns(room: ConferenceRoom) -> dict[str, Value]:
    """The columns of a conference room."""
    return {
        "node": room.node,
        "name": room.name,
        "link": room.link,
        "topic": room.topic,
        "fixed": int(room.fixed),
    }


def room_in(row: Row) -> ConferenceRoom:
    """The reverse of `room_columns`."""
    return ConferenceRoom(
        name=row["name"],
        node=row["node"],
        link=row["link"],
        topic=row["topic"],
        fixed=bool(row["fixed"]),
    )


def card_in(row: Row) -> Card:
    """A whole row of the table of cards."""
    return Card(
        key=DeliveryKey(row["key"]),
        chat=address_in(row),
        room=room_in(row),
        posted_at=instant(row["posted_at"]),
        revision=row["revision"],
        last_shown=row["last_shown"],
        live_since=_moment(row["live_since"]),
        edited_at=_moment(row["edited_at"]),
        closed_at=_moment(row["closed_at"]),
        editable=bool(row["editable"]),
    )


def _moment(value: int | None) -> datetime | None:
    return None if value is None else instant(value)
