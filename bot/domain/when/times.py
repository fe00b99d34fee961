"""Which minutes of the day a time can mean, and how long it lasts."""

from datetime import timedelta
from typing import Final

from bot.domain.when.sketch import ClockTime, Sketch, Style
from bot.domain.when.words import MIDNIGHT, NOON, Daytime

_CLEAR_FROM: Final = 9 * 60
"""Without "abends" nobody means 21:00 by "um 9", and nobody 12 at night by "um 12"."""

_HOURS: Final = {
    Daytime.MORNING: range(12 * 60),
    Daytime.NOON: range(11 * 60, 15 * 60),
    Daytime.AFTERNOON: range(12 * 60, 19 * 60),
    Daytime.EVENING: range(17 * 60, 24 * 60 + 1),
    Daytime.NIGHT: range(20 * 60, 30 * 60),
}
"""What may be called so, in minutes; beyond 1440 on the day after."""

_LIKELY: Final = {
    Daytime.MORNING: (9, 10, 8, 11),
    Daytime.NOON: (12,),
    Daytime.AFTERNOON: (15, 16, 14, 17),
    Daytime.EVENING: (19, 20, 18, 21, 22, 23),
    Daytime.NIGHT: (22, 23, 21),
}
"""The hours that somebody who says no more may mean, the likeliest first."""


def minutes_of_day(sketch: Sketch) -> tuple[int, ...]:
    """The readings, likelier first, in minutes after the day began; over 1440 is the day after.

    Empty where the words contradict each other: "19 Uhr morgens".
    """
    clock, daytime = sketch.clock, sketch.daytime
    if clock is None:
        return () if daytime is None else tuple(hour * 60 for hour in _LIKELY[daytime])
    if daytime is not None:
        return _within(clock, daytime)
    if clock.style is not Style.DIAL:
        # the midnight of a day: its end, or its beginning
        is_midnight = clock == ClockTime(MIDNIGHT, Style.FIXED)
        return (MIDNIGHT, 0) if is_midnight else (clock.minutes,)
    if clock.minutes < 60:  # noqa: PLR2004 -- between twelve and one
        return (clock.minutes + NOON,)
    if clock.minutes >= _CLEAR_FROM:
        return (clock.minutes,)
    return (clock.minutes + NOON, clock.minutes)


def is_vague(sketch: Sketch) -> bool:
    """Whether only a part of the day was named, and no time in it."""
    return sketch.clock is None and sketch.daytime is not None


def lasting(sketch: Sketch, start: int) -> tuple[timedelta | None, bool]:
    """How long it lasts from that minute of the day on, and whether that makes sense."""
    end = sketch.clock_end
    if end is None:
        return sketch.lasts, True
    if sketch.lasts is not None:
        return None, False
    minutes = end.minutes
    if end.style is Style.DIAL and (minutes - start) % MIDNIGHT > NOON:
        minutes += NOON
    return timedelta(minutes=(minutes - start) % MIDNIGHT or MIDNIGHT), True


def _within(clock: ClockTime, daytime: Daytime) -> tuple[int, ...]:
    hours = _HOURS[daytime]
    readings = [clock.minutes]
    if clock.style is not Style.FIXED and clock.minutes < NOON + 60:
        readings.append(clock.minutes + NOON)
    if daytime is Daytime.NIGHT:
        readings.extend([clock.minutes + MIDNIGHT])
    found = [minutes for minutes in readings if minutes in hours]
    # "Samstag nachts um 1": in the night that follows, or in the one before
    return tuple(dict.fromkeys([*found, *(m - MIDNIGHT for m in found if m > MIDNIGHT)]))
