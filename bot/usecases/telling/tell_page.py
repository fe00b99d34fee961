"""Tell one page of those who want to hear of a series, in one transaction."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.chat import AccountId, ChatAddress, PersonId
from bot.domain.delivery import NewDelivery, Outgoing, Urgency
from bot.domain.preparation import Preparation
from bot.domain.series import AT_THE_START, Due, Series, due
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
"""Lines a transaction: the first leave, and commands get their turn, before all are written."""

Words = dict[tuple[ChatSettings, bool, Preparation], Spoken]
"""What was found for these settings, for a person or for a whole chat, and what they may read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """What of a series is left to tell, and behind which target of the first of it to go on."""

    series: Series
    left: tuple[Due, ...]
    after: ChatAddress | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """How many lines were written for whom, and where to go on; None when all is told."""

    told: Counter[AccountId]
    further: Rest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TellPage:
    """Lines expire `late_grace` after their moment. `has_lobby`: a closed room has one."""

    herald: Herald
    start_conference: StartConference
    late_grace: timedelta
    circumstances: Circumstances
    has_lobby: bool = False

    async def __call__(self, work: Work, alarm: Alarm, rest: Rest | None, *, now: datetime) -> Page:
        """The alarm moves on with the last one. A series that changed since `rest` begins anew."""
        series = await work.programme.get(alarm.series)
        if series is None:
            return Page(told=Counter())
        if rest is None or rest.series != series:
            leads = await work.subscriptions.leads(series.id)
            begin = max(alarm.told_until, now - self.late_grace)
            rest = Rest(series=series, left=due(series, leads, after=begin, until=now))
        told = Counter[AccountId]()
        if rest.left:
            one, *left = rest.left
            subscriptions = await work.subscriptions.page(
                series.id, one.lead, after=rest.after, limit=PAGE
            )
            told = await self.tell(work, one, subscriptions, now)
            if len(subscriptions) == PAGE:
                return Page(told=told, further=replace(rest, after=subscriptions[-1].target))
            if left:
                return Page(told=told, further=Rest(series=series, left=tuple(left)))
        await move_on(work, series, told_until=now)
        return Page(told=told)

    async def tell(
        self, work: Work, one: Due, subscriptions: Sequence[Subscription], now: datetime
    ) -> Counter[AccountId]:
        """Put out one line for each. How many there were by account, those told before left out."""
        told, words, series = Counter[AccountId](), Words(), one.date.series
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
        """False when this was told before. What a whole chat reads at the start is a card.

        A reminder rings at those whom it names, who said that they come.
        """
        starts, target = one.lead == AT_THE_START, subscription.target
        invitation = self.start_conference.invitation_to(one.date).series.room
        key = reminder_key(one, target)
        fresh = await work.outbox.add(
            NewDelivery(
                key=key,
                chat=target,
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
                about=Subject(series=one.date.series.id, slot=one.date.slot, lead=one.lead),
            ),
            now=now,
        )
        if fresh and starts and subscription.person is None:
            await self.start_conference(
                work,
                room=room_of(one.date),
                chat=target,
                key=key,
                now=now,
                when=CallTime(one.date.starts_at, one.date.ends_at),
            )
            await work.running_dates.save(
                RunningDate(
                    key=key,
                    series=one.date.series.id,
                    slot=one.date.slot,
                    starts_at=one.date.starts_at,
                    ends_at=one.date.ends_at,
                )
            )
        return fresh


def _rings(one: Due, subscription: Subscription) -> bool:
    """With reminders; at the start only where there are none. No other chat asked for it."""
    series = one.date.series
    reminds = one.lead != AT_THE_START or not series.leads
    return series.rings and reminds and subscription.target == series.owner
