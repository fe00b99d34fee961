"""Change a whole series: when, where, under what name, and how long before it is told."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import partial
from typing import Final

from bot.domain.conference import ConferenceRoom
from bot.domain.news import Turn, news_of
from bot.domain.recurrence import Recurrence, between, to_instant
from bot.domain.series import Change, Series, next_held
from bot.errors import UserError
from bot.usecases.ports.store import Work
from bot.usecases.programme.change_series import keep_changed
from bot.usecases.programme.plan_series import check_ahead, tell_chat
from bot.usecases.programme.prepare import carry_over
from bot.usecases.rooms.own_rooms import note_room

_UNTIL_TIME: Final = re.compile(r"(?<=UNTIL=\d{8})T\d{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What is to be different from now on; None leaves it as it is."""

    title: str | None = None
    room: ConferenceRoom | None = None
    recurrence: Recurrence | None = None
    duration: timedelta | None = None
    leads: tuple[timedelta, ...] | None = None
    public: bool | None = None
    rings: bool | None = None


async def edit(work: Work, series: Series, wish: Edit, *, now: datetime) -> Series:
    """Change all of it. A day that is off stays off where the new rule has a date on it, too.

    Where it is as wished already, nothing is done.

    Raises `UserError` when the new rule has no date ahead.
    """
    changed = as_edited(series, wish)
    check_ahead(changed, now=now)
    if replace(changed, revision=series.revision) == series:
        return series
    if changed.recurrence != series.recurrence:
        await carry_over(work, series, partial(_same_day, changed.recurrence), now=now)
    if changed.room != series.room:
        await work.rooms.use(series.owner, changed.room, now=now)
        await note_room(work, series.owner, changed.room, by=series.creator, opened=False, now=now)
    if changed.leads != series.leads:
        await work.subscriptions.remove(series.id, series.owner)
        await tell_chat(work, changed, series.owner)
    matters = (changed.recurrence, changed.room) != (series.recurrence, series.room)
    next_one = next_held(series, after=now) or next_held(changed, after=now)
    news = news_of(changed, Turn.ALTERED, [next_one], now=now) if matters and next_one else None
    return await keep_changed(work, changed, now=now, news=news)


def as_edited(series: Series, wish: Edit) -> Series:
    """The series as it would be."""
    room = wish.room or series.room
    edited = replace(
        series,
        # what has no title of its own is called by its room
        title=wish.title or (room.name if series.title == series.room.name else series.title),
        room=room,
        duration=wish.duration or series.duration,
        leads=series.leads if wish.leads is None else wish.leads,
        public=series.public if wish.public is None else wish.public,
        rings=series.rings if wish.rings is None else wish.rings,
        revision=series.revision + 1,
    )
    if wish.recurrence is None or wish.recurrence == series.recurrence:
        return edited
    # a single date that was moved begins when it is told to now
    stays = series.recurrence.rrule is not None or wish.recurrence.rrule is not None
    return replace(
        edited,
        recurrence=wish.recurrence,
        changes=tuple(
            replace(change, slot=slot, starts=_starts(change, slot, stays=stays))
            for change in series.changes
            for slot in _same_day(wish.recurrence, change.slot)
        ),
    )


def _starts(change: Change, slot: datetime, *, stays: bool) -> datetime | None:
    """When a date that differs begins under the new rule: where it was moved to, if it `stays`."""
    is_moved = change.starts not in (None, change.slot)
    return change.starts if change.starts is None or (is_moved and stays) else slot


def _same_day(recurrence: Recurrence, slot: datetime) -> tuple[datetime, ...]:
    """The slots that the rule has on the day of `slot`."""
    midnight = slot.replace(hour=0, minute=0, second=0)
    day = between(
        recurrence,
        start=to_instant(midnight, recurrence.timezone),
        end=to_instant(midnight + timedelta(days=1), recurrence.timezone),
    )
    return tuple(found.local for found in day)


def at_another_time(recurrence: Recurrence, time_of_day: time) -> Recurrence:
    """The same days at that local time. Raises `UserError` where the rule itself says when."""
    rrule = recurrence.rrule
    if rrule and any(part in rrule for part in ("BYHOUR", "BYMINUTE", "BYSECOND", "HOURLY")):
        raise UserError("rule_has_times")

    def moved(local: datetime) -> datetime:
        return datetime.combine(local.date(), time_of_day)

    return replace(
        recurrence,
        start=moved(recurrence.start),
        # UNTIL may be the time of the last date, which is not to be lost
        rrule=rrule and _UNTIL_TIME.sub("T235959", rrule),
        exdates=tuple(map(moved, recurrence.exdates)),
        rdates=tuple(map(moved, recurrence.rdates)),
    )
