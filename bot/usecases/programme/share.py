"""Announce a series in other chats: the owner chat gives a code out, moderators there type it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.chat import AccountId, ChatAddress
from bot.domain.series import Series, next_held
from bot.errors import UserError
from bot.usecases.ports.announcements import Announcement, Standing
from bot.usecases.ports.store import Work
from bot.usecases.programme.alarms import rewind_alarm
from bot.usecases.programme.plan_series import tell_chat

GOOD_FOR: Final = timedelta(days=1)
"""How long a code can be typed: people hand it on the same day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A code, and until when (aware, UTC) it can be typed in another chat."""

    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class OfferSeries:
    """`draw_code` makes a code that nobody can guess."""

    draw_code: Callable[[], str]

    async def __call__(self, work: Work, series: Series, *, now: datetime) -> Offer:
        """Draw a code, which replaces those before it."""
        offer = Offer(code=self.draw_code(), until=now + GOOD_FOR)
        await work.announcements.withdraw(series.id)
        await work.announcements.offer(offer.code, series.id, until=offer.until, now=now)
        return offer


async def keep_to_itself(work: Work, series: Series, *, now: datetime) -> tuple[Announcement, ...]:
    """End all announcements, as the owner chat wishes. Returns those that it ended."""
    await work.announcements.withdraw(series.id)
    return await _turn(work, series, Standing.ON, Standing.ENDED_BY_OWNER, now=now)


async def share_again(work: Work, series: Series, *, now: datetime) -> tuple[Announcement, ...]:
    """As if the owner chat had never ended them. Returns those that are on again."""
    return await _turn(work, series, Standing.ENDED_BY_OWNER, Standing.ON, now=now)


async def announce(work: Work, code: str, chat: ChatAddress, *, now: datetime) -> Series:
    """The series of that code, as the chat sees it from now on.

    Raises `UserError` for a code that stands for nothing, and for what is in the chat already or
    takes place no more.
    """
    id_ = await work.announcements.offered(code, now=now)
    series = await work.programme.get(id_) if id_ else None
    if series is None:
        raise UserError("no_such_code", {"code": code})
    if series.owner == chat:
        raise UserError("announced_already", {"number": series.number})
    known = await work.announcements.get(series.id, chat)
    if known and known.is_on:
        raise UserError("announced_already", {"number": known.number})
    _must_lie_ahead(series, now)
    number = known.number if known else await work.programme.next_number(chat)
    announcement = Announcement(series=series.id, chat=chat, number=number)
    return await _begin(work, series, announcement, now=now)


async def announce_again(work: Work, number: int, chat: ChatAddress, *, now: datetime) -> Series:
    """Resume what the chat itself had ended.

    Raises `UserError` where it had not, and for what takes place no more.
    """
    known = await work.announcements.numbered(chat, number)
    series = await work.programme.get(known.series) if known else None
    if known is None or series is None:
        raise UserError("not_from_elsewhere", {"number": number})
    if known.is_on:
        raise UserError("announced_already", {"number": number})
    if known.standing is Standing.ENDED_BY_OWNER:
        raise UserError("shared_no_more", {"number": number})
    _must_lie_ahead(series, now)
    return await _begin(work, series, replace(known, standing=Standing.ON), now=now)


async def announce_no_more(work: Work, number: int, chat: ChatAddress, *, now: datetime) -> Series:
    """The chat no longer hears of it; people who subscribed for themselves still do."""
    series = await work.programme.find(chat, number)
    known = await work.announcements.get(series.id, chat) if series else None
    if series is None or known is None:
        raise UserError("not_from_elsewhere", {"number": number})
    await _end(work, replace(known, standing=Standing.ENDED_THERE))
    await rewind_alarm(work, series, now=now)
    return series


async def hand_over(work: Work, series: Series, *, leaving: AccountId | None = None) -> None:
    """Give it to the first chat that announces it, if any does; to none of that account.

    One that the bot has left gets it only where there is no other: nobody could change it there.
    """
    gone: list[Announcement] = []
    for one in await work.announcements.of_series(series.id):
        if not one.is_on or one.chat.account == leaving:
            continue
        chat = await work.chats.get(one.chat)
        if chat is None or chat.active:
            await work.announcements.take_over(one)
            return
        gone.append(one)
    if gone:
        await work.announcements.take_over(gone[0])


def _must_lie_ahead(series: Series, now: datetime) -> None:
    if next_held(series, after=now) is None:
        raise UserError("all_past")


async def _begin(
    work: Work, series: Series, announcement: Announcement, *, now: datetime
) -> Series:
    """The chat hears of each date as the owner chat does, and may choose otherwise later."""
    await work.announcements.save(announcement)
    await work.rooms.use(announcement.chat, series.room, now=now)
    await tell_chat(work, series, announcement.chat)
    await rewind_alarm(work, series, now=now)
    return replace(series, number=announcement.number)


async def _end(work: Work, announcement: Announcement) -> None:
    await work.announcements.save(announcement)
    await work.subscriptions.remove(announcement.series, announcement.chat)


async def _turn(
    work: Work, series: Series, before: Standing, after: Standing, *, now: datetime
) -> tuple[Announcement, ...]:
    known = await work.announcements.of_series(series.id)
    turned = tuple(replace(one, standing=after) for one in known if one.standing is before)
    for one in turned:
        if after is Standing.ON:
            await _begin(work, series, one, now=now)
        else:
            await _end(work, one)
    await rewind_alarm(work, series, now=now)
    return turned
