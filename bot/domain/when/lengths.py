"""Durations and lead times: `1 Tag, 10 Min`, `1h30`, `for 90 minutes`, `in 20 min`."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from enum import IntEnum
from itertools import pairwise
from typing import Final

from bot.domain.when.sketch import Sketch
from bot.domain.when.tokens import Tokens, skip, value
from bot.domain.when.words import Sense, Unit

_SIZES: Final = {
    Unit.MINUTE: timedelta(minutes=1),
    Unit.HOUR: timedelta(hours=1),
    Unit.DAY: timedelta(days=1),
    Unit.WEEK: timedelta(weeks=1),
}
_LONGEST: Final = timedelta(days=366)
_ONE_DAY: Final = timedelta(days=1)
_HOUR_LETTERS: Final = range(13, 24)

Part = tuple[Unit, timedelta]


class _Joint(IntEnum):
    """What stands between two parts."""

    NONE = 0
    COMMA = 1
    AND = 2


def length_piece(sketch: Sketch, tokens: Tokens, at: int) -> Iterator[tuple[Sketch, int]]:
    """How long it lasts, how far from now it is, or lead times that stand alone."""
    if sketch == Sketch():
        yield from _lead_times(tokens, at)
        yield from _from_now(tokens, at)
    elif sketch.lasts is None:
        begin = skip(tokens, at, Sense.FOR)
        for length, behind in single_lengths(tokens, begin):
            end = skip(tokens, behind, Sense.AFTER_LENGTH)
            is_said = begin > at or end > behind or sketch.clock is not None
            if length <= _ONE_DAY and is_said:
                yield replace(sketch, lasts=length), end


def single_lengths(tokens: Tokens, at: int) -> Iterator[tuple[timedelta, int]]:
    """Parts of falling size make one length, hours and minutes also with "and" between them."""
    part = _part(tokens, at)
    while part:
        (unit, length), behind = part
        yield length, behind
        joint = skip(tokens, behind, Sense.AND)
        further = _part(tokens, joint)
        if further is None:
            return
        (smaller, more), end = further
        if smaller >= unit or (joint > behind and (unit, smaller) != (Unit.HOUR, Unit.MINUTE)):
            return
        part = (smaller, length + more), end


def _lead_times(tokens: Tokens, at: int) -> Iterator[tuple[Sketch, int]]:
    begin = end = skip(tokens, at, Sense.FOR)
    parts: list[Part] = []
    joints: list[_Joint] = []
    while found := _part(tokens, end):
        parts.append(found[0])
        end = found[1]
        behind = skip(tokens, end, Sense.AFTER_LENGTH)
        if not (behind == end and _is_hour_of_day(tokens, begin, end)):
            for lengths in _groupings(parts, joints):
                yield Sketch(lengths=lengths), behind
        comma = skip(tokens, behind, Sense.COMMA)
        joint = skip(tokens, comma, Sense.AND)
        # "1 Tag vorher und 10 Minuten vorher" are two, whatever stands between them
        is_one = joint > comma and behind == end
        joints.append(_Joint.AND if is_one else _Joint(comma > end))
        end = joint


def _groupings(parts: list[Part], joints: list["_Joint"]) -> Iterator[tuple[timedelta, ...]]:
    """As several lengths, and as one, where it can be either.

    "1 Std 30 Min" and "1 Stunde und 30 Minuten" are one, "1 Tag, 10 Min" are two, and "1 Tag und
    10 Minuten" may be.
    """
    if _Joint.AND in joints[:-1]:
        return
    groups: list[list[Part]] = [parts[:1]]
    for (before, part), joint in zip(pairwise(parts), joints, strict=False):
        is_next_smaller = before[0] - part[0] == 1
        is_time = (before[0], part[0]) == (Unit.HOUR, Unit.MINUTE) and _Joint.COMMA not in joints
        if is_next_smaller and (joint is _Joint.NONE or (joint is _Joint.AND and is_time)):
            groups[-1].append(part)
        else:
            groups.append([part])
    yield tuple(_sum(group) for group in groups)
    falling = all(before[0] > part[0] for before, part in pairwise(parts))
    if len(groups) > 1 and falling and (_Joint.COMMA not in joints or joints[-1] is _Joint.AND):
        yield (_sum(parts),)


def _sum(parts: list[Part]) -> timedelta:
    return sum((length for _, length in parts), timedelta())


def _from_now(tokens: Tokens, at: int) -> Iterator[tuple[Sketch, int]]:
    begin = skip(tokens, at, Sense.IN)
    is_said = begin > at
    begin = skip(tokens, begin, Sense.AT)
    part = _part(tokens, begin)
    if part is None or part[0][0] > Unit.HOUR:
        return  # days are days on the calendar
    for length, behind in single_lengths(tokens, begin):
        end = behind if is_said else skip(tokens, behind, Sense.FROM_NOW)
        if is_said or end > behind:
            yield Sketch(from_now=length), end


def _part(tokens: Tokens, at: int) -> tuple[Part, int] | None:
    hundredths = value(tokens, at, Sense.DECIMAL)
    number = value(tokens, at, Sense.NUMBER)
    if number is not None:
        hundredths = number * 100
    unit = value(tokens, at + 1, Sense.UNIT)
    if hundredths is None or unit is None or Unit(unit) not in _SIZES:
        return None
    length = _SIZES[Unit(unit)] * hundredths / 100
    if not timedelta() < length <= _LONGEST or length % _SIZES[Unit.MINUTE]:
        return None
    minutes = value(tokens, at + 2, Sense.NUMBER)
    is_time = value(tokens, at + 1, Sense.HOUR_LETTER) is not None and number is not None
    if is_time and minutes is not None and minutes < 60 and _is_alone(tokens, at + 3):  # noqa: PLR2004 -- minutes of an hour
        return (Unit.MINUTE, length + _SIZES[Unit.MINUTE] * minutes), at + 3
    return (Unit(unit), length), at + 2


def _is_alone(tokens: Tokens, at: int) -> bool:
    """Whether the number before has no unit of its own, as in "1h30"."""
    return value(tokens, at, Sense.UNIT) is None


def _is_hour_of_day(tokens: Tokens, begin: int, end: int) -> bool:
    """`19h` and `19h30` are times of day, whatever else they may be."""
    is_letter = value(tokens, begin + 1, Sense.HOUR_LETTER) == 0
    return is_letter and end <= begin + 3 and value(tokens, begin, Sense.NUMBER) in _HOUR_LETTERS
