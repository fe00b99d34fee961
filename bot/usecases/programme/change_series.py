"""Change single dates of a series, who leads it, or whether it takes place at all.

Dates are named by when they are now; one that was moved is found at its new time only.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.domain.chat import ChatKind, ChatRole
from bot.domain.line import Incoming
from bot.domain.news import News, Turn, news_of
from bot.domain.recurrence import to_local
from bot.domain.series import (
    AN_INSTANT,
    Change,
    Host,
    Occurrence,
    Series,
    date_of,
    dates,
    next_held,
)
from bot.errors import UserError
from bot.usecases.ports.store import Work
from bot.usecases.programme.alarms import rewind_alarm

MOST_AT_ONCE: Final = 100
"""Dates that one command may change."""


async def series_to_change(
    work: Work, number: int, *, by: Incoming, also_over: bool = False
) -> Series:
    """The series of that number in the chat of the line `by`.

    Raises `UserError` when there is none, when it belongs to another chat or was called off, or
    when the writer neither made it nor moderates the chat.
    """
    series = await work.programme.find(by.chat, number)
    if series is None:
        raise no_such_series(number, by=by)
    if series.owner != by.chat:
        raise UserError("belongs_elsewhere", {"number": number})
    if by.role < ChatRole.MODERATOR and by.sender.id != series.creator:
        raise UserError("not_your_series")
    if series.is_over and not also_over:
        raise UserError("series_is_over", {"number": number})
    return series


def no_such_series(number: int, *, by: Incoming) -> UserError:
    """To be raised where nothing in the chat of the line `by` has that number."""
    alone = by.kind is ChatKind.DIRECT
    return UserError("no_such_series_alone" if alone else "no_such_series", {"number": number})


async def may_change(work: Work, series: Series, *, by: Incoming) -> bool:
    """Whether `series_to_change` finds it for that writer; `series` is numbered as in that chat."""
    try:
        return (await series_to_change(work, series.number, by=by)).id == series.id
    except UserError:
        return False


@dataclass(frozen=True, slots=True)
class Span:
    """The instants from `start` up to but not including `end`."""

    start: datetime
    end: datetime


def dates_in(series: Series, span: Span, *, now: datetime) -> tuple[Occurrence, ...]:
    """The dates ahead that begin in the span, including those that are off.

    Raises `UserError` when they are past, or more than one command may change.
    """
    if span.end <= now:
        raise UserError("that_is_past")
    found = dates(series, after=span.start - AN_INSTANT, limit=MOST_AT_ONCE + 1)
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
    raise UserError("nothing_off", {"number": series.number})


async def skip(work: Work, series: Series, off: Collection[Occurrence], *, now: datetime) -> Series:
    """These dates do not take place."""
    changes = (Change(slot=date.slot, starts=None, title=date.own_title) for date in off)
    skipped = series.changed(*changes)
    return await keep_changed(work, skipped, now=now, news=news_of(skipped, Turn.OFF, off, now=now))


def put_off_last(series: Series, off: Collection[Occurrence]) -> tuple[Occurrence, ...]:
    """Of dates that are off, those that the latest change took off together."""
    since = {change.slot: change.since for change in series.changes}
    latest = max((since[date.slot] for date in off), default=0)
    return tuple(date for date in off if since[date.slot] == latest)


async def restore(
    work: Work, series: Series, on: Collection[Occurrence], *, now: datetime
) -> Series:
    """These dates take place as the rule has them."""
    restored = series.restored(*(date.slot for date in on))
    again = [date for slot in on if (date := date_of(restored, slot.slot))]
    return await keep_changed(
        work, restored, now=now, news=news_of(restored, Turn.ON, again, now=now)
    )


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
    await keep_changed(work, kept, now=now, news=news)
    return Occurrence(series=kept, slot=date.slot, starts_at=to, is_moved=local != date.slot)


async def retitle(work: Work, date: Occurrence, title: str | None, *, now: datetime) -> Occurrence:
    """That date, which is not off, has a title of its own; with None that of the series."""
    series = date.series
    local = to_local(date.starts_at, series.recurrence.timezone)
    kept = _with(series, Change(slot=date.slot, starts=local, title=title))
    await keep_changed(work, kept, now=now, news=news_of(kept, Turn.RETITLED, [date], now=now))
    return replace(date, series=kept)


def _with(series: Series, change: Change) -> Series:
    """A date that is as the rule has it, with the title of the series, is no change any more."""
    is_regular = change.starts == change.slot and change.title is None
    return series.restored(change.slot) if is_regular else series.changed(change)


async def call_off(work: Work, series: Series, *, now: datetime) -> Series:
    """No date of it takes place any more; its number is not used again."""
    over, next_one = series.called_off(), next_held(series, after=now)
    news = next_one and news_of(over, Turn.CALLED_OFF, [next_one], now=now)
    return await keep_changed(work, over, now=now, news=news)


async def take_up_again(work: Work, series: Series, *, now: datetime) -> Series:
    """As if it had never been called off; whoever subscribed still does."""
    resumed = replace(series, is_over=False, revision=series.revision + 1)
    next_one = next_held(resumed, after=now)
    news = next_one and news_of(resumed, Turn.RESUMED, [next_one], now=now)
    return await keep_changed(work, resumed, now=now, news=news)


async def choose_host(work: Work, series: Series, host: Host | None, *, now: datetime) -> Series:
    """Who leads it from now on; None for nobody."""
    return await keep_changed(
        work, replace(series, host=host, revision=series.revision + 1), now=now
    )


async def keep_changed(
    work: Work, series: Series, *, now: datetime, news: News | None = None
) -> Series:
    """Save it, with the news for those who rely on it, and set its alarm."""
    await work.programme.save(series)
    if news:
        await work.newsstand.add(news)
    await rewind_alarm(work, series, now=now)
    return series
