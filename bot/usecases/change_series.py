"""Change a series of the programme: single dates of it, all of it, or whether it takes place.

Dates are named by when they are now; one that was moved is found at its new time only.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import partial
from typing import Final

from bot.domain.chat import ChatRole, Incoming
from bot.domain.conference import ConferenceRoom
from bot.domain.news import News, Turn, news_of
from bot.domain.recurrence import Recurrence, between, to_instant, to_local
from bot.domain.series import Change, Host, Occurrence, Series, date_of, dates, next_held
from bot.errors import UserError
from bot.usecases.alarms import rewind_alarm
from bot.usecases.own_rooms import note_room
from bot.usecases.plan_series import check_ahead, tell_owner
from bot.usecases.ports import Work
from bot.usecases.prepare import carry_over

MOST_AT_ONCE: Final = 100
"""Dates that one command may change."""

_AN_INSTANT: Final = timedelta(microseconds=1)
_UNTIL_TIME: Final = re.compile(r"(?<=UNTIL=\d{8})T\d{6}")


async def series_to_change(
    work: Work, number: int, *, by: Incoming, also_over: bool = False
) -> Series:
    """The series of that number in the chat of the line `by`.

    Raises `UserError` when there is none, when it belongs to another chat or was called off, or
    when the writer neither made it nor moderates the chat.
    """
    series = await work.programme.find(by.chat, number)
    if series is None:
        raise UserError("no_such_series", {"number": number})
    if series.owner != by.chat:
        raise UserError("belongs_elsewhere", {"number": number})
    if by.role < ChatRole.MODERATOR and by.sender.id != series.creator:
        raise UserError("not_your_series")
    if series.is_over and not also_over:
        raise UserError("series_is_over", {"number": number})
    return series


@dataclass(frozen=True, slots=True)
class Span:
    """The instants from `start` up to but not including `end`."""

    start: datetime
    end: datetime


def dates_in(series: Series, span: Span, *, now: datetime) -> tuple[Occurrence, ...]:
    """The dates ahead that begin in the span, those that are off among them.

    Raises `UserError` when they are past, or more than one command may change.
    """
    if span.end <= now:
        raise UserError("that_is_past")
    found = dates(series, after=span.start - _AN_INSTANT, limit=MOST_AT_ONCE + 1)
    here = [date for date in found if date.starts_at < span.end]
    if len(here) > MOST_AT_ONCE:
        raise UserError("too_many_dates", {"limit": MOST_AT_ONCE})
    ahead = tuple(date for date in here if date.starts_at > now)
    if here and not ahead:
        raise UserError("that_is_past")
    return ahead


def next_date(series: Series, *, now: datetime) -> Occurrence:
    """The next one that takes place. Raises `UserError` when there is none."""
    date = next_held(series, after=now)
    if date is None:
        raise UserError("no_date_ahead", {"number": series.number})
    return date


def next_off(series: Series, *, now: datetime) -> Occurrence:
    """The next one that is off. Raises `UserError` when there is none."""
    for date in dates(series, after=now, limit=MOST_AT_ONCE):
        if date.is_off:
            return date
    raise UserError("not_off", {"number": series.number})


async def skip(work: Work, series: Series, off: Collection[Occurrence], *, now: datetime) -> Series:
    """These dates do not take place."""
    changes = (Change(slot=date.slot, starts=None, title=date.own_title) for date in off)
    skipped = series.changed(*changes)
    return await _keep(work, skipped, now=now, news=news_of(skipped, Turn.OFF, off, now=now))


def put_off_last(series: Series, off: Collection[Occurrence]) -> tuple[Occurrence, ...]:
    """Of dates that are off, those that went off together last."""
    since = {change.slot: change.since for change in series.changes}
    latest = max((since[date.slot] for date in off), default=0)
    return tuple(date for date in off if since[date.slot] == latest)


async def restore(
    work: Work, series: Series, on: Collection[Occurrence], *, now: datetime
) -> Series:
    """These dates take place as the rule has them."""
    restored = series.restored(*(date.slot for date in on))
    again = [date for slot in on if (date := date_of(restored, slot.slot))]
    return await _keep(work, restored, now=now, news=news_of(restored, Turn.ON, again, now=now))


async def move(work: Work, date: Occurrence, to: datetime, *, now: datetime) -> Occurrence:
    """That date begins at the instant `to`. Raises `UserError` when that is past."""
    if to <= now:
        raise UserError("that_is_past")
    series = date.series
    local = to_local(to, series.recurrence.timezone)
    kept = _with(series, Change(slot=date.slot, starts=local, title=date.own_title))
    if date.starts_at != to or date.is_off:
        news = news_of(kept, Turn.MOVED, [date], moved_to=to, now=now)
    else:
        news = None
    await _keep(work, kept, now=now, news=news)
    return Occurrence(series=kept, slot=date.slot, starts_at=to, is_moved=local != date.slot)


async def retitle(work: Work, date: Occurrence, title: str | None, *, now: datetime) -> Occurrence:
    """That date, which is not off, has a title of its own; with None that of the series."""
    series = date.series
    local = to_local(date.starts_at, series.recurrence.timezone)
    kept = _with(series, Change(slot=date.slot, starts=local, title=title))
    await _keep(work, kept, now=now, news=news_of(kept, Turn.RETITLED, [date], now=now))
    return replace(date, series=kept)


def _with(series: Series, change: Change) -> Series:
    """A date that is as the rule has it, with the title of the series, is no change any more."""
    is_regular = change.starts == change.slot and change.title is None
    return series.restored(change.slot) if is_regular else series.changed(change)


async def call_off(work: Work, series: Series, *, now: datetime) -> Series:
    """Nothing of it takes place any more; its number is not given again."""
    over, next_one = series.called_off(), next_held(series, after=now)
    news = next_one and news_of(over, Turn.CALLED_OFF, [next_one], now=now)
    return await _keep(work, over, now=now, news=news)


async def take_up_again(work: Work, series: Series, *, now: datetime) -> Series:
    """As if it had never been called off; whoever subscribed still does."""
    resumed = replace(series, is_over=False, revision=series.revision + 1)
    next_one = next_held(resumed, after=now)
    news = next_one and news_of(resumed, Turn.RESUMED, [next_one], now=now)
    return await _keep(work, resumed, now=now, news=news)


async def choose_host(work: Work, series: Series, host: Host | None, *, now: datetime) -> Series:
    """Who leads it from now on; None for nobody."""
    return await _keep(work, replace(series, host=host, revision=series.revision + 1), now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What is to be different from now on; None leaves as it is."""

    title: str | None = None
    room: ConferenceRoom | None = None
    recurrence: Recurrence | None = None
    duration: timedelta | None = None
    leads: tuple[timedelta, ...] | None = None
    public: bool | None = None
    rings: bool | None = None


async def edit(work: Work, series: Series, wish: Edit, *, now: datetime) -> Series:
    """Change all of it. A day that is off stays off if the new rule has a date on it, too.

    Raises `UserError` when the new rule has no date ahead.
    """
    changed = as_edited(series, wish)
    check_ahead(changed, now=now)
    if changed.recurrence != series.recurrence:
        await carry_over(work, series, partial(_same_day, changed.recurrence), now=now)
    if changed.room != series.room:
        await work.rooms.use(series.owner, changed.room, now=now)
        await note_room(work, series.owner, changed.room, by=series.creator, opened=False, now=now)
    if changed.leads != series.leads:
        await work.subscriptions.remove(series.id, series.owner)
        await tell_owner(work, changed)
    matters = (changed.recurrence, changed.room) != (series.recurrence, series.room)
    next_one = next_held(series, after=now) or next_held(changed, after=now)
    news = news_of(changed, Turn.ALTERED, [next_one], now=now) if matters and next_one else None
    return await _keep(work, changed, now=now, news=news)


def as_edited(series: Series, wish: Edit) -> Series:
    """What would become of it."""
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
    return replace(
        edited,
        recurrence=wish.recurrence,
        changes=tuple(
            replace(
                change, slot=slot, starts=slot if change.starts == change.slot else change.starts
            )
            for change in series.changes
            for slot in _same_day(wish.recurrence, change.slot)
        ),
    )


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


async def _keep(work: Work, series: Series, *, now: datetime, news: News | None = None) -> Series:
    await work.programme.save(series)
    if news:
        await work.newsstand.add(news)
    await rewind_alarm(work, series, now=now)
    return series
