"""What is kept of one person: to be told to them, and to be erased when they want it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.chat import ChatAddress, ChatId, ChatKind, PersonId, private_within
from bot.domain.line import Incoming
from bot.domain.series import Occurrence, Series, SeriesId, date_of
from bot.usecases.ports.people import NO_TRACES, Traces
from bot.usecases.ports.store import Work
from bot.usecases.programme.alarms import rewind_alarm
from bot.usecases.programme.share import hand_over
from bot.usecases.programme.subscribe import Leads


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldOf:
    """A series of which they are told in private, these leads before each date."""

    series: Series
    leads: Leads


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """A date to which they said they would come, or not."""

    date: Occurrence
    coming: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnData:
    """All that is kept under somebody's id.

    `chosen` is whether they chose how they are written to in private; `traces` counts what is not
    named one by one.
    """

    heard: tuple[ToldOf, ...]
    promised: tuple[Promised, ...]
    made: tuple[Series, ...]
    led: tuple[Series, ...]
    chosen: bool
    traces: Traces

    @property
    def is_empty(self) -> bool:
        lists = (self.heard, self.promised, self.made, self.led)
        return not (any(lists) or self.chosen) and self.traces == NO_TRACES


async def own_data(work: Work, *, by: Incoming) -> OwnData:
    """What is kept under the id by which the chat of that line knows its writer."""
    person = by.sender.id
    concerned = await work.people.series_of(person)
    traces = await work.people.traces(by.chat.account, person)
    alone = ChatAddress(by.chat.account, ChatId(person))
    settings = await work.chats.get(alone)
    return OwnData(
        heard=await _heard(work, alone, person),
        promised=await _promised(work, person),
        made=tuple(one for one in concerned if one.creator == person),
        led=tuple(one for one in concerned if one.host and one.host.person == person),
        chosen=settings is not None and settings.has_chosen,
        traces=traces,
    )


async def forget(work: Work, *, by: Incoming, now: datetime) -> None:
    """Erase it. Series that they made stay, without their name, because others come to them.

    What they planned with the bot alone goes, unless another chat announces it: that chat owns it
    then. Alarms follow those who still want to hear of a series.
    """
    account, person = by.chat.account, by.sender.id
    for series in await work.people.series_of(person):
        await work.programme.save(series.without(person))
    touched: set[SeriesId] = set()
    for chat in _direct_chats(by):
        touched |= {one.series for one in await work.subscriptions.of_target(chat)}
        for series in await work.programme.of_chat(chat):
            if series.owner == chat:
                touched.add(series.id)
                await hand_over(work, series)
        await work.people.forget(account, PersonId(chat.chat))
    for id_ in touched:
        left = await work.programme.get(id_)
        if left is not None:
            await rewind_alarm(work, left, now=now)


def _direct_chats(by: Incoming) -> Sequence[ChatAddress]:
    """The addresses that the direct chat with the writer of the line may have.

    Their id, which stands for it; its own, where they write there; and that of their private chat
    within a group chat (XEP-0045 section 7.5).
    """
    chat, person = by.chat.chat, by.sender.id
    here = chat if by.kind is ChatKind.DIRECT else private_within(chat, person)
    return [ChatAddress(by.chat.account, one) for one in (ChatId(person), here)]


async def _heard(work: Work, target: ChatAddress, person: PersonId) -> tuple[ToldOf, ...]:
    leads: dict[SeriesId, list[timedelta]] = {}
    for one in await work.subscriptions.of_target(target):
        if one.person == person:
            leads.setdefault(one.series, []).append(one.lead)
    known = [(await work.programme.get(id_), tuple(wanted)) for id_, wanted in leads.items()]
    return tuple(ToldOf(series=series, leads=wanted) for series, wanted in known if series)


async def _promised(work: Work, person: PersonId) -> tuple[Promised, ...]:
    found: list[Promised] = []
    for rsvp in await work.preparations.of_person(person):
        series = await work.programme.get(rsvp.series)
        date = series and date_of(series, rsvp.slot)
        if date:
            found.append(Promised(date=date, coming=rsvp.coming))
    return tuple(sorted(found, key=lambda one: one.date.starts_at))
