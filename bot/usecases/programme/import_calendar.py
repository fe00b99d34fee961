"""Take over series from another calendar, each once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.chat import ChatAddress, PersonId
from bot.domain.conference import ConferenceRoom
from bot.domain.series import USUAL_DURATION, Series, SeriesId, dates
from bot.errors import UserError
from bot.usecases.ports.calendars import ForeignSeries
from bot.usecases.ports.store import Work
from bot.usecases.programme.alarms import rewind_alarm
from bot.usecases.programme.plan_series import Plan, PlanSeries
from bot.usecases.rooms.start_conference import FixedRoom, NewRoom, StartConference

_NOT_KEPT: Final = 0
"""The number of a series that is only looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """What of a calendar can be taken over, what is over, and what this chat has already."""

    fresh: tuple[ForeignSeries, ...] = ()
    known: tuple[Series, ...] = ()
    past: tuple[ForeignSeries, ...] = ()
    unusable: tuple[ForeignSeries, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCalendar:
    """Takes over what `sort` finds fresh. A call that the calendar names keeps its room."""

    start_conference: StartConference
    plan_series: PlanSeries

    async def sort(
        self, work: Work, found: Sequence[ForeignSeries], *, owner: ChatAddress, now: datetime
    ) -> Sorted:
        """Sort the entries of a calendar; nothing is changed."""
        fresh: list[ForeignSeries] = []
        known: list[Series] = []
        past: list[ForeignSeries] = []
        unusable: list[ForeignSeries] = []
        for one in found:
            kept = await work.imports.find(owner, one.uid) if one.uid else None
            series = await work.programme.get(kept) if kept else None
            if series is not None and not series.is_over:
                known.append(series)
            elif one.recurrence is None:
                unusable.append(one)
            elif not dates(self.preview(one, owner=owner), after=now, limit=1):
                past.append(one)
            else:
                fresh.append(one)
        return Sorted(
            fresh=tuple(fresh), known=tuple(known), past=tuple(past), unusable=tuple(unusable)
        )

    def preview(self, one: ForeignSeries, *, owner: ChatAddress) -> Series:
        """The series as it would be, but for its room. Raises `UserError` for a bad entry."""
        if one.recurrence is None:
            raise UserError("calendar_unreadable")
        return Series(
            id=SeriesId(""),
            number=_NOT_KEPT,
            owner=owner,
            creator=PersonId(""),
            title=one.title,
            room=ConferenceRoom(name="", node="", link="", topic=one.title, fixed=False),
            recurrence=one.recurrence,
            leads=(),
            duration=one.duration or USUAL_DURATION,
            changes=one.changes,
        )

    async def __call__(
        self,
        work: Work,
        one: ForeignSeries,
        *,
        owner: ChatAddress,
        creator: PersonId | None,
        leads: tuple[timedelta, ...],
        now: datetime,
    ) -> Series:
        """Plan it as if it had been typed, with the dates that are moved or off there."""
        if one.recurrence is None:
            raise UserError("calendar_unreadable")
        plan = Plan(
            title=one.title,
            room=self._room(one),
            recurrence=one.recurrence,
            duration=one.duration or USUAL_DURATION,
            leads=leads,
            public=False,
        )
        series = await self.plan_series(work, plan, owner=owner, creator=creator, now=now)
        if one.changes:
            series = replace(series.changed(*one.changes), revision=series.revision)
            await work.programme.save(series)
            await rewind_alarm(work, series, now=now)
        if one.uid:
            await work.imports.keep(owner, one.uid, series.id)
        return series

    def _room(self, one: ForeignSeries) -> ConferenceRoom:
        for link in one.links:
            try:
                return self.start_conference.room_for(FixedRoom(link))
            except UserError:
                continue  # an address of something else
        return self.start_conference.room_for(NewRoom(one.title))
