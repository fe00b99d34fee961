"""What is past and may be erased: when a series is, and how much goes at once."""

from datetime import datetime
from typing import Final

from bot.domain.recurrence import parse_rule, to_instant
from bot.domain.series import Series

PURGED_AT_ONCE: Final = 500
"""Lines in one transaction, and deliveries: the bot answers nobody meanwhile."""


def ended_by(series: Series) -> datetime | None:
    """When the last date has surely ended (aware, UTC); None when there is always a next one.

    The end of a rule counts, and not the last date before it: that would have to be searched.
    """
    recurrence = series.recurrence
    last = recurrence.start
    if recurrence.rrule is not None:
        until = parse_rule(recurrence.rrule, recurrence.timezone).until
        if until is None:
            return None
        last = until
    moved = (change.starts for change in series.changes if change.starts)
    last = max([last, *recurrence.rdates, *moved])
    try:
        return to_instant(last, recurrence.timezone) + series.duration
    except OverflowError:  # the calendar itself ends in the year 9999
        return None
