"""The time at the beginning of what somebody typed, and the title and the place behind it.

A time phrase may have a gap: the zone, the place or the title can stand in its midst. The words are
then read again with the gap closed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.commands.parts.moments import is_time_of_day
from bot.commands.parts.phrases import QUOTES, is_word, number_in, unquoted
from bot.commands.parts.zones import ZonesOf, zone_before, zone_behind
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
from bot.domain.when.hints import (
    begins_with_months,
    beyond,
    counts_units,
    is_bound,
    is_daytime,
    is_please,
    is_recurring,
    is_slip,
    is_unit,
    limit_in,
    names_stretch,
)
from bot.errors import UserError

_LONGEST_PLACE: Final = 3
"""Words of a room's name behind which a time phrase is found to go on."""


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


def begins_with(words: str, *, now: datetime, zones_of: ZonesOf) -> Found:
    """The time phrase at the beginning of the words; `now` is the chat's.

    A zone may stand behind it, `19:30 UTC`, `19:30 (Europe/London)`, `19:30 London time`, or behind
    the title. The room may be named before it or in its midst: `every sunday in Ankerplatz at 11`.
    Raises `UserError` for a zone that may be several.
    """
    first, _, others = words.partition(" ")
    is_polite = is_please(first) and leading_phrase(others, now) is not None
    found = beginning(others if is_polite else words, now)
    if not isinstance(found.reading, Once | Rule | Past | Ambiguous):
        return found
    zone = zone_before(found.rest, now=now, zones_of=zones_of) or zone_behind(
        found.rest, now=now, zones_of=zones_of
    )
    if zone is None:
        return found
    if zone.name is None:
        raise UserError("zone_unclear", {"word": zone.word})
    there = beginning(f"{found.phrase} {zone.rest}", now.astimezone(zone_named(zone.name)))
    return replace(there, zone=zone.name)


def beginning(words: str, now: datetime) -> Found:
    """The same without a zone. Of several ways to read the words, that with the longest phrase."""
    straight = leading_phrase(words, now)
    closed = [leading_phrase(line, now) for line in _around_place(words)]
    closed += _around_title(straight, now)
    complete = [one for one in closed if one and _is_complete(one.reading)]
    found = [straight, *complete] if straight else complete
    none = no_such_day(words)
    if none and words.index(none) <= len(found[0].phrase if found else ""):
        return Found(Unknown("", words), words, "")  # "am 31. April" is not the 31st
    if not found:
        slip = Unknown("", words) if is_slip(words) else None
        return Found(slip, "", words)
    if never := beyond(words):
        return Found(Unknown(found[0].phrase, never), words, "")
    longest = min(found, key=lambda one: len(one.rest))
    if isinstance(longest.reading, Rule) and (limit := limit_in(_unquoted_part(longest.rest))):
        return Found(Unknown(longest.phrase, limit), words, "")
    if _goes_on(longest, now):
        return Found(Unknown(longest.phrase, longest.rest), words, "")
    return longest


def _unquoted_part(title: str) -> str:
    """Quotes keep a title whole."""
    return "" if unquoted(title) != title.strip() or title[:1] in QUOTES else title


def _goes_on(found: Found, now: datetime) -> bool:
    """Whether more of the time follows that does not go with it: `19 Uhr in zwei Wochen`."""
    first, *others = found.rest.split()[:3] or [""]
    match found.reading:
        case Rule() | DayRule() if begins_with_months(found.rest):
            return True
        case Once() | Ambiguous() if names_stretch(found.rest):
            return is_time_of_day(found.phrase, now=now)
        case Once() | Day() | Rule() | DayRule():
            return is_word(first, "in") and _is_length(others)
        case _:
            return False


def _is_complete(reading: Reading | None) -> bool:
    """Whether it can be planned, or only which of its ends is meant has to be asked."""
    if isinstance(reading, Ambiguous):
        return all(isinstance(one, Rule) for one in reading.readings)
    return isinstance(reading, Once | Rule)


def leading_phrase(words: str, now: datetime) -> Found | None:
    """The longest phrase at the beginning as it stands; None for none, and for a mere length."""
    found = leading(words, now=now)
    if found is None:
        return None
    reading, rest = found
    if rest and isinstance(reading, Length | Lengths):
        return None  # "5 Minuten Pause" is a title
    if isinstance(reading, Unknown):
        return _titled_like_a_rule(reading, now) or Found(reading, words, "")
    return _with_whole_title(Found(reading, words.removesuffix(rest).strip(), rest), now)


def _with_whole_title(found: Found, now: datetime) -> Found:
    """`20:00 Night shift`, `every monday 9:00 Weekly`: what does not change the time is title."""
    before, _, last = found.phrase.rpartition(" ")
    is_word_of_time = is_daytime(last) or is_recurring(last)
    if not (is_word_of_time and last[:1].isupper()) or understand(before, now=now) != found.reading:
        return found
    return Found(found.reading, before, f"{last} {found.rest}".strip())


def _titled_like_a_rule(reading: Unknown, now: datetime) -> Found | None:
    """`every weekday 9:00 Daily`: a rule is there already. In small letters it may be one more."""
    rest = reading.rest
    first, *_ = rest.split(maxsplit=1) or [""]
    if not (is_recurring(first) and first[:1].isupper()):
        return None
    rule = understand(reading.understood, now=now)
    return Found(rule, reading.understood, rest) if isinstance(rule, Rule) else None


def _around_place(words: str) -> Iterator[str]:
    """With `in NAME` at the end, for a name of one word and of more."""
    split = words.split()
    at = next((at for at, word in enumerate(split) if is_word(word, "in")), len(split))
    for end in range(at + 2, min(at + 2 + _LONGEST_PLACE, len(split))):
        if counts_units(" ".join(split[at + 1 :])) or begins_with_months(" ".join(split[at:])):
            return  # "in two weeks on friday", "every sunday in december at 6"
        name = " ".join(split[at + 1 : end])
        if name[0] not in QUOTES or unquoted(name) != name:
            yield " ".join((*split[:at], *split[end:], *split[at:end]))


def _is_length(words: list[str]) -> bool:
    """Whether a name of a room would begin so: `two weeks`, `einer Woche`."""
    return len(words) > 1 and number_in(words[0]) is not None and is_unit(words[1])


def _around_title(found: Found | None, now: datetime) -> Iterator[Found]:
    """With the title at the end: `every sunday 11 Choir until 30 June`, `7pm Choir for 2 hours`."""
    if found is None or not isinstance(found.reading, Rule | Once):
        return
    split = found.rest.split()
    for at in range(1, len(split)):
        bound = " ".join(split[at:]).lstrip("(")
        is_end = isinstance(found.reading, Rule) or not split[-1].isdigit()
        if not is_end or not is_bound(bound):
            continue
        title = " ".join(split[:at]).rstrip(",;( ")
        closed = leading_phrase(f"{found.phrase} {bound.rstrip(')')}", now)
        if closed and (not closed.rest or is_word(closed.rest.split()[0], "in")):
            yield replace(closed, rest=f"{title} {closed.rest}".strip())
