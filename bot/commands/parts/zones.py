"""The time zone that somebody names behind a time: `19:30 UTC`, `19:30 London time`."""

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.commands.parts.phrases import is_word
from bot.domain.when.zone_names import cities_named, place_of, zone_abbreviated, zone_called
from bot.errors import UserError
from bot.usecases.chats.choose_settings import timezone_named

ZonesOf = Callable[[str], Collection[str]]
"""The IANA names of the zones of a city, whatever it is called."""

_NAME: Final = re.compile(
    r"\(?([A-Za-z]+(?:/[A-Za-z]+(?:[_-][A-Za-z]+)*){1,2}|UTC|GMT)\)?(?![\w/])", re.IGNORECASE
)
_ZULU: Final = re.compile(r"Z(?!\S)")
_OFFSET: Final = re.compile(r"\(?((?:UTC|GMT)\s?[+\u2212-][0-9]{1,2})\)?(?![\w/])", re.IGNORECASE)
_ABBREVIATION: Final = re.compile(r"\(?([A-Za-z]{2,4})(?:/([A-Za-z]{2,4}))?\)?(?![\w/])")
_AMERICAN: Final = re.compile(r"^([ECMP])[SD]T$")
_ANY_CASE: Final = 3
"""Letters from which an abbreviation is one also in small letters: `et` is French for "and"."""
_WORDS: Final = frozenset({"ist", "west", "wet"})
"""These as well are words as long as they are not all in capitals."""
_WITH_SUMMER: Final = frozenset({"CET", "WET", "EET"})
_BETWEEN: Final = " ,;:"


@dataclass(frozen=True, slots=True)
class NamedZone:
    """`name` is the IANA name, None where several zones can be meant; `rest` is what follows.

    `word` is what was typed.
    """

    name: str | None
    rest: str
    word: str


def zone_chosen(words: str, zones_of: ZonesOf) -> str:
    """`Wien`, `London time`, `deutsche Zeit` -> the IANA name. Raises `UserError`.

    Of the abbreviations only those that the time zone database has with summer time: its `EST` has
    none, and is not what clocks in New York show in July. No `GMT+1` either, which that has, but
    for an hour behind.
    """
    if _OFFSET.fullmatch(words):
        raise UserError("zone_abbreviated", {"word": words, "nearest": "Europe/Berlin"})
    name, end = zone_called(words) or ("", 0)
    name = name if end == len(words) else ""
    if "/" in name:
        return name
    short = zone_abbreviated(words.upper()) or name
    if short and words.upper() not in _WITH_SUMMER:
        raise UserError("zone_abbreviated", {"word": words, "nearest": place_of(short)})
    for city, behind in cities_named(words):
        if behind == len(words):
            with suppress(UserError):
                return timezone_named(city, zones_of)
    return timezone_named(words, zones_of)


def zone_before(words: str, *, now: datetime, zones_of: ZonesOf) -> NamedZone | None:
    """The zone at the beginning of the words; None where they begin with none.

    `now` is the chat's. An abbreviation (`CET`) means the chat's own zone where that has it.
    """
    if offset := _OFFSET.match(words):
        # where the clocks change, "UTC+2" holds for half a year only
        return NamedZone(None, _behind(words, offset.end()), offset[1])
    if called := zone_called(words):
        name, end = called
        own = name and "/" not in name and not _is_own(name, now)
        zone = None if own else name if "/" in name else str(now.tzinfo)
        return NamedZone(zone, _behind(words, end), words[:end].strip("() "))
    found = _ABBREVIATION.match(words)
    short = found and _abbreviated(found[1])
    if found and short and (found[2] is None or _abbreviated(found[2])):
        zone = str(now.tzinfo) if _is_own(short, now) else None
        return NamedZone(zone, _behind(words, found.end()), found[1])
    for name, end in _names(words):
        with suppress(UserError):
            return NamedZone(timezone_named(name, zones_of), _behind(words, end), name)
    return None


def zone_behind(words: str, *, now: datetime, zones_of: ZonesOf) -> NamedZone | None:
    """The zone behind a title, `Board UTC`, also where the room follows, `Board UTC in Church`.

    `rest` is all that is no zone.
    """
    split = words.split()
    for at in range(1, len(split)):
        if len(split[at].strip("()")) < _ANY_CASE:
            continue
        zone = zone_before(" ".join(split[at:]), now=now, zones_of=zones_of)
        if zone and (not zone.rest or is_word(zone.rest.split()[0], "in")):
            title = " ".join(split[:at]).rstrip(_BETWEEN)
            return replace(zone, rest=f"{title} {zone.rest}".strip())
    return None


def _abbreviated(word: str) -> str | None:
    is_meant = word.isupper() or (len(word) >= _ANY_CASE and word.lower() not in _WORDS)
    return zone_abbreviated(word.upper()) if is_meant else None


def _is_own(short: str, now: datetime) -> bool:
    halves = [now.replace(month=month, day=1).tzname() or "" for month in (1, 7)]
    return short in (*halves, *map(_whole_year, halves))


def _whole_year(half: str) -> str:
    """`EST` and `EDT` -> `ET`; elsewhere the halves have no name in common."""
    return _AMERICAN.sub(r"\1T", half)


def _names(words: str) -> Iterator[tuple[str, int]]:
    """What may be the name of a zone or of a city in it, and the place behind."""
    if found := _ZULU.match(words):
        yield "UTC", found.end()
    if found := _NAME.match(words):
        yield found[1], found.end()
    yield from cities_named(words)


def _behind(words: str, end: int) -> str:
    return words[end:].lstrip(_BETWEEN)
