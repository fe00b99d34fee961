"""The ports for chats and for how far each network has been read, over SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.domain.chat import AccountId, ChatAddress, ChatId, ChatKind
from bot.domain.language import Formality, Language
from bot.domain.settings import Chat, Presence
from bot.storage.series_payload import pack_leads, unpack_leads
from bot.storage.statements import Row, StatementFile, Transaction, milliseconds
from bot.usecases.chat_ports import UsedChat

CHATS: Final = StatementFile("chats")
POSITIONS: Final = StatementFile("positions")
FACTS: Final = StatementFile("facts")
MOVING: Final = StatementFile("moving")


class SqlChats:
    """The chats and what they chose."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def get(self, address: ChatAddress) -> Chat | None:
        (rows,) = await self._transaction.run(
            CHATS("get", account=address.account, chat=address.chat)
        )
        return _chat(rows[0]) if rows else None

    async def save(self, chat: Chat) -> None:
        await self._transaction.run(
            CHATS(
                "save",
                account=chat.address.account,
                chat=chat.address.chat,
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
        where = {"account": old.account, "chat": old.chat}
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
        (rows,) = await self._transaction.run(CHATS("used"))
        found = (
            UsedChat(
                address=_address(row["account"], row["chat"]),
                known=None if row["kind"] is None else _chat(row),
                series=row["series"],
            )
            for row in rows
        )
        # the engines do not agree on the order of letters
        return sorted(found, key=lambda one: (one.address.account, one.address.chat))

    async def sides(self, main: ChatAddress) -> Sequence[Chat]:
        (rows,) = await self._transaction.run(CHATS("sides", account=main.account, chat=main.chat))
        return [_chat(row) for row in rows]

    async def offer(self, code: str, main: ChatAddress, *, until: datetime, now: datetime) -> None:
        where = {"account": main.account, "chat": main.chat}
        await self._transaction.run(
            CHATS("withdraw", **where, now=milliseconds(now)),
            CHATS("offer", **where, code=code, until=milliseconds(until)),
        )

    async def offered(self, code: str, *, now: datetime) -> ChatAddress | None:
        (rows,) = await self._transaction.run(CHATS("offered", code=code, now=milliseconds(now)))
        return _address(rows[0]["account"], rows[0]["chat"]) if rows else None


def _chat(row: Row) -> Chat:
    return Chat(
        address=_address(row["account"], row["chat"]),
        kind=ChatKind(row["kind"]),
        language=row["language"] and Language(row["language"]),
        timezone=row["timezone"],
        presence=row["presence"] and Presence(row["presence"]),
        leads=None if row["leads"] is None else unpack_leads(row["leads"]),
        formality=row["formality"] and Formality(row["formality"]),
        widgets=bool(row["widgets"]),
        active=bool(row["active"]),
        main=row["main_chat"] and _address(row["main_account"], row["main_chat"]),
    )


def _address(account: str, chat: str) -> ChatAddress:
    return ChatAddress(AccountId(account), ChatId(chat))


class SqlFacts:
    """What is known of the database as a whole."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def get(self, key: str) -> str | None:
        (rows,) = await self._transaction.run(FACTS("get", key=key))
        return rows[0]["value"] if rows else None

    async def save(self, key: str, value: str) -> None:
        await self._transaction.run(FACTS("save", key=key, value=value))


class SqlPositions:
    """How far each network has been read."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def load(self, account: AccountId, name: str) -> str | None:
        (rows,) = await self._transaction.run(POSITIONS("load", account=account, name=name))
        return rows[0]["token"] if rows else None

    async def save(self, account: AccountId, name: str, token: str) -> None:
        await self._transaction.run(POSITIONS("save", account=account, name=name, token=token))
