"""The port for how many came, over SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.domain.series import Series, SeriesId
from bot.domain.turnout import Turnout
from bot.storage.statements import StatementFile, Transaction, instant, milliseconds
from bot.storage.tables.programme import series_in

TURNOUTS: Final = StatementFile("turnouts")


class SqlTurnouts:
    """The highest number of people at each date."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def begin(self, series: SeriesId) -> bool:
        (rows,) = await self._transaction.run(TURNOUTS("begin", series=series))
        return bool(rows)

    async def end(self, series: SeriesId) -> bool:
        (rows,) = await self._transaction.run(TURNOUTS("end", series=series))
        return bool(rows)

    async def is_counted(self, series: SeriesId) -> bool:
        (rows,) = await self._transaction.run(TURNOUTS("is_counted", series=series))
        return bool(rows)

    async def counted(self) -> Sequence[Series]:
        (rows,) = await self._transaction.run(TURNOUTS("counted"))
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
        (rows,) = await self._transaction.run(TURNOUTS("of", series=series, limit=limit))
        return [
            Turnout(
                slot=datetime.fromisoformat(row["slot"]),
                starts_at=instant(row["starts_at"]),
                people=row["people"],
            )
            for row in reversed(rows)
        ]
