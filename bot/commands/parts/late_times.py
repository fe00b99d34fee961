"""A time behind its title, from those who do not know that it comes first: `Board at 19:30`."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.commands.parts.beginnings import Found, leading_phrase
from bot.commands.parts.phrases import MAX_TITLE, is_word
from bot.commands.parts.slips import misspelt_day
from bot.commands.parts.verb import Misunderstood
from bot.domain.when import Ambiguous, Day, DayRule, Once, Past, Reading, Rule, understand
from bot.domain.when.hints import is_no_title, is_preposition
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
        if isinstance(understand(time, now=now), Once | Rule | Ambiguous | Past):
            return _late(title.rstrip(",;:([ "), time, "")
    for title, rest in splits:
        found = leading_phrase(rest, now)
        if found and _is_time_of_day(found.reading) and _MORE_THAN_A_NUMBER.search(found.phrase):
            return _late(title, found.phrase, found.rest)
    return None


def _late(title: str, time: str, after: str) -> LateTime:
    """Raises for what would leave out a part of the time: `next week 7pm`, `Sontag 11 Uhr`."""
    if slip := misspelt_day(title):
        raise UserError("day_misspelt", {"word": slip.typed, "nearest": slip.meant})
    if is_no_title(title):
        raise Misunderstood(puzzling=f"{title} {time} {after}".strip())
    return LateTime(title, time, after)


def time_later(found: Found, words: str, *, now: datetime) -> LateTime | None:
    """The same for words that may begin with a day: `Friday Board 19:30 in X`.

    Raises `Misunderstood` where the words behind the day are a time that does not go with it.
    """
    if not isinstance(found.reading, Day | DayRule):
        return time_behind(words, now=now)
    first, _, _ = found.rest.partition(" ")
    is_within = is_preposition(first) and not is_word(first, "in")  # "jeden Sonntag im Advent"
    if is_within or leading_phrase(found.rest, now) is not None:
        raise Misunderstood(found.phrase, found.rest)
    late = time_behind(found.rest, now=now)
    return late and replace(late, time=f"{found.phrase} {late.time}")


def _is_time_of_day(reading: Reading | None) -> bool:
    readings = reading.readings if isinstance(reading, Ambiguous) else (reading,)
    return all(isinstance(one, Once | Rule | Past) for one in readings)
