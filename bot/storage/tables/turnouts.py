"""The port for how many came, over SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.domain.series import Series, SeriesId
from bot.domain.turnout import Turnout
from bot.storage.statements import StatementFile, instant, milliseconds
from bot.storage.tables.columns import series_in
from bot.storage.tables.repository import Repository

TURNOUTS: Final = StatementFile("turnouts")


class SqlTurnouts(Repository):
    """The highest number of people at each date."""

    async def begin(self, series: SeriesId) -> bool:
        rows = await self._rows(TURNOUTS("begin", series=series))
        return bool(rows)

    async def end(self, series: SeriesId) -> bool:
        rows = await self._rows(TURNOUTS("end", series=series))
        return bool(rows)

    async def is_counted(self, series: SeriesId) -> bool:
        rows = await self._rows(TURNOUTS("is_counted", series=series))
        return bool(rows)

    async def counted(self) -> Sequence[Series]:
        rows = await self._rows(TURNOUTS("counted"))
        return [series_in(row) for row in rows]

    async def note(self, series: SeriesId, turnout: Turnout) -> None:
        await self._transaction.run(
            TURNOUTS(
                "note",
                series=series,
                slot=turnout.slot.isoformat(),
                starts_at=milliseconds(turnout.starts_at),
                people=turnout.people,
            )
        )

    async def of(self, series: SeriesId, *, limit: int) -> Sequence[Turnout]:
        rows = await self._rows(TURNOUTS("of", series=series, limit=limit))
        return [
            Turnout(
                slot=datetime.fromisoformat(row["slot"]),
                starts_at=instant(row["starts_at"]),
                people=row["people"],
            )
            for row in reversed(rows)
        ]
