"""The port for dashboards in plain dictionaries."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.domain.chat import ChatAddress, PersonId
from bot.storage.memory.outbox_row import OutboxRow, RowState
from bot.storage.memory.tables import Tables
from bot.usecases.ports.dashboard import Deliveries, Digest, Lines, LinkState, Pass


class MemoryDashboards:
    """The links into dashboards, and the visits that they begin."""

    def __init__(self, tables: Tables) -> None:
        self._links = tables.dashboard_links
        self._visits = tables.dashboard_visits
        self._outbox = tables.outbox
        self._series = tables.series

    async def offer(self, link: Digest, given: Pass) -> None:
        for other, (known, _) in list(self._links.items()):
            if (known.chat, known.person) == (given.chat, given.person):
                del self._links[other]
        self._links[link] = (given, LinkState.GOOD)

    async def link(self, link: Digest, *, now: datetime) -> LinkState:
        given, state = self._links.get(link, (None, LinkState.DEAD))
        return state if given and now < given.until else LinkState.DEAD

    async def enter(
        self, link: Digest, visit: Digest, *, now: datetime, until: datetime
    ) -> Pass | None:
        if await self.link(link, now=now) is not LinkState.GOOD:
            return None
        given, _ = self._links[link]
        self._links[link] = (given, LinkState.USED)
        self._visits[visit] = replace(given, until=until)
        return self._visits[visit]

    async def visit(self, visit: Digest, *, now: datetime) -> Pass | None:
        found = self._visits.get(visit)
        return found if found and now < found.until else None

    async def leave(self, visit: Digest) -> None:
        self._visits.pop(visit, None)

    async def revoke(self, chat: ChatAddress, person: PersonId) -> bool:
        links = [
            (digest, state)
            for digest, (given, state) in self._links.items()
            if (given.chat, given.person) == (chat, person)
        ]
        visits = [
            digest
            for digest, given in self._visits.items()
            if (given.chat, given.person) == (chat, person)
        ]
        for digest, _ in links:
            del self._links[digest]
        for digest in visits:
            del self._visits[digest]
        return bool(visits) or any(state is LinkState.GOOD for _, state in links)

    async def deliveries(self, chat: ChatAddress) -> Deliveries:
        rows = self._outbox.values()
        ours = {one.id for one in self._series.values() if one.owner == chat}
        here = [row for row in rows if row.chat == chat]
        refused = [row for row in here if row.refusal is not None and row.finished_at]
        latest = max(refused, key=lambda row: (row.finished_at, row.id), default=None)
        return Deliveries(
            here=_lines(here),
            elsewhere=_lines(
                row for row in rows if row.chat != chat and row.about and row.about.series in ours
            ),
            refusal=latest and latest.refusal,
        )

    async def erase(self, *, now: datetime) -> None:
        for digest, (given, _) in list(self._links.items()):
            if given.until <= now:
                del self._links[digest]
        for digest, given in list(self._visits.items()):
            if given.until <= now:
                del self._visits[digest]


def _lines(rows: Iterable[OutboxRow]) -> Lines:
    found = Counter(row.state for row in rows)
    return Lines(
        waiting=found[RowState.HELD] + found[RowState.WAITING] + found[RowState.CLAIMED],
        sent=found[RowState.SENT],
        failed=found[RowState.FAILED],
        expired=found[RowState.EXPIRED],
    )
