"""Who is to hear of a series, and how long before."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.chat import ChatAddress, ChatId, ChatKind, ChatRole, PersonId
from bot.domain.due import AT_THE_START
from bot.domain.line import Incoming
from bot.domain.series import Series
from bot.domain.settings import ChatSettings
from bot.domain.traits import traits
from bot.errors import UserError
from bot.usecases.ports.programme import Subscription
from bot.usecases.ports.store import Work
from bot.usecases.programme.alarms import rewind_alarm
from bot.usecases.programme.change_series import no_such_series

Leads = tuple[timedelta, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who is told of a series: a person in private, or a whole chat; then `person` is None."""

    series: Series
    target: ChatAddress
    person: PersonId | None


async def series_to_hear_of(work: Work, number: int, *, by: Incoming) -> Series:
    """The series of that number in the chat of the line `by`.

    In a direct chat, where reminders arrive, also one of another chat that the writer hears of.
    Raises `UserError` when there is none or more than one.
    """
    series = await work.programme.find(by.chat, number)
    if series is None and by.kind is ChatKind.DIRECT:
        private = private_chat(by)
        heard = await work.subscriptions.of_target(private) if private else ()
        known = [await work.programme.get(id_) for id_ in {one.series for one in heard}]
        series, *others = [one for one in known if one and one.number == number] or [None]
        if others:
            raise UserError("several_series", {"number": number})
    if series is None:
        raise no_such_series(number, by=by)
    return series


async def series_known_to(work: Work, *, by: Incoming) -> tuple[Series, ...]:
    """All that can be meant in the chat of the line `by` when no number is said, by number."""
    known = {series.id: series for series in await work.programme.of_chat(by.chat)}
    private = private_chat(by) if by.kind is ChatKind.DIRECT else None
    for one in await work.subscriptions.of_target(private) if private else ():
        series = await work.programme.get(one.series)
        if series is not None and not series.is_over:
            known[series.id] = series
    return tuple(sorted(known.values(), key=lambda series: (series.number, series.id)))


def usual_leads(series: Series, settings: ChatSettings) -> Leads:
    """The leads of somebody who did not name any."""
    return series.leads or settings.leads or (AT_THE_START,)


def audience(series: Series, *, by: Incoming, here: bool) -> Audience | None:
    """Whom the writer of a line means: themselves, or `here` the chat.

    None for a person whose address the network hides. Raises `UserError` for those who may not
    decide for the chat; in the owner chat whoever made the series may.
    """
    is_own = by.chat == series.owner
    if is_own if by.kind is ChatKind.DIRECT else here:
        if by.role < ChatRole.MODERATOR and not (is_own and by.sender.id == series.creator):
            raise UserError("not_your_series")
        return Audience(series=series, target=by.chat, person=None)
    private = private_chat(by)
    return private and Audience(series=series, target=private, person=by.sender.id)


def private_chat(line: Incoming) -> ChatAddress | None:
    """Stands for the direct chat with the writer. None for those whose address is hidden.

    A group chat on XMPP may show only a nick or an occupant id (XEP-0045, XEP-0421), to which
    nothing can be sent once they have left.
    """
    person = line.sender.id
    hidden = "/" in person or person.count("@") > 1
    if hidden and traits(line.chat.account).hides_people:
        return None
    return ChatAddress(line.chat.account, ChatId(person))


async def subscribe(work: Work, audience: Audience, leads: Leads, *, now: datetime) -> Leads:
    """Tell them by these leads from now on. Returns the leads until now."""
    before = await _clear(work, audience)
    for lead in leads:
        await work.subscriptions.add(
            Subscription(
                series=audience.series.id,
                target=audience.target,
                lead=lead,
                person=audience.person,
            )
        )
    await _keep(work, audience, leads, now=now)
    return before


async def unsubscribe(work: Work, audience: Audience, *, now: datetime) -> Leads:
    """Tell them no more. Returns the leads until now, none for those who had none."""
    before = await _clear(work, audience)
    if before:
        await _keep(work, audience, (), now=now)
    return before


async def _clear(work: Work, audience: Audience) -> Leads:
    heard = await work.subscriptions.of_target(audience.target)
    await work.subscriptions.remove(audience.series.id, audience.target)
    await work.unreachable.remove(audience.series.id, audience.target)
    return tuple(one.lead for one in heard if one.series == audience.series.id)


async def _keep(work: Work, audience: Audience, leads: Leads, *, now: datetime) -> None:
    """Set the alarm; the leads of the owner chat are part of the series."""
    series = audience.series
    if audience.target == series.owner:
        announced = tuple(lead for lead in leads if lead != AT_THE_START)
        series = replace(series, leads=announced, revision=series.revision + 1)
        await work.programme.save(series)
    await rewind_alarm(work, series, now=now)
