"""The ports for chats and for how far each network has been read, over SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.domain.chat import AccountId, ChatAddress, ChatId, ChatKind
from bot.domain.language import Formality, Language
from bot.domain.settings import Chat, Presence
from bot.storage.series_payload import pack_leads, unpack_leads
from bot.storage.statements import Row, StatementFile, milliseconds
from bot.storage.tables.columns import address_columns, address_in
from bot.storage.tables.repository import Repository
from bot.usecases.ports.chats import UsedChat

CHATS: Final = StatementFile("chats")
POSITIONS: Final = StatementFile("positions")
FACTS: Final = StatementFile("facts")
MOVING: Final = StatementFile("moving")


class SqlChats(Repository):
    """The chats and what they chose."""

    async def get(self, address: ChatAddress) -> Chat | None:
        rows = await self._rows(CHATS("get", **address_columns(address)))
        return _chat(rows[0]) if rows else None

    async def save(self, chat: Chat) -> None:
        await self._transaction.run(
            CHATS(
                "save",
                **address_columns(chat.address),
                kind=chat.kind,
                language=chat.language,
                timezone=chat.timezone,
                presence=chat.presence,
                leads=None if chat.leads is None else pack_leads(chat.leads),
                formality=chat.formality,
                widgets=int(chat.widgets),
                active=int(chat.active),
                main_account=chat.main and chat.main.account,
                main_chat=chat.main and chat.main.chat,
            )
        )

    async def move(self, old: ChatAddress, to: ChatId, *, now: datetime) -> bool:
        new = {"account": old.account, "chat": to}
        (found,) = await self._transaction.run(MOVING("has_a_life", **new))
        if found:
            return False
        where = address_columns(old)
        there = {**where, "to": to}
        await self._transaction.run(
            MOVING("cards", **where, now=milliseconds(now)),
            MOVING("settings", **there),
            MOVING("sides", **there),
            MOVING("numbers", **there),
            MOVING("series", **there),
            MOVING("subscriptions", **there),
            MOVING("announcements", **there),
            MOVING("imported", **there),
            MOVING("rooms", **there),
            MOVING("owned_rooms", **there),
            MOVING("follows", **there),
            MOVING("wishes", **there),
            MOVING("programme", **there),
        )
        return True

    async def used(self) -> Sequence[UsedChat]:
        rows = await self._rows(CHATS("used"))
        found = (
            UsedChat(
                address=address_in(row),
                known=None if row["kind"] is None else _chat(row),
                series=row["series"],
            )
            for row in rows
        )
        # the engines do not agree on the order of letters
        return sorted(found, key=lambda one: (one.address.account, one.address.chat))

    async def sides(self, main: ChatAddress) -> Sequence[Chat]:
        rows = await self._rows(CHATS("sides", **address_columns(main)))
        return [_chat(row) for row in rows]

    async def offer(self, code: str, main: ChatAddress, *, until: datetime, now: datetime) -> None:
        where = address_columns(main)
        await self._transaction.run(
            CHATS("withdraw", **where, now=milliseconds(now)),
            CHATS("offer", **where, code=code, until=milliseconds(until)),
        )

    async def offered(self, code: str, *, now: datetime) -> ChatAddress | None:
        rows = await self._rows(CHATS("offered", code=code, now=milliseconds(now)))
        return address_in(rows[0]) if rows else None


class SqlFacts(Repository):
    """What is known of the database as a whole."""

    async def get(self, key: str) -> str | None:
        rows = await self._rows(FACTS("get", key=key))
        return rows[0]["value"] if rows else None

    async def save(self, key: str, value: str) -> None:
        await self._transaction.run(FACTS("save", key=key, value=value))


class SqlPositions(Repository):
    """How far each network has been read."""

    async def load(self, account: AccountId, name: str) -> str | None:
        rows = await self._rows(POSITIONS("load", account=account, name=name))
        return rows[0]["token"] if rows else None

    async def save(self, account: AccountId, name: str, token: str) -> None:
        await self._transaction.run(POSITIONS("save", account=account, name=name, token=token))


def _chat(row: Row) -> Chat:
    return Chat(
        address=address_in(row),
        kind=ChatKind(row["kind"]),
        language=row["language"] and Language(row["language"]),
        timezone=row["timezone"],
        presence=row["presence"] and Presence(row["presence"]),
        leads=None if row["leads"] is None else unpack_leads(row["leads"]),
        formality=row["formality"] and Formality(row["formality"]),
        widgets=bool(row["widgets"]),
        active=bool(row["active"]),
        main=row["main_chat"]
        and ChatAddress(AccountId(row["main_account"]), ChatId(row["main_chat"])),
    )
