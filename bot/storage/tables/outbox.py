"""The outbox port over SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.domain.chat import AccountId, ChatAddress, ChatId, DeliveryKey, LineId
from bot.domain.delivery import Backlog, Delivery, NewDelivery
from bot.domain.series import SeriesId
from bot.domain.subject import PostedLine, Subject
from bot.storage.payload import pack_outgoing, unpack_outgoing
from bot.storage.statements import (
    MILLISECOND,
    Row,
    Statement,
    StatementFile,
    Value,
    instant,
    milliseconds,
)
from bot.storage.tables.columns import address_columns, moment_column, moment_in
from bot.storage.tables.repository import Repository

SQL: Final = StatementFile("outbox")
_WAITING, _CLAIMED, _HELD = 0, 1, 5  # of the states listed in migrations/0001_first.sql
_NEAR: Final = 64
"""Rows among which a claim looks before it goes from chat to chat."""


class SqlOutbox(Repository):
    """What the bot has to say."""

    async def add(self, delivery: NewDelivery, *, now: datetime) -> bool:
        account = delivery.chat.account
        insert = SQL(
            "add",
            key=delivery.key,
            **address_columns(delivery.chat),
            urgency=delivery.urgency,
            payload=pack_outgoing(delivery.outgoing),
            edits=delivery.edits,
            state=_WAITING if delivery.edits is None else _HELD,
            now=milliseconds(now),
            expires_at=moment_column(delivery.expires_at),
            **_about(delivery.about),
        )
        if delivery.edits is None:
            rows = await self._rows(insert)
        else:
            rows, *_ = await self._transaction.run(
                insert,
                SQL("fail_orphans", account=account, now=milliseconds(now)),
                SQL("release_edits", account=account),
                *_collapse(account, now),
            )
        return bool(rows)

    async def claim(
        self, account: AccountId, *, owner: str, now: datetime, lease_until: datetime, limit: int
    ) -> Sequence[Delivery]:
        values: dict[str, Value] = {
            "account": account,
            "owner": owner,
            "now": milliseconds(now),
            "lease_until": milliseconds(lease_until),
        }
        *_, near = await self._transaction.run(
            SQL("expire", account=account, now=milliseconds(now)),
            SQL("fail_orphans", account=account, now=milliseconds(now)),
            SQL("claim_near", **values, near=_NEAR, limit=limit),
        )
        rows = list(near)
        if len(rows) < limit:
            rows += await self._rows(SQL("claim_far", **values, limit=limit - len(rows)))
        in_order = sorted(rows, key=lambda row: (row["urgency"], row["place"], row["id"]))
        return [_delivery(account, row) for row in in_order]

    async def sent(
        self, posted: Sequence[tuple[Delivery, LineId]], *, owner: str, now: datetime
    ) -> Sequence[bool]:
        finishes = [
            _finish("sent", delivery, owner, line=line, now=milliseconds(now))
            for delivery, line in posted
        ]
        accounts = sorted({delivery.chat.account for delivery, _ in posted})
        releases = [SQL("release_edits", account=account) for account in accounts]
        found = await self._transaction.run(*finishes, *releases)
        return [bool(rows) for rows in found[: len(finishes)]]

    async def retry(self, delivery: Delivery, *, owner: str, at: datetime) -> bool:
        rows, *_ = await self._transaction.run(
            _finish("retry", delivery, owner, at=milliseconds(at)),
            *_collapse(delivery.chat.account, at),
        )
        return bool(rows)

    async def fail(self, delivery: Delivery, *, owner: str, why: str, now: datetime) -> bool:
        rows, _ = await self._transaction.run(
            _finish("fail", delivery, owner, why=why, now=milliseconds(now)),
            SQL("fail_orphans", account=delivery.chat.account, now=milliseconds(now)),
        )
        return bool(rows)

    async def recover(self, account: AccountId, *, now: datetime) -> int:
        rows, *_ = await self._transaction.run(
            SQL("recover", account=account, now=milliseconds(now)), *_collapse(account, now)
        )
        return len(rows)

    async def next_due(self, account: AccountId) -> datetime | None:
        (row,) = await self._rows(SQL("next_due", account=account))
        return moment_in(row["due"])

    async def backlog(self, account: AccountId) -> Backlog:
        rows = await self._rows(SQL("backlog", account=account))
        lines = {row["state"]: row["lines"] for row in rows}
        added = [row["oldest"] for row in rows if row["oldest"] is not None]
        return Backlog(
            waiting=lines.get(_WAITING, 0),
            claimed=lines.get(_CLAIMED, 0),
            held=lines.get(_HELD, 0),
            oldest=moment_in(min(added, default=None)),
        )

    async def knows(self, key: DeliveryKey) -> bool:
        rows = await self._rows(SQL("posted", key=key))
        return bool(rows)

    async def posted(self, key: DeliveryKey) -> LineId | None:
        rows = await self._rows(SQL("posted", key=key))
        return rows[0]["posted"] if rows else None

    async def line(self, account: AccountId, line: LineId) -> PostedLine | None:
        rows = await self._rows(SQL("line", account=account, line=line))
        if not rows:
            return None
        (row,) = rows
        slot, lead = row["about_slot"], row["about_lead"]
        return PostedLine(
            line=line,
            key=DeliveryKey(row["key"]),
            chat=ChatAddress(account, ChatId(row["chat"])),
            about=Subject(
                series=SeriesId(row["about_series"]),
                slot=slot and datetime.fromisoformat(slot),
                lead=None if lead is None else lead * MILLISECOND,
            ),
            at=instant(row["finished_at"]),
        )


def _about(subject: Subject | None) -> dict[str, Value]:
    slot, lead = (subject.slot, subject.lead) if subject else (None, None)
    return {
        "about_series": subject and subject.series,
        "about_slot": slot and slot.isoformat(),
        "about_lead": None if lead is None else lead // MILLISECOND,
    }


def _collapse(account: AccountId, now: datetime) -> tuple[Statement, Statement]:
    """Of several edits of a line that wait, leave the newest."""
    return (
        SQL("inherit", account=account),
        SQL("drop_replaced", account=account, now=milliseconds(now)),
    )


def _finish(name: str, delivery: Delivery, owner: str, **values: int | str) -> Statement:
    """End a claim. The attempt fences as well: the same owner may have claimed the row again."""
    return SQL(name, key=delivery.key, owner=owner, attempt=delivery.attempt, **values)


def _delivery(account: AccountId, row: Row) -> Delivery:
    return Delivery(
        id=row["id"],
        key=DeliveryKey(row["key"]),
        chat=ChatAddress(account, ChatId(row["chat"])),
        outgoing=unpack_outgoing(row["payload"]),
        attempt=row["attempts"],
        first_tried_at=instant(row["first_tried_at"]),
        edits=row["edits_line"],
        added_at=moment_in(row["added_at"]),
    )
