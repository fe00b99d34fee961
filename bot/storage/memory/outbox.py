"""The outbox port in a plain dictionary."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.chat import AccountId, ChatAddress, DeliveryKey, LineId
from bot.domain.delivery import Backlog, Delivery, NewDelivery
from bot.domain.subject import PostedLine
from bot.storage.memory.outbox_row import OutboxRow, RowState
from bot.storage.memory.tables import Tables


class MemoryOutbox:
    """What the bot has to say."""

    def __init__(self, tables: Tables) -> None:
        self._rows = tables.outbox

    async def add(self, delivery: NewDelivery, *, now: datetime) -> bool:
        if delivery.key in self._rows:
            return False
        number = 1 + max((row.id for row in self._rows.values()), default=0)
        self._rows[delivery.key] = OutboxRow(
            id=number,
            place=number,
            key=delivery.key,
            chat=delivery.chat,
            outgoing=delivery.outgoing,
            urgency=delivery.urgency,
            edits=delivery.edits,
            expires_at=delivery.expires_at,
            state=RowState.WAITING if delivery.edits is None else RowState.HELD,
            visible_at=now,
            about=delivery.about,
            added_at=now,
        )
        self._fail_orphans(now)
        self._release_edits()
        self._collapse_edits(now)
        return True

    async def claim(
        self, account: AccountId, *, owner: str, now: datetime, lease_until: datetime, limit: int
    ) -> Sequence[Delivery]:
        for row in list(self._rows.values()):
            if row.chat.account == account and row.expired(now):
                self._finish(row, RowState.EXPIRED, now)
        self._fail_orphans(now)
        heads = [
            head
            for head, lease_ends in self._heads(account)
            if head.visible_at <= now and all(end <= now for end in lease_ends)
        ]
        return [
            self._claim(head, owner=owner, now=now, lease_until=lease_until)
            for head in sorted(heads, key=lambda row: row.order)[:limit]
        ]

    async def sent(
        self, posted: Sequence[tuple[Delivery, LineId]], *, owner: str, now: datetime
    ) -> Sequence[bool]:
        return [self._sent(delivery, owner, line, now) for delivery, line in posted]

    def _sent(self, delivery: Delivery, owner: str, line: LineId, now: datetime) -> bool:
        row = self._claimed(delivery, owner)
        if row is None:
            return False
        self._finish(replace(row, posted=line), RowState.SENT, now)
        self._release_edits()
        return True

    async def retry(self, delivery: Delivery, *, owner: str, at: datetime) -> bool:
        row = self._claimed(delivery, owner)
        if row is None:
            return False
        self._rows[row.key] = replace(row, state=RowState.WAITING, owner=None, visible_at=at)
        self._collapse_edits(at)
        return True

    async def fail(self, delivery: Delivery, *, owner: str, why: str, now: datetime) -> bool:
        row = self._claimed(delivery, owner)
        if row is None:
            return False
        self._finish(replace(row, refusal=why), RowState.FAILED, now)
        self._fail_orphans(now)
        return True

    async def recover(self, account: AccountId, *, now: datetime) -> int:
        freed = [
            row
            for row in self._rows.values()
            if row.chat.account == account
            and (
                row.state is RowState.CLAIMED
                or (row.state is RowState.WAITING and row.visible_at > now)
            )
        ]
        for row in freed:
            self._rows[row.key] = replace(row, state=RowState.WAITING, owner=None, visible_at=now)
        self._collapse_edits(now)
        return len(freed)

    async def next_due(self, account: AccountId) -> datetime | None:
        due = [
            max([min(head.visible_at, head.expires_at or head.visible_at), *lease_ends])
            for head, lease_ends in self._heads(account)
        ]
        return min(due, default=None)

    async def backlog(self, account: AccountId) -> Backlog:
        rows = [
            row
            for row in self._rows.values()
            if row.chat.account == account and row.finished_at is None
        ]
        lines = Counter(row.state for row in rows)
        return Backlog(
            waiting=lines[RowState.WAITING],
            claimed=lines[RowState.CLAIMED],
            held=lines[RowState.HELD],
            oldest=min((row.added_at for row in rows), default=None),
        )

    async def knows(self, key: DeliveryKey) -> bool:
        return key in self._rows

    async def posted(self, key: DeliveryKey) -> LineId | None:
        row = self._rows.get(key)
        return row and row.posted

    async def line(self, account: AccountId, line: LineId) -> PostedLine | None:
        for row in self._rows.values():
            if row.chat.account == account and row.posted == line and row.about and row.finished_at:
                return PostedLine(
                    line=line, key=row.key, chat=row.chat, about=row.about, at=row.finished_at
                )
        return None

    def _heads(self, account: AccountId) -> Iterable[tuple[OutboxRow, list[datetime]]]:
        """Of each chat its first row, and when the leases in that chat end."""
        chats = defaultdict[ChatAddress, list[OutboxRow]](list)
        for row in self._rows.values():
            if row.chat.account == account and row.state in (RowState.WAITING, RowState.CLAIMED):
                chats[row.chat].append(row)
        for rows in chats.values():
            lease_ends = [row.visible_at for row in rows if row.state is RowState.CLAIMED]
            yield min(rows, key=lambda row: row.order), lease_ends

    def _claim(
        self, row: OutboxRow, *, owner: str, now: datetime, lease_until: datetime
    ) -> Delivery:
        assert row.outgoing is not None  # noqa: S101 -- only finished rows have none
        attempt, first_tried_at = row.attempts + 1, row.first_tried_at or now
        self._rows[row.key] = replace(
            row,
            state=RowState.CLAIMED,
            owner=owner,
            visible_at=lease_until,
            attempts=attempt,
            first_tried_at=first_tried_at,
        )
        return Delivery(
            id=row.id,
            key=row.key,
            chat=row.chat,
            outgoing=row.outgoing,
            attempt=attempt,
            first_tried_at=first_tried_at,
            edits=row.edits_line,
            added_at=row.added_at,
        )

    def _claimed(self, delivery: Delivery, owner: str) -> OutboxRow | None:
        """The row, if the claim under which it was handed out still holds."""
        row = self._rows.get(delivery.key)
        holds = row and (row.state, row.owner, row.attempts) == (
            RowState.CLAIMED,
            owner,
            delivery.attempt,
        )
        return row if holds else None

    def _finish(self, row: OutboxRow, state: RowState, now: datetime) -> None:
        self._rows[row.key] = replace(row, state=state, outgoing=None, owner=None, finished_at=now)

    def _release_edits(self) -> None:
        """An edit may go once its original is sent."""
        for row, original in self._held():
            if original and original.state is RowState.SENT:
                self._rows[row.key] = replace(
                    row, state=RowState.WAITING, edits_line=original.posted
                )

    def _fail_orphans(self, now: datetime) -> None:
        """An edit fails when its original is over without having been sent, or was never there."""
        for row, original in self._held():
            if original is None or original.state in (RowState.FAILED, RowState.EXPIRED):
                self._finish(row, RowState.FAILED, now)

    def _held(self) -> list[tuple[OutboxRow, OutboxRow | None]]:
        """Each edit that is held, with its original."""
        return [
            (row, self._rows.get(row.edits))
            for row in self._rows.values()
            if row.edits and row.state is RowState.HELD
        ]

    def _collapse_edits(self, now: datetime) -> None:
        """Of several edits of a line that wait, leave the newest, in the place of the first."""
        waiting = defaultdict[tuple[AccountId, DeliveryKey], list[OutboxRow]](list)
        for row in self._rows.values():
            if row.edits and row.state in (RowState.HELD, RowState.WAITING):
                waiting[row.chat.account, row.edits].append(row)
        for rows in waiting.values():
            *older, newest = sorted(rows, key=lambda row: row.id)
            self._rows[newest.key] = replace(
                newest,
                place=min(row.place for row in rows),
                visible_at=max(row.visible_at for row in rows),
            )
            for row in older:
                self._finish(row, RowState.EXPIRED, now)
