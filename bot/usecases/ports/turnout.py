"""The port for how many came. As in `ports`, every call happens inside `Store.begin()`."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.series import Series, SeriesId
from bot.domain.turnout import Turnout


class Turnouts(Protocol):
    """The highest number of people at each date of the series that are counted."""

    async def begin(self, series: SeriesId) -> bool:
        """Count from now on. False, and no change, when it is counted already."""
        ...

    async def end(self, series: SeriesId) -> bool:
        """Count no more, and forget all numbers. False when it was not counted."""
        ...

    async def is_counted(self, series: SeriesId) -> bool: ...

    async def counted(self) -> Sequence[Series]:
        """All that are counted and not over."""
        ...

    async def note(self, series: SeriesId, turnout: Turnout) -> None:
        """Keep it if it is more than what is known of that date, and the series is counted."""
        ...

    async def of(self, series: SeriesId, *, limit: int) -> Sequence[Turnout]:
        """The latest, in the order in which the dates began."""
        ...
