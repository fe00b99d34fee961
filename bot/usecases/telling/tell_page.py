"""Tell one page of those who want to hear of a series, in one transaction."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.chat import AccountId, ChatAddress, PersonId
from bot.domain.delivery import NewDelivery, Outgoing, Urgency
from bot.domain.due import AT_THE_START, Due, due
from bot.domain.preparation import Preparation
from bot.domain.series import Occurrence, Series
from bot.domain.settings import ChatSettings
from bot.domain.shaping import CallTime, RoomKind
from bot.domain.subject import Subject
from bot.usecases.ports.announcements import RunningDate
from bot.usecases.ports.programme import Alarm, Subscription
from bot.usecases.ports.store import Work
from bot.usecases.programme.alarms import move_on
from bot.usecases.programme.prepare import preparation_of, shown_in
from bot.usecases.rooms.own_rooms import kind_of
from bot.usecases.rooms.start_conference import StartConference
from bot.usecases.speaking.herald import Herald
from bot.usecases.speaking.speech import Spoken
from bot.usecases.telling.circumstances import Circumstances
from bot.usecases.telling.reminders import SessionBegins, reminder, reminder_key, room_of

PAGE: Final = 50
"""Lines per transaction: the first leave, and commands get their turn, before all are written."""

SpokenReminders = dict[tuple[ChatSettings, bool, Preparation], Spoken]
"""By settings, whether it is for one person, and what of the preparation they may read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """What is left to tell of a series, and behind which target of the first of it to go on."""

    series: Series
    due: tuple[Due, ...]
    after: ChatAddress | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTold:
    """How many lines each account is to say, and what is left; None when all is told."""

    told: Counter[AccountId]
    left: Untold | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TellPage:
    """Lines expire `late_grace` after their moment. `has_lobby`: a closed room has one."""

    herald: Herald
    start_conference: StartConference
    late_grace: timedelta
    circumstances: Circumstances
    has_lobby: bool = False

    async def __call__(
        self, work: Work, alarm: Alarm, untold: Untold | None, *, now: datetime
    ) -> PageTold:
        """The next page: the first one without `untold`. The alarm moves on with the last one.

        A series that has changed since the page before begins anew.
        """
        series = await work.programme.get(alarm.series)
        if series is None:
            return PageTold(told=Counter())
        if untold is None or untold.series != series:
            leads = await work.subscriptions.leads(series.id)
            begin = max(alarm.told_until, now - self.late_grace)
            untold = Untold(series=series, due=due(series, leads, after=begin, until=now))
        told = Counter[AccountId]()
        if untold.due:
            one, *further = untold.due
            subscriptions = await work.subscriptions.page(
                series.id, one.lead, after=untold.after, limit=PAGE
            )
            told = await self.tell(work, one, subscriptions, now)
            if len(subscriptions) == PAGE:
                return PageTold(told=told, left=replace(untold, after=subscriptions[-1].target))
            if further:
                return PageTold(told=told, left=Untold(series=series, due=tuple(further)))
        await move_on(work, series, told_until=now)
        return PageTold(told=told)

    async def tell(
        self, work: Work, one: Due, subscriptions: Sequence[Subscription], now: datetime
    ) -> Counter[AccountId]:
        """One line for each into the outbox. How many by account, without those told before."""
        told, words, series = Counter[AccountId](), SpokenReminders(), one.date.series
        kind = await kind_of(work, series.owner, series.room.node)
        prepared = await preparation_of(work, one.date)
        of_owner = None
        if any(subscription.person for subscription in subscriptions):
            of_owner = await self.herald.settings(work, one.date.series.owner)
        for subscription in subscriptions:
            target = subscription.target
            settings = await self.herald.settings(
                work, target, otherwise=of_owner if subscription.person else None
            )
            if settings is None:
                continue
            private = subscription.person is not None
            shown = prepared.nameless() if private else shown_in(target, prepared, settings)
            found = (settings, private, shown)
            if found not in words:
                words[found] = self._words(one, kind, found, now)
            if await self._put_out(work, one, subscription, words[found], rung=shown.who, now=now):
                told[target.account] += 1
        return told

    def _words(
        self,
        one: Due,
        kind: RoomKind,
        wanted: tuple[ChatSettings, bool, Preparation],
        now: datetime,
    ) -> Spoken:
        settings, private, prepared = wanted
        date = self.start_conference.invitation_to(one.date)
        reply = reminder(date, one.lead, prepared=prepared, private=private)
        said = self.circumstances.told_with(reply, settings, private=private)
        if isinstance(said, SessionBegins):
            said = replace(said, kind=kind, lobby=self.has_lobby)
        return self.herald.words(said, settings, now=now)

    async def _put_out(
        self,
        work: Work,
        one: Due,
        subscription: Subscription,
        spoken: Spoken,
        *,
        rung: Sequence[PersonId],
        now: datetime,
    ) -> bool:
        """Into the outbox; False when this was told before. A chat reads a card at the start.

        A reminder rings for those whom it names: they said that they will come.
        """
        date, starts = one.date, one.lead == AT_THE_START
        invitation = self.start_conference.invitation_to(date).series.room
        delivery = NewDelivery(
            key=reminder_key(one, subscription.target),
            chat=subscription.target,
            outgoing=Outgoing(
                text=spoken.text,
                html=spoken.html,
                link=invitation.link if starts else None,
                notice=False,
                mentions=() if starts else tuple(rung),
                mentions_all=_rings(one, subscription),
            ),
            urgency=Urgency.REMINDER,
            expires_at=one.at + self.late_grace,
            about=Subject(series=date.series.id, slot=date.slot, lead=one.lead),
        )
        fresh = await work.outbox.add(delivery, now=now)
        if fresh and starts and subscription.person is None:
            await self._begin(work, date, delivery, now)
        return fresh

    async def _begin(self, work: Work, date: Occurrence, card: NewDelivery, now: datetime) -> None:
        """Keep the card, and that it is to show the end of the date when it comes."""
        await self.start_conference(
            work,
            room=room_of(date),
            chat=card.chat,
            key=card.key,
            now=now,
            when=CallTime(date.starts_at, date.ends_at),
        )
        await work.running_dates.save(
            RunningDate(
                key=card.key,
                series=date.series.id,
                slot=date.slot,
                starts_at=date.starts_at,
                ends_at=date.ends_at,
            )
        )


def _rings(one: Due, subscription: Subscription) -> bool:
    """With reminders; at the start only where there are none. No other chat asked for it."""
    series = one.date.series
    reminds = one.lead != AT_THE_START or not series.leads
    return series.rings and reminds and subscription.target == series.owner
