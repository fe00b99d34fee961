"""The ports for conference rooms and their cards over SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.domain.chat import ChatAddress, DeliveryKey, LineId
from bot.domain.conference import Card, ConferenceRoom
from bot.storage.statements import Row, StatementFile, instant, milliseconds
from bot.storage.tables.columns import (
    address_columns,
    address_in,
    moment_column,
    moment_in,
    room_columns,
    room_in,
)
from bot.storage.tables.repository import Repository

ROOMS: Final = StatementFile("rooms")
CARDS: Final = StatementFile("cards")


class SqlConferenceRooms(Repository):
    """The conference rooms that each chat made or used."""

    async def use(self, chat: ChatAddress, room: ConferenceRoom, *, now: datetime) -> None:
        await self._transaction.run(
            ROOMS("use", **address_columns(chat), **room_columns(room), now=milliseconds(now))
        )

    async def recent(self, chat: ChatAddress) -> Sequence[ConferenceRoom]:
        rows = await self._rows(ROOMS("recent", **address_columns(chat)))
        return [room_in(row) for row in rows]


class SqlCards(Repository):
    """The announcements that can be edited in place."""

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
                live_since=moment_column(card.live_since),
                edited_at=moment_column(card.edited_at),
                closed_at=moment_column(card.closed_at),
                editable=int(card.editable),
            )
        )

    async def get(self, key: DeliveryKey) -> Card | None:
        rows = await self._rows(CARDS("get", key=key))
        return card_in(rows[0]) if rows else None

    async def under(self, chat: ChatAddress, line: LineId) -> Card | None:
        rows = await self._rows(CARDS("under", **address_columns(chat), line=line))
        return card_in(rows[0]) if rows else None


def card_in(row: Row) -> Card:
    """A whole row of the table of cards."""
    return Card(
        key=DeliveryKey(row["key"]),
        chat=address_in(row),
        room=room_in(row),
        posted_at=instant(row["posted_at"]),
        revision=row["revision"],
        last_shown=row["last_shown"],
        live_since=moment_in(row["live_since"]),
        edited_at=moment_in(row["edited_at"]),
        closed_at=moment_in(row["closed_at"]),
        editable=bool(row["editable"]),
    )
