"""The time zone that somebody names behind a time: `19:30 UTC`, `19:30 London time`."""

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.when.hints import city_named, zone_abbreviated
from bot.errors import UserError
from bot.usecases.chats.choose_settings import timezone_named

ZonesOf = Callable[[str], Collection[str]]
"""The IANA names of the zones of a city, whatever it is called."""

_NAME: Final = re.compile(
    r"\(?([A-Za-z]+(?:/[A-Za-z]+(?:[_-][A-Za-z]+)*){1,2}|UTC|GMT)\)?(?![\w/])", re.IGNORECASE
)
_OFFSET: Final = re.compile(r"\(?(?:UTC|GMT)\s?[+\u2212-][0-9]{1,2}\)?(?![\w/])", re.IGNORECASE)
_ABBREVIATION: Final = re.compile(r"\(?([A-Z]{2,4})\)?(?![\w/])")
_AMERICAN: Final = re.compile(r"^([ECMP])[SD]T$")
_BETWEEN: Final = " ,;:"


@dataclass(frozen=True, slots=True)
class NamedZone:
    """`name` is the IANA name, None where several zones can be meant; `rest` is what follows."""

    name: str | None
    rest: str


def zone_before(words: str, *, now: datetime, zones_of: ZonesOf) -> NamedZone | None:
    """The zone at the beginning of the words; None where they begin with none.

    `now` is the chat's. An abbreviation (`CET`) means the chat's own zone where that has it.
    """
    if offset := _OFFSET.match(words):
        # where the clocks change, "UTC+2" holds for half a year only
        return NamedZone(None, _behind(words, offset.end()))
    found = _ABBREVIATION.match(words)
    short = found and zone_abbreviated(found[1])
    if found and short:
        halves = [now.replace(month=month, day=1).tzname() or "" for month in (1, 7)]
        is_own = short in (*halves, *map(_whole_year, halves))
        return NamedZone(str(now.tzinfo) if is_own else None, _behind(words, found.end()))
    for name, end in _names(words):
        with suppress(UserError):
            return NamedZone(timezone_named(name, zones_of), _behind(words, end))
    return None


def _whole_year(half: str) -> str:
    """`EST` and `EDT` -> `ET`; elsewhere the halves have no name in common."""
    return _AMERICAN.sub(r"\1T", half)


def _names(words: str) -> Iterator[tuple[str, int]]:
    """What may be the name of a zone or of a city in it, and the place behind."""
    if found := _NAME.match(words):
        yield found[1], found.end()
    if city := city_named(words):
        yield city


def _behind(words: str, end: int) -> str:
    return words[end:].lstrip(_BETWEEN)
