"""The time at the beginning of what somebody typed, and the title and the place behind it."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.commands.parts.phrases import MAX_TITLE, is_word, number_in
from bot.commands.parts.verb import Misunderstood
from bot.domain.language import fold, is_please
from bot.domain.recurrence import zone_named
from bot.domain.when import (
    Ambiguous,
    Day,
    DayRule,
    Length,
    Lengths,
    Once,
    Past,
    Reading,
    Rule,
    Unknown,
    leading,
    no_such_day,
    understand,
)
from bot.domain.when.tables import BEYOND, BOUNDS, IN_MONTH, LIMITS, SLIP, UNITS
from bot.errors import UserError
from bot.usecases.chats.choose_settings import timezone_named

_LONGEST_PLACE: Final = 3
"""Words of a room's name behind which a time phrase is found to go on."""
_ZONE: Final = re.compile(
    r"\(?(?P<zone>[A-Za-z]+(?:/[A-Za-z]+(?:[_-][A-Za-z]+)*){1,2}"
    r"|(?:UTC|GMT)(?P<offset>\s?[+\u2212-][0-9]{1,2})?|[A-Z]{3,4}|[ECMP]T)\)?(?![\w/])"
    r"|(?P<city>[^\W\d]+(?:[ -][^\W\d]+)?) (?:time|zeit)\b",
    re.IGNORECASE,
)
_ABBREVIATIONS: Final = {"MEZ": "CET", "MESZ": "CEST"}
_ELSEWHERE: Final = frozenset(
    (
        *("CET", "CEST", "WET", "WEST", "EET", "EEST", "BST", "MSK", "IST", "JST"),
        *("EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "ET", "CT", "MT", "PT"),
    )
)
"""Abbreviations that several zones share, or that hold for half a year only."""

ZonesOf = Callable[[str], Collection[str]]
"""The IANA names of the zones of a city, whatever it is called."""


@dataclass(frozen=True, slots=True)
class Found:
    """A time phrase at the beginning of some words, and what follows it.

    `reading` is None where there is no phrase; all the words are `rest` then. `zone` is the IANA
    name of the zone that was named for it: the local times of the reading are meant there.
    """

    reading: Reading | None
    phrase: str
    rest: str
    zone: str | None = None


def begins_with(words: str, *, now: datetime, zones_of: ZonesOf | None = None) -> Found:
    """The time phrase at the beginning of the words.

    The room may be named before it or in the midst of it: `every sunday in Ankerplatz at 11`. A
    zone may stand behind it: `19:30 UTC`, `19:30 (Europe/London)`, with `zones_of` `London time`.
    """
    first, _, others = words.partition(" ")
    found = _beginning(others if is_please(first) and _leading(others, now) else words, now)
    if not isinstance(found.reading, Once | Rule | Past | Ambiguous):
        return found
    named = _ZONE.match(found.rest)
    if named is None:
        return found
    rest = found.rest[named.end() :].lstrip(" ,;:")
    zone = _zone(named, now, zones_of)
    if zone is None:
        return found
    if not zone:
        return replace(found, reading=Unknown(found.phrase, found.rest), rest="")
    there = _beginning(f"{found.phrase} {rest}", now.astimezone(zone_named(zone)))
    return replace(there, zone=zone)


def _zone(named: re.Match[str], now: datetime, zones_of: ZonesOf | None) -> str | None:
    """The IANA name; None where the words name no zone, "" for one that cannot be told."""
    word, city = named["zone"], named["city"]
    if named["offset"]:
        return ""  # where the clocks change, "UTC+2" holds for half a year only
    short = _ABBREVIATIONS.get(word, word) if word else ""
    if short in _ELSEWHERE:
        halves = [now.replace(month=month, day=1).tzname() or "" for month in (1, 7)]
        return str(now.tzinfo) if short in (*halves, *map(_whole_year, halves)) else ""
    if word and "/" not in word and word.upper() not in ("UTC", "GMT"):
        return None
    if city and zones_of is None:
        return None
    try:
        return timezone_named(city or word, zones_of or _no_cities)
    except UserError:
        return None


def _whole_year(half: str) -> str:
    """`EST` and `EDT` -> `ET`."""
    return half[:1] + half[-1:]


def _no_cities(_city: str) -> Collection[str]:
    return ()


def _beginning(words: str, now: datetime) -> Found:
    straight = _leading(words, now)
    lines = (*_with_place_last(words), *_with_bound_first(straight))
    turned = (_leading(line, now) for line in lines)
    complete = [one for one in turned if one and _is_complete(one.reading)]
    found = [straight, *complete] if straight else complete
    none = no_such_day(words)
    if none and words.index(none) <= len(found[0].phrase if found else ""):
        return Found(Unknown("", words), words, "")  # "am 31. April" is not the 31st
    if found and (beyond := BEYOND.search(fold(words))):
        return Found(Unknown(found[0].phrase, beyond[0]), words, "")
    if found:
        longest = min(found, key=lambda one: len(one.rest))
        if isinstance(longest.reading, Rule | DayRule) and IN_MONTH.match(fold(longest.rest)):
            return Found(Unknown(longest.phrase, longest.rest), words, "")
        return longest
    # no phrase, and yet nothing that one would call a title
    slip = Unknown("", words) if SLIP.match(fold(words)) else None
    return Found(slip, "", words)


def _is_complete(reading: Reading | None) -> bool:
    """Whether it can be planned, or only which of its ends is meant has to be asked."""
    if isinstance(reading, Ambiguous):
        return all(isinstance(one, Rule) for one in reading.readings)
    return isinstance(reading, Once | Rule)


def _leading(words: str, now: datetime) -> Found | None:
    found = leading(words, now=now)
    if found is None:
        return None
    reading, rest = found
    if rest and isinstance(reading, Length | Lengths):
        return None  # "5 Minuten Pause" is a title
    return Found(reading, words.removesuffix(rest).strip(), rest)


def _with_place_last(words: str) -> Iterator[str]:
    """The words with `in NAME` moved to the end, for names of one word and more."""
    split = words.split()
    at = next((at for at, word in enumerate(split) if is_word(word, "in")), len(split))
    for end in range(at + 2, min(at + 2 + _LONGEST_PLACE, len(split))):
        if _is_length(split[at + 1 : at + 3]) or IN_MONTH.match(fold(" ".join(split[at:]))):
            return  # "in two weeks on friday", "every sunday in december at 6"
        yield " ".join((*split[:at], *split[end:], *split[at:end]))


def _is_length(words: list[str]) -> bool:
    """Whether a name of a room would begin so: `two weeks`, `einer Woche`."""
    return len(words) > 1 and number_in(words[0]) is not None and fold(words[1]) in UNITS


def _with_bound_first(found: Found | None) -> Iterator[str]:
    """The words with what bounds a rule right behind it: `every sunday 11 Choir until 30 June`."""
    if found is None or not isinstance(found.reading, Rule):
        return
    split = found.rest.split()
    for at in range(1, len(split)):
        if is_bound(" ".join(split[at:])):
            title = " ".join(split[:at]).rstrip(",;")
            yield " ".join((found.phrase, *split[at:], title))


def is_bound(words: str) -> bool:
    """Whether they begin as what bounds a rule does: `until 30 June`, `ab 1.3.`, `10 mal`."""
    first, *more = fold(words).split()[:2] or [""]
    is_one = first in BOUNDS or " ".join((first, *more)) in BOUNDS
    return is_one or LIMITS.match(fold(words)) is not None


def time_behind(text: str, *, now: datetime) -> tuple[str, str, str] | None:
    """`Board tomorrow 19:30 in X` -> title, time of day, and what stands behind that.

    None for the name of a room (`in …`) and for what is too long to be looked through. In the midst
    only a time of several words counts, or one with a colon: a title may have a number.
    """
    words = text.split()
    if len(text) > MAX_TITLE or not words or is_word(words[0], "in"):
        return None
    for at in range(1, len(words)):
        time = " ".join(words[at:]).strip("([])")
        if isinstance(understand(time, now=now), Once | Rule | Ambiguous | Past):
            return " ".join(words[:at]).rstrip(",;:([ "), time, ""
    for at in range(1, len(words)):
        found = _leading(" ".join(words[at:]), now)
        if (
            found
            and _is_time_of_day(found.reading)
            and re.search(r"\S \S|:|\d[^\W\d]", found.phrase)
        ):
            return " ".join(words[:at]), found.phrase, found.rest
    return None


def time_later(found: Found, words: str, *, now: datetime) -> tuple[str, str, str] | None:
    """The same for words that may begin with a day: `Friday Board 19:30 in X`.

    Raises `Misunderstood` where the words behind the day are a time that does not go with it.
    """
    if not isinstance(found.reading, Day | DayRule):
        return time_behind(words, now=now)
    if _leading(found.rest, now) is not None:
        raise Misunderstood(found.phrase, found.rest)
    late = time_behind(found.rest, now=now)
    if late is None:
        return None
    title, time, behind = late
    return title, f"{found.phrase} {time}", behind


def _is_time_of_day(reading: Reading | None) -> bool:
    readings = reading.readings if isinstance(reading, Ambiguous) else (reading,)
    return all(isinstance(one, Once | Rule | Past) for one in readings)
