"""The port for how many came, in a plain dictionary."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.series import Series, SeriesId
from bot.domain.turnout import Turnout
from bot.storage.memory.tables import SeriesTurnouts, Tables


class MemoryTurnouts:
    """The highest number of people at each date."""

    def __init__(self, tables: Tables) -> None:
        self._turnouts = tables.turnouts
        self._series = tables.series

    async def begin(self, series: SeriesId) -> bool:
        if series in self._turnouts:
            return False
        self._turnouts[series] = {}
        return True

    async def end(self, series: SeriesId) -> bool:
        return self._turnouts.pop(series, None) is not None

    async def is_counted(self, series: SeriesId) -> bool:
        return series in self._turnouts

    async def counted(self) -> Sequence[Series]:
        found = (self._series[one] for one in sorted(self._turnouts))
        return [series for series in found if not series.is_over]

    async def note(self, series: SeriesId, turnout: Turnout) -> None:
        known = self._turnouts.get(series)
        if known is None:
            return
        before = known.get(turnout.slot)
        if before is None or before.people < turnout.people:
            self._turnouts[series] = {**known, turnout.slot: turnout}

    async def of(self, series: SeriesId, *, limit: int) -> Sequence[Turnout]:
        known = self._turnouts.get(series, {}).values()
        return sorted(known, key=lambda one: (one.starts_at, one.slot))[-limit:]


def purge_turnouts(turnouts: dict[SeriesId, SeriesTurnouts], before: datetime) -> int:
    """Forget the dates that began before. How many there were."""
    erased = 0
    for series, known in list(turnouts.items()):
        kept = {slot: one for slot, one in known.items() if one.starts_at >= before}
        erased += len(known) - len(kept)
        turnouts[series] = kept
    return erased
