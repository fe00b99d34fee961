"""What people call the cities that time zones are named after, in every language the bot speaks."""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Final, cast
from zoneinfo import available_timezones

from babel import Locale

from bot.domain.language import fold
from bot.domain.when.tables import TABLES

_BESIDE: Final = {
    "Europe/Berlin": "Köln Cologne München Munich Hamburg Frankfurt Stuttgart Düsseldorf Leipzig",
    "Europe/Vienna": "Graz Linz Salzburg Innsbruck",
    "Europe/Zurich": "Genf Geneva Genève Basel Bâle Bern Berne Lausanne",
    "Europe/Rome": "Mailand Milan Turin Neapel Naples Venedig Venice Venise",
}
"""Large cities near those who use the bot, but without a zone that has their name."""


def zones_of(city: str) -> Collection[str]:
    """The IANA names of the zones of that city: by CLDR's "exemplar cities" and a few more."""
    return _zones().get(fold(city), frozenset())


@cache
def _zones() -> dict[str, set[str]]:
    known, found = available_timezones(), dict[str, set[str]]()
    for city, zone in _named():
        if zone in known:
            found.setdefault(fold(city), set()).add(zone)
    return found


def _named() -> Iterator[tuple[str, str]]:
    for language in TABLES:
        # babel has no types here: a mapping of zone names to what CLDR calls each
        zones = cast("Mapping[str, Mapping[str, str]]", Locale(language).time_zones)
        for zone, names in zones.items():
            if city := names.get("city"):
                yield city, zone
    for zone, cities in _BESIDE.items():
        for city in cities.split():
            yield city, zone
