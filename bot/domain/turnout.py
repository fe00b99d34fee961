"""How many came to the dates of a series: numbers only, of nobody in particular."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnout:
    """The highest number of `people` who were in the call of one date.

    `slot` is its RECURRENCE-ID, `starts_at` when it began (aware, UTC).
    """

    slot: datetime
    starts_at: datetime
    people: int
