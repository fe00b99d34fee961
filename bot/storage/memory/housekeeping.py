"""The port that erases what is past, in plain dictionaries."""

from datetime import datetime

from bot.domain.series import Series
from bot.storage.memory.erasing import erase_series
from bot.storage.memory.outbox_row import OutboxRow
from bot.storage.memory.shaping import past_rooms
from bot.storage.memory.tables import Tables
from bot.storage.memory.turnouts import purge_turnouts
from bot.storage.past import PURGED_AT_ONCE, ended_by


class MemoryHousekeeping:
    """Erases what is past."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def purge(self, *, before: datetime) -> int:
        tables = self._tables
        lines = [key for key, closed_at in tables.closed_lines.items() if closed_at < before]
        lines = lines[:PURGED_AT_ONCE]
        for line in lines:
            del tables.closed_lines[line]
        rooms = [key for key, (_, used_at) in tables.rooms.items() if used_at < before]
        for room in rooms:
            del tables.rooms[room]
        cards = [
            card
            for card in tables.cards.values()
            if card.posted_at < before and (card.chat, card.room.node) not in tables.rooms
        ]
        for card in cards:
            del tables.cards[card.key]
        deliveries = [
            row.key
            for row in tables.outbox.values()
            if row.finished_at and row.finished_at < before and not self._is_alive(row)
        ][:PURGED_AT_ONCE]
        for delivery in deliveries:
            del tables.outbox[delivery]
        series = self._purge_series(before)
        numbers = purge_turnouts(tables.turnouts, before)
        rest = self._purge_shaped(before) + self._purge_codes(before) + numbers
        return len(lines) + len(rooms) + len(cards) + len(deliveries) + series + rest

    def _is_alive(self, row: OutboxRow) -> bool:
        """The line of a card or of a pinned programme, or one that announces a series."""
        announced = row.about.series if row.about and row.about.slot is None else None
        pinned = {one.key for one in self._tables.pinned_programmes.values()}
        is_edited = row.key in self._tables.cards or row.key in pinned
        return is_edited or announced in self._tables.series

    def _purge_series(self, before: datetime) -> int:
        past = {s.id for s in self._tables.series.values() if self._is_past(s, before)}
        erase_series(self._tables, past)
        return len(past)

    def _purge_codes(self, before: datetime) -> int:
        bridges, shares = self._tables.bridge_codes, self._tables.share_codes
        over = [code for code, (_, until) in bridges.items() if until < before]
        for code in over:
            del bridges[code]
        ended = [code for code, (_, until) in shares.items() if until < before]
        for code in ended:
            del shares[code]
        return len(over) + len(ended)

    def _purge_shaped(self, before: datetime) -> int:
        """Rooms of a series may rest for longer than anything is kept."""
        tables = self._tables
        rooms = past_rooms(tables.owned_rooms, tables.series.values(), before)
        for room in rooms:
            del tables.owned_rooms[room]
        over = [one.node for one in tables.reservations.values() if one.ends_at < before]
        for node in over:
            del tables.reservations[node]
        return len(rooms) + len(over)

    def _is_past(self, series: Series, before: datetime) -> bool:
        """A series that was called off is past when nothing has been told of it since."""
        ends_at, alarm = ended_by(series), self._tables.alarms.get(series.id)
        called_off = series.is_over and (alarm is None or alarm.told_until < before)
        return called_off or (ends_at is not None and ends_at < before)
