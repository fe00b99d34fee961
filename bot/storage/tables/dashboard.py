"""The port for dashboards over SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.domain.chat import ChatAddress, ChatKind, PersonId
from bot.storage.statements import Row, StatementFile, instant, milliseconds
from bot.storage.tables.columns import address_columns, address_in
from bot.storage.tables.repository import Repository
from bot.usecases.ports.dashboard import Deliveries, Digest, Lines, LinkState, Pass

SQL: Final = StatementFile("dashboard")
_LINK, _USED, _VISIT = range(3)


class SqlDashboards(Repository):
    """The links into dashboards, and the visits that they begin."""

    async def offer(self, link: Digest, given: Pass) -> None:
        where = {**address_columns(given.chat), "person": given.person}
        await self._transaction.run(SQL("forget_links", **where))
        await self._add(link, _LINK, given)

    async def link(self, link: Digest, *, now: datetime) -> LinkState:
        rows = await self._rows(SQL("look", digest=link, now=milliseconds(now)))
        if not rows:
            return LinkState.DEAD
        return LinkState.GOOD if rows[0]["state"] == _LINK else LinkState.USED

    async def enter(
        self, link: Digest, visit: Digest, *, now: datetime, until: datetime
    ) -> Pass | None:
        rows = await self._rows(SQL("use", digest=link, now=milliseconds(now)))
        if not rows:
            return None
        begun = _pass(rows[0], until=until)
        await self._add(visit, _VISIT, begun)
        return begun

    async def visit(self, visit: Digest, *, now: datetime) -> Pass | None:
        rows = await self._rows(SQL("visit", digest=visit, now=milliseconds(now)))
        return _pass(rows[0], until=instant(rows[0]["expires_at"])) if rows else None

    async def leave(self, visit: Digest) -> None:
        await self._transaction.run(SQL("leave", digest=visit))

    async def revoke(self, chat: ChatAddress, person: PersonId) -> bool:
        rows = await self._rows(SQL("revoke", **address_columns(chat), person=person))
        return any(row["state"] != _USED for row in rows)

    async def deliveries(self, chat: ChatAddress) -> Deliveries:
        where = address_columns(chat)
        here, elsewhere, refused = await self._transaction.run(
            SQL("here", **where), SQL("elsewhere", **where), SQL("refusal", **where)
        )
        return Deliveries(
            here=_lines(here),
            elsewhere=_lines(elsewhere),
            refusal=refused[0]["refusal"] if refused else None,
        )

    async def erase(self, *, now: datetime) -> None:
        await self._transaction.run(SQL("erase", now=milliseconds(now)))

    async def _add(self, digest: Digest, state: int, given: Pass) -> None:
        await self._transaction.run(
            SQL(
                "offer",
                digest=digest,
                state=state,
                **address_columns(given.chat),
                kind=given.kind,
                person=given.person,
                expires_at=milliseconds(given.until),
            )
        )


def _lines(rows: Sequence[Row]) -> Lines:
    """Of the states in migrations/0001_first.sql."""
    found = {row["state"]: row["lines"] for row in rows}
    return Lines(
        waiting=sum(found.get(state, 0) for state in (0, 1, 5)),
        sent=found.get(2, 0),
        failed=found.get(3, 0),
        expired=found.get(4, 0),
    )


def _pass(row: Row, *, until: datetime) -> Pass:
    return Pass(
        chat=address_in(row),
        kind=ChatKind(row["kind"]),
        person=PersonId(row["person"]),
        until=until,
    )
