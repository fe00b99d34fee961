"""The port for what was taken over from other calendars, in a plain dictionary."""

from bot.domain.chat import ChatAddress
from bot.domain.series import SeriesId
from bot.storage.memory.tables import Tables


class MemoryImports:
    """Which entry of another calendar became which series."""

    def __init__(self, tables: Tables) -> None:
        self._imported = tables.imported
        self._series = tables.series

    async def find(self, owner: ChatAddress, uid: str) -> SeriesId | None:
        found = self._imported.get((owner, uid))
        return found if found in self._series else None

    async def keep(self, owner: ChatAddress, uid: str, series: SeriesId) -> None:
        self._imported[owner, uid] = series
