"""What has changed in a series, for those who rely on what they heard before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.due import told_at
from bot.domain.series import Occurrence, Series, SeriesId


class Turn(StrEnum):
    """What kind of change it was."""

    OFF = "off"
    ON = "on"
    MOVED = "moved"
    RETITLED = "retitled"
    CALLED_OFF = "called off"
    RESUMED = "resumed"
    ALTERED = "altered"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedDate:
    """One date of the news. `slot` is its RECURRENCE-ID, `starts_at` when it began before."""

    slot: datetime
    starts_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One change of a series, with the `revision` that it led to.

    `dates` are those concerned; of a change to the whole series, the next one. `moved_to` is when
    the only one of them begins now.
    """

    series: SeriesId
    revision: int
    turn: Turn
    made_at: datetime
    dates: tuple[ChangedDate, ...] = ()
    moved_to: datetime | None = None

    @property
    def good_until(self) -> datetime | None:
        """Until when it is of use to anybody; None for good."""
        if self.turn in (Turn.CALLED_OFF, Turn.RESUMED, Turn.ALTERED):
            return None
        moments = [date.starts_at for date in self.dates]
        return max([*moments, *([self.moved_to] if self.moved_to else [])])


def news_of(
    series: Series,
    turn: Turn,
    dates: Collection[Occurrence],
    *,
    moved_to: datetime | None = None,
    now: datetime,
) -> News:
    """`series` as it is now, `dates` as they were before."""
    return News(
        series=series.id,
        revision=series.revision,
        turn=turn,
        made_at=now,
        dates=tuple(ChangedDate(slot=date.slot, starts_at=date.starts_at) for date in dates),
        moved_to=moved_to,
    )


def as_it_was(news: News, series: Series) -> tuple[Occurrence, ...]:
    """The dates concerned, at the times that they had before."""
    return tuple(
        Occurrence(series=series, slot=date.slot, starts_at=date.starts_at) for date in news.dates
    )


def is_void(news: News, series: Series, lead: timedelta) -> bool:
    """Whether a reminder with this lead has been told for one of the dates, and is wrong now."""
    if news.turn in (Turn.ON, Turn.RESUMED, Turn.RETITLED):
        return False
    return any(told_at(date, lead) <= news.made_at for date in as_it_was(news, series))
