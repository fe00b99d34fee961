"""Times of day, and spans between two of them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from bot.domain.when.sketch import ClockTime, Sketch, Style
from bot.domain.when.tokens import Tokens, skip, value
from bot.domain.when.words import MIDNIGHT, NOON, Sense

_HALF_A_DAY: Final = 12
_HOURS: Final = 24
_MINUTES_IN_WORDS: Final = range(15, 60)
"""Behind an hour; "fünf" and "zehn" may begin a title."""
_EARLY: Final = 6
"""From here on `6h30` may be a time as well as a length."""


def clock_piece(sketch: Sketch, tokens: Tokens, at: int) -> Iterator[tuple[Sketch, int]]:
    """`um 19 Uhr`, `7pm`, `halb acht`, `von 19 bis 21 Uhr`, `7-9pm`."""
    if sketch.clock:
        return
    begin = skip(tokens, at, Sense.FROM, Sense.BETWEEN)
    is_range = begin > at
    is_between = value(tokens, at, Sense.BETWEEN) is not None
    knows_day = bool(sketch.days or sketch.repeat or sketch.rrule)
    for start, behind in clocks(tokens, begin, bare=True):
        is_bare = behind == begin + 1 and Sense.NUMBER in tokens[begin].senses
        is_vague = is_bare and not _has_daytime(tokens, behind)
        is_length = _is_rather_length(tokens, begin, behind)
        if knows_day:  # "Sonntag 2h Chor" is no date in the night
            is_length &= start.minutes < _EARLY * 60 and sketch.daytime is None
        # "from 7 to 9" is no beginning at 8:53
        is_open = is_range and any(Sense.TO in token.senses for token in tokens[begin:behind])
        # "at 1030" may be a room as long as no day stands with it
        is_number = is_compact(tokens, behind - 1) and not knows_day
        if not (is_between or is_vague or is_length or is_open or is_number):
            yield replace(sketch, clock=start), behind
        for end, last in _ends(tokens, behind, between=is_between):
            says_little = not {Sense.NUMBER, Sense.MOMENT}.isdisjoint(tokens[last - 1].senses)
            if not (is_bare and says_little and not (is_range or knows_day)):
                first = _like(start, end, is_bare=is_bare)
                yield replace(sketch, clock=first, clock_end=end), last


def daytime_piece(sketch: Sketch, tokens: Tokens, at: int) -> Iterator[tuple[Sketch, int]]:
    """`abends`, `am Abend`, `in the evening`."""
    begin = skip(tokens, skip(tokens, at, Sense.ON, Sense.IN, Sense.DASH), Sense.ON)
    daytime = value(tokens, begin, Sense.DAYTIME)
    knows_day = bool(sketch.days or sketch.repeat or sketch.rrule)
    if begin == at and value(tokens, at, Sense.DAY_FROM_NOW) is not None and not knows_day:
        return  # "morgen um 9", said at 8, is tomorrow
    if daytime is not None and sketch.daytime is None:
        yield replace(sketch, daytime=daytime), begin + 1


def clocks(tokens: Tokens, at: int, *, bare: bool = False) -> Iterator[tuple[ClockTime, int]]:
    """The times of day there. `bare`: a number alone may be an hour."""
    begin = _behind_at(tokens, at)
    moment = value(tokens, begin, Sense.MOMENT)
    if moment is not None:
        yield ClockTime(moment, Style.FIXED), begin + 1
    yield from _digital(tokens, begin)
    yield from _without_colon(tokens, begin, bare=begin > at)
    yield from _hours(tokens, begin, bare=bare or begin > at)
    for minutes, behind in _hands(tokens, begin):
        yield from _on_dial(minutes, tokens, skip(tokens, behind, Sense.HOUR_OF_24))


def _behind_at(tokens: Tokens, at: int) -> int:
    """Behind `um circa`, `etwa gegen`, `so um`: the last may as well be Sunday."""
    softened = skip(tokens, at, Sense.ROUGHLY)
    begin = softened
    while (behind := skip(tokens, begin, Sense.AT, Sense.STARTING)) > begin:
        begin = behind
    return begin if begin > softened else at


def _digital(tokens: Tokens, at: int) -> Iterator[tuple[ClockTime, int]]:
    minutes = value(tokens, at, Sense.CLOCK)
    if minutes is None:
        return
    meridiem = value(tokens, at + 1, Sense.MERIDIEM)
    if meridiem is None:
        behind = skip(tokens, at + 1, Sense.HOUR_OF_24, Sense.HOUR_LETTER)
        yield ClockTime(minutes, Style.EXACT), behind
    elif _is_on_dial(minutes // 60):
        yield ClockTime(minutes % NOON + meridiem * 60, Style.FIXED), at + 2


def _without_colon(tokens: Tokens, at: int, *, bare: bool) -> Iterator[tuple[ClockTime, int]]:
    """`1930 Uhr`, `730pm`, `at 1930`."""
    if not is_compact(tokens, at):
        return
    hour, minute = divmod(int(tokens[at].text), 100)
    exists = (hour < _HOURS and minute < 60) or (hour, minute) == (_HOURS, 0)  # noqa: PLR2004 -- minutes of an hour
    is_whole = len(tokens[at].text) == 4  # noqa: PLR2004 -- "1930"
    behind = skip(tokens, at + 1, Sense.HOUR_OF_24, Sense.HOUR_LETTER)
    if value(tokens, at + 1, Sense.MERIDIEM) is not None:
        if _is_on_dial(hour) and exists:
            yield from _on_dial(hour * 60 % NOON + minute, tokens, at + 1)
    elif is_whole and exists and (bare or behind > at + 1):
        yield ClockTime(hour * 60 + minute, Style.EXACT), behind


def is_compact(tokens: Tokens, at: int) -> bool:
    """Whether hours and minutes may stand there without anything between them."""
    return at < len(tokens) and tokens[at].text.isdecimal() and len(tokens[at].text) in (3, 4)


def _hours(tokens: Tokens, at: int, *, bare: bool) -> Iterator[tuple[ClockTime, int]]:
    hour = value(tokens, at, Sense.NUMBER)
    if hour is None or hour > _HOURS:
        return
    exact = ClockTime(hour * 60, Style.EXACT)
    if at + 1 < len(tokens) and (
        Sense.HOUR_OF_24 in tokens[at + 1].senses or Sense.HOUR_LETTER in tokens[at + 1].senses
    ):
        yield exact, at + 2
        minutes = _minutes(tokens, at + 2)
        if minutes is not None and hour < _HOURS:
            yield ClockTime(hour * 60 + minutes, Style.EXACT), at + 3
    elif value(tokens, at + 1, Sense.MERIDIEM) is not None:
        if _is_on_dial(hour):
            yield from _on_dial(hour * 60 % NOON, tokens, at + 1)
    elif value(tokens, at + 1, Sense.HOUR_OF_12) is not None:
        if _is_on_dial(hour):
            yield from _on_dial(hour * 60 % NOON, tokens, at + 2)
    elif bare and value(tokens, at + 1, Sense.UNIT) is None:  # "bis 12 Jahre"
        yield from _in_words(hour, tokens, at)
        yield ClockTime(hour * 60 % NOON, Style.DIAL) if _is_on_dial(hour) else exact, at + 1


def _minutes(tokens: Tokens, at: int) -> int | None:
    """`19 Uhr 30`, `19 Uhr dreißig`; not those of `20 Uhr 30 Min Yoga` and `19 Uhr 3 Leute`."""
    minutes = value(tokens, at, Sense.NUMBER)
    if minutes is None or minutes >= 60 or value(tokens, at + 1, Sense.UNIT) is not None:  # noqa: PLR2004 -- minutes of an hour
        return None
    if minutes % 5 and at + 1 < len(tokens) and not tokens[at + 1].senses:
        return None  # "19 Uhr sechzehn plus"
    if not tokens[at].text.isdigit():  # "moins le quart" is less than none
        return minutes if minutes in _MINUTES_IN_WORDS or minutes < 0 else None
    return minutes if len(tokens[at].text) == 2 else None  # noqa: PLR2004 -- two digits, as on a clock


def _in_words(hour: int, tokens: Tokens, at: int) -> Iterator[tuple[ClockTime, int]]:
    """`seven thirty`; of two numbers in digits the second may be anything."""
    minutes = value(tokens, at + 1, Sense.NUMBER)
    if minutes is None or minutes not in _MINUTES_IN_WORDS or not _is_on_dial(hour):
        return
    is_length = value(tokens, at + 2, Sense.UNIT) is not None
    if not (is_length or any(token.text.isdigit() for token in tokens[at : at + 2])):
        yield from _on_dial(hour * 60 % NOON + minutes, tokens, at + 2)


def _hands(tokens: Tokens, at: int) -> Iterator[tuple[int, int]]:
    """What the hands show: minutes below 12 hours, and the place behind."""
    for sense, minutes in (
        (Sense.HALF_BEFORE, -30),
        (Sense.HALF_PAST, 30),
        (Sense.QUARTER, -45),
        (Sense.THREE_QUARTERS, -15),
    ):
        if value(tokens, at, sense) is not None:
            yield from _hour_on_dial(tokens, at + 1, minutes)
    minutes = 15 if value(tokens, at, Sense.QUARTER) is not None else None
    if minutes is None:
        minutes = value(tokens, at, Sense.NUMBER)
    behind = skip(tokens, at + 1, Sense.UNIT)
    if minutes is None or minutes >= 60 or (behind == at + 1 and minutes % 5):  # noqa: PLR2004 -- minutes of an hour
        return  # nobody says "7 to 9" for 8:53
    for sense, sign in ((Sense.BEFORE_HOUR, -1), (Sense.AFTER_HOUR, 1)):
        if value(tokens, behind, sense) is None:
            continue
        half = skip(tokens, behind + 1, Sense.HALF_BEFORE)
        offset = sign * minutes - (30 if half > behind + 1 else 0)
        yield from _hour_on_dial(tokens, half, offset)


def _hour_on_dial(tokens: Tokens, at: int, offset: int) -> Iterator[tuple[int, int]]:
    hour = value(tokens, at, Sense.NUMBER)
    if hour is not None and _is_on_dial(hour):
        yield (hour * 60 + offset) % NOON, at + 1


def _on_dial(minutes: int, tokens: Tokens, at: int) -> Iterator[tuple[ClockTime, int]]:
    meridiem = value(tokens, at, Sense.MERIDIEM)
    if meridiem is None:
        yield ClockTime(minutes, Style.DIAL), at
    else:
        yield ClockTime(minutes + meridiem * 60, Style.FIXED), at + 1


def _is_on_dial(hour: int) -> bool:
    return 0 < hour <= _HALF_A_DAY


def _is_rather_length(tokens: Tokens, begin: int, behind: int) -> bool:
    """`2h` and `1h30` without a day are lengths; `19h` and `um 2h` are times."""
    is_word = value(tokens, begin + 1, Sense.HOUR_LETTER)
    if is_word is None or behind <= begin + 1:
        return False
    if is_word:
        return True
    hour = value(tokens, begin, Sense.NUMBER)
    with_minutes = behind > begin + 2
    first_time = _EARLY if with_minutes else _HALF_A_DAY + 1
    return hour is not None and not first_time <= hour < _HOURS


def _has_daytime(tokens: Tokens, at: int) -> bool:
    """Whether a bare hour is one because of what follows: `8 tonight`, `9 in the morning`."""
    behind = skip(tokens, skip(tokens, at, Sense.DAY_FROM_NOW, Sense.ON), Sense.ON)
    return value(tokens, behind, Sense.DAYTIME) is not None


def _ends(tokens: Tokens, at: int, *, between: bool) -> Iterator[tuple[ClockTime, int]]:
    joint = (Sense.AND,) if between else (Sense.TO, Sense.DASH)
    behind = skip(tokens, at, *joint)
    if behind > at:
        yield from clocks(tokens, behind, bare=True)


def _like(start: ClockTime, end: ClockTime, *, is_bare: bool) -> ClockTime:
    """A bare hour before `bis 10 Uhr` is one of 24; before `9pm` it is the nearest before that."""
    if end.style is Style.EXACT and start.style is Style.DIAL and is_bare:
        return ClockTime(start.minutes or NOON, Style.EXACT)
    is_half_known = is_bare or start.style is Style.EXACT
    if end.style is not Style.FIXED or not is_half_known or end.minutes == MIDNIGHT:
        return start
    if start.minutes >= NOON + 60:
        return start
    halves = (start.minutes % NOON, start.minutes % NOON + NOON)
    nearest = max((minutes for minutes in halves if minutes < end.minutes), default=halves[1])
    return ClockTime(nearest, Style.FIXED)
