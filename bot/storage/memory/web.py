"""The ports for public pages and for the calendars of single persons, in plain dictionaries."""

from collections.abc import Sequence

from bot.domain.chat import ChatAddress
from bot.domain.series import Series, SeriesId
from bot.storage.memory.tables import Tables
from bot.usecases.ports.web import PublicPage


class MemoryPages:
    """The series that are marked public."""

    def __init__(self, tables: Tables) -> None:
        self._slugs = tables.slugs
        self._series = tables.series

    async def public(self) -> Sequence[PublicPage]:
        found = (series for series in self._series.values() if series.public and not series.is_over)
        return [
            PublicPage(series, self._slugs.get(series.id))
            for series in sorted(found, key=lambda series: (series.number, series.id))
        ]

    async def at(self, slug: str) -> Series | None:
        for id_, taken in self._slugs.items():
            # a slug goes with its series
            if taken == slug and (series := self._series.get(id_)) and series.public:
                return series
        return None

    async def name(self, series: SeriesId, slug: str) -> bool:
        free = all(id_ not in self._series for id_, taken in self._slugs.items() if taken == slug)
        if series in self._slugs or not free:
            return False
        self._slugs[series] = slug
        return True


class MemoryPrivateFeeds:
    """The calendars of single persons."""

    def __init__(self, tables: Tables) -> None:
        self._tokens = tables.private_feeds

    async def open(self, person: ChatAddress, token: str) -> str:
        return self._tokens.setdefault(person, token)

    async def owner(self, token: str) -> ChatAddress | None:
        return next((person for person, known in self._tokens.items() if known == token), None)

    async def close(self, person: ChatAddress) -> bool:
        return self._tokens.pop(person, None) is not None
