"""What people say of a date beforehand: that they come, and what is to be talked about."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from bot.domain.chat import AccountId, ChatAddress, DeliveryKey, PersonId
from bot.domain.preparation import AgendaPoint, Preparation, Rsvp, prepared
from bot.domain.series import Occurrence, Series, date_of, next_held
from bot.domain.settings import ChatSettings, Presence
from bot.domain.traits import traits
from bot.errors import UserError
from bot.usecases.ports.store import Work

MOST_POINTS: Final = 20
"""Of one date; more do not fit on a screen."""
LONGEST_POINT: Final = 200
"""Characters."""


async def preparation_of(work: Work, date: Occurrence) -> Preparation:
    """All that was said of that date, with the ids of those who come."""
    said = await work.preparations.of_date(date.series.id, date.slot)
    return prepared(date, rsvps=said.rsvps, points=said.points)


def shown_in(chat: ChatAddress, preparation: Preparation, settings: ChatSettings) -> Preparation:
    """What a group chat may read: who comes only where it also shows who is in a call.

    Never where a group chat may hide from its members what the bot knows.
    """
    named = settings.presence is Presence.NAMES and not traits(chat.account).hides_people
    return preparation if named else preparation.nameless()


async def answer(
    work: Work, date: Occurrence, person: PersonId, *, coming: bool, now: datetime
) -> bool | None:
    """They come to that date, or not. Returns what they had said before, None for nothing."""
    said = await work.preparations.of_date(date.series.id, date.slot)
    rsvp = Rsvp(series=date.series.id, slot=date.slot, person=person, coming=coming)
    await work.preparations.save(rsvp, now=now)
    return said.rsvps.get(person)


async def take_back(work: Work, date: Occurrence, person: PersonId) -> bool | None:
    """As if they had never answered. Returns what they had said, None for nothing."""
    said = await work.preparations.of_date(date.series.id, date.slot)
    await work.preparations.withdraw(date.series.id, date.slot, person)
    return said.rsvps.get(person)


async def points_ahead(work: Work, date: Occurrence) -> tuple[AgendaPoint, ...]:
    """The agenda of that date."""
    return (await preparation_of(work, date)).points


async def date_under(work: Work, account: AccountId, key: DeliveryKey) -> Occurrence | None:
    """The date that a posted line is about; None for a line about no date."""
    line = await work.outbox.posted(key)
    posted = await work.outbox.line(account, line) if line else None
    if posted is None or posted.about.slot is None:
        return None
    series = await work.programme.get(posted.about.series)
    return series and date_of(series, posted.about.slot)


async def add_point(work: Work, date: Occurrence, text: str, *, now: datetime) -> AgendaPoint:
    """Put it on the agenda of the next date, which `date` is. Raises `UserError` when full."""
    if len(text) > LONGEST_POINT:
        raise UserError("point_too_long", {"length": len(text), "limit": LONGEST_POINT})
    points = await points_ahead(work, date)
    if len(points) >= MOST_POINTS:
        raise UserError("agenda_full", {"limit": MOST_POINTS})
    number = 1 + max((point.number for point in points), default=0)
    point = AgendaPoint(number=number, text=text, added_at=now)
    await work.preparations.add(date.series.id, point)
    return point


async def remove_point(work: Work, date: Occurrence, number: int) -> AgendaPoint:
    """Take it off the agenda of that date. Raises `UserError` when there is none."""
    for point in await points_ahead(work, date):
        if point.number == number:
            await work.preparations.remove(date.series.id, point)
            return point
    raise UserError("no_such_point", {"point": number})


async def carry_over(
    work: Work, series: Series, same_day: Callable[[datetime], Sequence[datetime]], *, now: datetime
) -> None:
    """Have what was said of a date count for the first that a new rule has on the same day.

    To be called in the transaction that changes the rule, with the series as it was. Points that
    were talked about do not come up again, although the new rule has no dates in the past.
    """
    for point in await work.preparations.points(series.id):
        date = next_held(series, after=point.added_at)
        if date is not None and date.starts_at <= now:
            await work.preparations.remove(series.id, point)
    for slot in await work.preparations.slots(series.id):
        new = next(iter(same_day(slot)), None)
        if new != slot:
            await work.preparations.rename(series.id, slot, to=new)


async def forget_past(work: Work, *, before: datetime) -> None:
    """Erase what was said of dates that ended before that instant, of series that go on."""
    for id_ in await work.preparations.old(before=before):
        series = await work.programme.get(id_)
        if series is not None:
            await _forget_past_of(work, series, before)


async def _forget_past_of(work: Work, series: Series, before: datetime) -> None:
    for point in await work.preparations.points(series.id):
        date = next_held(series, after=point.added_at)
        if point.added_at < before and (date is None or date.ends_at < before):
            await work.preparations.remove(series.id, point)
    for slot in await work.preparations.slots(series.id):
        date = date_of(series, slot)
        if date is None or date.ends_at < before:
            await work.preparations.rename(series.id, slot, to=None)
