"""The ports for what people say of themselves in plain dictionaries."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.chat import ChatAddress, LineId, PersonId
from bot.domain.line import Incoming
from bot.domain.preparation import AgendaPoint, Rsvp
from bot.domain.series import SeriesId
from bot.storage.memory.outbox_row import OutboxRow, RowState
from bot.storage.memory.tables import Tables
from bot.usecases.ports.people import KeptReaction, SaidOfDate


class MemoryPreparations:
    """Who means to come to which date, and what is to be talked about."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._rsvps = tables.rsvps
        self._points = tables.points

    async def of_date(self, series: SeriesId, slot: datetime) -> SaidOfDate:
        rsvps = {
            person: coming
            for (of, when, person), (coming, _) in self._rsvps.items()
            if (of, when) == (series, slot)
        }
        return SaidOfDate(rsvps=rsvps, points=self._points.get(series, ()))

    async def save(self, rsvp: Rsvp, *, now: datetime) -> None:
        series = self._tables.series[rsvp.series]  # there is none without its series
        self._rsvps[series.id, rsvp.slot, rsvp.person] = (rsvp.coming, now)

    async def withdraw(self, series: SeriesId, slot: datetime, person: PersonId) -> None:
        self._rsvps.pop((series, slot, person), None)

    async def of_person(self, person: PersonId) -> Sequence[Rsvp]:
        found = [
            Rsvp(series=series, slot=slot, person=person, coming=coming)
            for (series, slot, who), (coming, _) in self._rsvps.items()
            if who == person
        ]
        return sorted(found, key=lambda one: (one.series, one.slot))

    async def points(self, series: SeriesId) -> Sequence[AgendaPoint]:
        return list(self._points.get(series, ()))

    async def add(self, series: SeriesId, point: AgendaPoint) -> None:
        known = self._points.get(self._tables.series[series].id, ())
        self._points[series] = tuple(
            sorted((*known, point), key=lambda one: (one.added_at, one.number))
        )

    async def remove(self, series: SeriesId, point: AgendaPoint) -> None:
        kept = tuple(one for one in self._points.get(series, ()) if one != point)
        self._points[series] = kept

    async def slots(self, series: SeriesId) -> Sequence[datetime]:
        reactions = self._tables.reactions.values()
        found = {slot for of, slot, _ in self._rsvps if of == series}
        found |= {one.slot for one in reactions if one.series == series and one.slot}
        return sorted(found)

    async def rename(self, series: SeriesId, slot: datetime, *, to: datetime | None) -> None:
        for key in [key for key in self._rsvps if key[:2] == (series, slot)]:
            said = self._rsvps.pop(key)
            if to is not None:
                self._rsvps.setdefault((series, to, key[2]), said)
        reactions = self._tables.reactions
        for key, kept in list(reactions.items()):
            if (kept.series, kept.slot) == (series, slot):
                del reactions[key]
                if to is not None:
                    reactions[key] = replace(kept, slot=to)

    async def old(self, *, before: datetime) -> Sequence[SeriesId]:
        found = {series for (series, _, _), (_, said_at) in self._rsvps.items() if said_at < before}
        for series, points in self._points.items():
            if any(point.added_at < before for point in points):
                found.add(series)
        return sorted(found)


class MemoryReactions:
    """The reactions that mean something and still stand."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._kept = tables.reactions

    async def concerns_us(self, line: Incoming) -> bool:
        reaction = line.reaction
        if reaction is None:
            return False
        if reaction.takes_back:
            key = (line.chat, reaction.takes_back)
            lines = (self._tables.open_lines, self._tables.closed_lines)
            if any(key in known for known in lines) or await self.of_line(*key):
                return True
        return reaction.to is not None and (
            bool(await self.under(line.chat, reaction.to, line.sender.id))
            or any(
                row.about
                and row.chat.account == line.chat.account
                and (row.posted == reaction.to or _is_on_its_way_to(row, line))
                for row in self._tables.outbox.values()
            )
        )

    async def save(self, kept: KeptReaction) -> None:
        if kept.series not in self._tables.series:
            raise KeyError(kept.series)
        self._kept[kept.chat, kept.line, kept.meaning] = kept

    async def remove(self, kept: KeptReaction) -> None:
        self._kept.pop((kept.chat, kept.line, kept.meaning), None)

    async def of_line(self, chat: ChatAddress, line: LineId) -> Sequence[KeptReaction]:
        return self._found(
            one for one in self._kept.values() if (one.chat, one.line) == (chat, line)
        )

    async def under(
        self, chat: ChatAddress, to: LineId, person: PersonId
    ) -> Sequence[KeptReaction]:
        where = (chat, to, person)
        return self._found(
            one for one in self._kept.values() if (one.chat, one.to, one.person) == where
        )

    async def of_person(self, person: PersonId, series: SeriesId) -> Sequence[KeptReaction]:
        return self._found(
            one for one in self._kept.values() if (one.person, one.series) == (person, series)
        )

    def _found(self, kept: Iterable[KeptReaction]) -> Sequence[KeptReaction]:
        return sorted(
            kept, key=lambda one: (one.chat.account, one.chat.chat, one.line, one.meaning)
        )


def _is_on_its_way_to(row: OutboxRow, line: Incoming) -> bool:
    """Into the chat of the line, or to its writer in private."""
    return row.state is RowState.CLAIMED and row.chat.chat in (line.chat.chat, line.sender.id)
