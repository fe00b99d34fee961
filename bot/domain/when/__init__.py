"""The time language: what people mean by "jeden 1. Montag im Monat 19:30" or "tomorrow at 7pm".

Every language that has a table (`tables.py`), always all of them. Nothing is guessed.
"""

from bot.domain.when.nowhere import no_such_day
from bot.domain.when.phrase import leading, understand
from bot.domain.when.readings import (
    Ambiguous,
    Clear,
    Day,
    DayRule,
    Days,
    Length,
    Lengths,
    Listed,
    Once,
    Past,
    Reading,
    Rule,
    Unknown,
)
from bot.domain.when.several import several_days
from bot.domain.when.spoken import spoken

__all__ = [
    "Ambiguous",
    "Clear",
    "Day",
    "DayRule",
    "Days",
    "Length",
    "Lengths",
    "Listed",
    "Once",
    "Past",
    "Reading",
    "Rule",
    "Unknown",
    "leading",
    "no_such_day",
    "several_days",
    "spoken",
    "understand",
]
