"""Tell of a call what its cards do not show yet: all that concerns one room, in one transaction."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.attendance import Attendance, Liveness, shown
from bot.domain.chat import AccountId, ChatAddress, DeliveryKey
from bot.domain.conference import Card, ConferenceRoom
from bot.domain.delivery import NewDelivery, Outgoing, Urgency
from bot.domain.live import CallState
from bot.domain.live_card import SUPERSEDED, Aspect, Face, edit_due, edited, face, is_let_go
from bot.domain.settings import ChatSettings, Presence
from bot.usecases.calls.live_replies import RoomOpened, WishFulfilled
from bot.usecases.calls.watched_room import WatchedRoom
from bot.usecases.ports.live import Follow, Wish
from bot.usecases.ports.store import Work
from bot.usecases.programme.prepare import date_under, points_ahead
from bot.usecases.rooms.own_rooms import kind_of
from bot.usecases.speaking.herald import Herald
from bot.usecases.speaking.speech import Reply
from bot.usecases.speaking.unwritten import Unwritten

Invite = Callable[[ConferenceRoom, datetime], ConferenceRoom]
"""The room with the link that a chat is to read for a call that runs at that time."""


@dataclass(slots=True)
class Told:
    """The cards that changed, by key, with their faces, and the accounts that have to send.

    `again_at` is when to come back for what may not be told yet.
    """

    cards: dict[DeliveryKey, Card] = field(default_factory=dict)
    faces: dict[DeliveryKey, Face] = field(default_factory=dict)
    wishes: list[Wish] = field(default_factory=list)
    accounts: set[AccountId] = field(default_factory=set)
    again_at: datetime | None = None

    def not_before(self, moment: datetime) -> None:
        self.again_at = min(self.again_at or moment, moment)


@dataclass(frozen=True, slots=True, kw_only=True)
class TellLive:
    """Finds the words, and puts them into the outbox.

    `has_lobby`: a closed room has one, and somebody can let people in.
    """

    herald: Herald
    unwritten: Unwritten
    invite: Invite
    has_lobby: bool = False

    async def __call__(self, work: Work, watched: WatchedRoom, *, now: datetime) -> Told:
        """All that concerns one room. `watched` itself is not changed."""
        told, newest = Told(), watched.newest_cards
        for card in watched.cards.values():
            await self._tell_card(work, watched, card, told, now)
        for follow in watched.follows:
            if follow.chat not in newest and _runs(watched.state):
                await self._announce(work, follow, watched.state, told, now)
        for wish in watched.wishes:
            await self._fulfil(work, wish, watched.state, told, now)
        return told

    async def in_a_new_line(
        self, work: Work, key: DeliveryKey, wanted: Face, *, now: datetime
    ) -> Told:
        """The edit of that card was refused: say a start and an end below it, now and later."""
        told, card = Told(), await work.cards.get(key)
        settings = card and await self.herald.settings(work, card.chat)
        if card and settings and card.editable:
            card = replace(card, editable=False)
            await self._say(work, card, wanted, settings, now)
            await self._keep(work, card, wanted, told)
        return told

    async def _tell_card(
        self, work: Work, watched: WatchedRoom, card: Card, told: Told, now: datetime
    ) -> None:
        settings = await self.herald.settings(work, card.chat)
        if settings is None:
            return
        wanted = SUPERSEDED
        if watched.newest_cards[card.chat] == card.key:
            wanted = face(card, watched.state, settings.presence, now=now)
        due = edit_due(card, wanted, shows=watched.shows.get(card.key), now=now)
        if due is None:
            if is_let_go(card, watched.state, now=now):
                await self._keep(work, replace(card, closed_at=now), wanted, told)
        elif due > now:
            told.not_before(due)
        else:
            changed = edited(card, wanted, now=now)
            if card.editable or _is_start_or_end(card, wanted):
                await self._say(work, changed, wanted, settings, now)
            await self._keep(work, changed, wanted, told)

    async def _announce(
        self, work: Work, follow: Follow, state: CallState, told: Told, now: datetime
    ) -> None:
        """Post a card of its own for each call, under a key made of the call and the chat."""
        settings = await self.herald.settings(work, follow.chat)
        if settings is None or settings.presence is Presence.OFF or state.began_at is None:
            return
        chat = follow.chat
        key = f"call:{chat.account}:{chat.chat}:{follow.room.node}:{state.began_at.isoformat()}"
        room = self.invite(follow.room, now)
        card = Card(key=DeliveryKey(key), chat=chat, room=room, posted_at=now)
        wanted = face(card, state, settings.presence, now=now)
        card = replace(card, last_shown=wanted.mark, live_since=state.began_at, edited_at=now)
        await work.rooms.use(chat, follow.room, now=now)
        reply = await self._opened(work, card, wanted, chat=chat)
        await self._put_out(work, card, card.key, reply, settings, now)
        await self._keep(work, card, wanted, told)

    async def _fulfil(
        self, work: Work, wish: Wish, state: CallState, told: Told, now: datetime
    ) -> None:
        """Once. Of a call that nobody can count, tell when it begins."""
        asked_in = await self.herald.settings(work, wish.asked_in)
        if asked_in is None or state.known is None or state.silent_at:
            return
        seen = shown(state.known, asked_in.presence)
        if not is_fulfilled(wish, seen):
            return
        settings = await self.herald.settings(work, wish.target, otherwise=asked_in)
        await work.lookouts.unwish(wish.target, wish.room.node)
        told.wishes.append(wish)
        if settings is None:
            return
        spoken = self.herald.words(
            WishFulfilled(room=wish.room, count=seen.count), settings, now=now
        )
        await work.outbox.add(
            NewDelivery(
                key=DeliveryKey(
                    f"wish:{wish.target.account}:{wish.target.chat}:{wish.room.node}"
                    f":{wish.until.isoformat()}"
                ),
                chat=wish.target,
                outgoing=Outgoing(
                    text=spoken.text, html=spoken.html, link=wish.room.link, notice=False
                ),
                urgency=Urgency.REMINDER,
                expires_at=wish.until,
            ),
            now=now,
        )
        told.accounts.add(wish.target.account)

    async def _say(
        self, work: Work, card: Card, wanted: Face, settings: ChatSettings, now: datetime
    ) -> None:
        """As an edit, or as a line of its own where the card cannot be edited."""
        manner = "card" if card.editable else "line"
        key = DeliveryKey(f"{manner}:{card.key}:{card.revision}")
        date = await date_under(work, card.chat.account, card.key)
        reply = replace(
            await self._opened(work, card, wanted, chat=date.series.owner if date else card.chat),
            host=date and date.series.host,
            points=await points_ahead(work, date) if date else (),
        )
        await self._put_out(work, card, key, reply, settings, now)

    async def _opened(
        self, work: Work, card: Card, wanted: Face, *, chat: ChatAddress
    ) -> RoomOpened:
        """`chat` is the one that decided what kind of room it is."""
        kind = await kind_of(work, chat, card.room.node)
        return RoomOpened(room=card.room, face=wanted, kind=kind, lobby=self.has_lobby)

    async def _put_out(
        self,
        work: Work,
        card: Card,
        key: DeliveryKey,
        reply: Reply,
        settings: ChatSettings,
        now: datetime,
    ) -> None:
        spoken = self.herald.words(reply, settings, now=now)
        delivery = NewDelivery(
            key=key,
            chat=card.chat,
            outgoing=Outgoing(text=spoken.text, html=spoken.html, link=reply.link),
            urgency=Urgency.ANNOUNCEMENT,
            edits=card.key if key != card.key and card.editable else None,
        )
        voice = self.herald.voice(settings, now=now)
        written = self.unwritten.put_aside(
            delivery, reply, renderer=self.herald.renderer, voice=voice
        )
        await work.outbox.add(written, now=now)

    async def _keep(self, work: Work, card: Card, wanted: Face, told: Told) -> None:
        await work.cards.save(card)
        told.cards[card.key], told.faces[card.key] = card, wanted
        told.accounts.add(card.chat.account)


def is_fulfilled(wish: Wish, seen: Attendance) -> bool:
    """Whether so many are there, or anybody where nobody can count them."""
    if seen.liveness is not Liveness.LIVE:
        return False
    return seen.count is None or seen.count >= wish.people


def _runs(state: CallState) -> bool:
    """Whether somebody is there, as far as is known."""
    return state.began_at is not None and state.empty_at is None


def _is_start_or_end(card: Card, wanted: Face) -> bool:
    return wanted.aspect is Aspect.ENDED or wanted.began_at not in (None, card.live_since)


def accounts_of(told: Iterable[Told]) -> set[AccountId]:
    """Whose outbox has something now."""
    return {account for one in told for account in one.accounts}
