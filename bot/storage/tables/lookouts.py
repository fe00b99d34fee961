"""The port for what is looked at, and for whom, over SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.domain.chat import ChatAddress, ChatId
from bot.domain.conference import Card, ConferenceRoom
from bot.domain.settings import Presence
from bot.storage.statements import Row, StatementFile, instant, milliseconds
from bot.storage.tables.columns import address_columns, address_in, room_columns, room_in
from bot.storage.tables.repository import Repository
from bot.storage.tables.rooms import card_in
from bot.usecases.ports.live import Follow, Wish

SQL: Final = StatementFile("lookouts")


class SqlLookouts(Repository):
    """For whom which rooms are looked at."""

    async def open_cards(self, *, otherwise: Presence) -> Sequence[tuple[Card, Presence]]:
        rows = await self._rows(SQL("open_cards", otherwise=otherwise))
        return [(card_in(row), Presence(row["presence"])) for row in rows]

    async def follow(self, follow: Follow) -> bool:
        rows = await self._rows(
            SQL("follow", **address_columns(follow.chat), **room_columns(follow.room))
        )
        return bool(rows)

    async def unfollow(self, follow: Follow) -> bool:
        rows = await self._rows(
            SQL("unfollow", **address_columns(follow.chat), node=follow.room.node)
        )
        return bool(rows)

    async def followed_by(self, chat: ChatAddress) -> Sequence[ConferenceRoom]:
        rows = await self._rows(SQL("followed_by", **address_columns(chat)))
        return [room_in(row) for row in rows]

    async def follows(self, *, otherwise: Presence) -> Sequence[Follow]:
        rows = await self._rows(SQL("follows", otherwise=otherwise))
        return [Follow(chat=address_in(row), room=room_in(row)) for row in rows]

    async def wish(self, wish: Wish) -> None:
        await self._transaction.run(
            SQL(
                "wish",
                **address_columns(wish.target),
                asked_in=wish.asked_in.chat,
                **room_columns(wish.room),
                people=wish.people,
                until=milliseconds(wish.until),
            )
        )

    async def unwish(self, target: ChatAddress, node: str | None = None) -> Sequence[Wish]:
        rows = await self._rows(SQL("unwish", **address_columns(target), node=node))
        return [_wish(row) for row in rows]

    async def wishes(self, *, otherwise: Presence, now: datetime) -> Sequence[Wish]:
        _, rows = await self._transaction.run(
            SQL("forget_old_wishes", now=milliseconds(now)), SQL("wishes", otherwise=otherwise)
        )
        return [_wish(row) for row in rows]


def _wish(row: Row) -> Wish:
    target = address_in(row)
    return Wish(
        target=target,
        asked_in=ChatAddress(target.account, ChatId(row["asked_in"])),
        room=room_in(row),
        people=row["people"],
        until=instant(row["until"]),
    )
