"""A time behind its title, from those who do not know that it comes first: `Board at 19:30`."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.commands.parts.beginnings import Found, leading_phrase
from bot.commands.parts.moments import is_time_of_day, is_weekday
from bot.commands.parts.phrases import MAX_TITLE, is_word
from bot.commands.parts.slips import misspelt_day
from bot.commands.parts.verb import Misunderstood
from bot.domain.when import Ambiguous, Day, DayRule, Once, Past, Reading, Rule, understand
from bot.domain.when.hints import begins_with_months, is_half_a_day, is_no_title
from bot.errors import UserError

_MORE_THAN_A_NUMBER: Final = re.compile(r"\S \S|:|\d[^\W\d]")
"""`19 Uhr`, `19:30`, `7pm`; a title may have a number of its own."""


@dataclass(frozen=True, slots=True)
class LateTime:
    """What was typed, in its parts: `time` stands behind the title, `after` behind the time."""

    title: str
    time: str
    after: str


def time_behind(text: str, *, now: datetime) -> LateTime | None:
    """`Board tomorrow 19:30 in X` -> title, time, and what stands behind that.

    None for the name of a room (`in …`) and for what is too long to be looked through. Raises
    `Misunderstood` and `UserError` where the title is a part of the time.
    """
    words = text.split()
    if len(text) > MAX_TITLE or not words or is_word(words[0], "in"):
        return None
    splits = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    for title, rest in splits:
        time = rest.strip("([])")
        reading = understand(time, now=now)
        if isinstance(reading, Once | Rule | Ambiguous | Past):
            return _late(title.rstrip(",;:([ "), Found(reading, time, ""), now)
    for title, rest in splits:
        found = leading_phrase(rest, now)
        if found and _is_time_of_day(found.reading) and _MORE_THAN_A_NUMBER.search(found.phrase):
            return _late(title, found, now)
    return None


def _late(title: str, found: Found, now: datetime) -> LateTime:
    """Raises for what would leave out a part of the time: `next week 7pm`, `Sontag 11 Uhr`."""
    if misspelt_day(title) or _is_part_of_time(title, found.phrase, now):
        raise Misunderstood(puzzling=f"{title} {found.phrase} {found.rest}".strip())
    if isinstance(found.reading, Past):
        raise UserError("that_is_past")
    return LateTime(title, found.phrase, found.rest)


def _is_part_of_time(title: str, time: str, now: datetime) -> bool:
    """What names a date itself leaves all in front to the title: `An die Freude morgen 19 Uhr`."""
    if is_time_of_day(time, now=now):
        return is_no_title(title)
    return is_weekday(time, now=now) and is_half_a_day(title)


def time_later(found: Found, words: str, *, now: datetime) -> LateTime | None:
    """The same for words that may begin with a day: `Friday Board 19:30 in X`.

    Raises `Misunderstood` where the words behind the day are a time that does not go with it.
    """
    if not isinstance(found.reading, Day | DayRule):
        return time_behind(words, now=now)
    is_within = begins_with_months(found.rest)  # "Sonntag im Advent"
    if is_within or leading_phrase(found.rest, now) is not None:
        raise Misunderstood(found.phrase, found.rest)
    late = time_behind(found.rest, now=now)
    return late and replace(late, time=f"{found.phrase} {late.time}")


def _is_time_of_day(reading: Reading | None) -> bool:
    readings = reading.readings if isinstance(reading, Ambiguous) else (reading,)
    return all(isinstance(one, Once | Rule | Past) for one in readings)
