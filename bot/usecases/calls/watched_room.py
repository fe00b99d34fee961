"""What the lookout remembers of one room, and for whom it looks there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.attendance import Attendance, Liveness
from bot.domain.chat import ChatAddress, DeliveryKey
from bot.domain.conference import Card, ConferenceRoom
from bot.domain.live import CallState, after
from bot.domain.live_card import Face, is_let_go
from bot.domain.live_pace import LookPace
from bot.domain.settings import Presence
from bot.usecases.ports.live import Follow, LiveState, Wish


@dataclass(slots=True, kw_only=True)
class WatchedRoom:
    """`look_at` is when to look next, `tell_at` when something may have to be told, or None.

    `under_way`: somebody is looking, and `heard`: news came since they began. `silent`: the server
    has not answered for long. `shows` is what the cards show as far as this process knows,
    `presences` how much their chats want to see. `in_programme`: a date in it is near, or the web
    shows it.
    """

    room: ConferenceRoom
    look_at: datetime
    state: CallState = field(default_factory=CallState)
    cards: Mapping[DeliveryKey, Card] = field(default_factory=dict[DeliveryKey, Card])
    presences: Mapping[DeliveryKey, Presence] = field(default_factory=dict[DeliveryKey, Presence])
    follows: Sequence[Follow] = ()
    wishes: Sequence[Wish] = ()
    shows: dict[DeliveryKey, Face] = field(default_factory=dict[DeliveryKey, Face])
    tell_at: datetime | None = None
    looked_at: datetime | None = None
    under_way: bool = False
    heard: bool = False
    silent: bool = False
    in_programme: bool = False
    misses: int = 0

    @property
    def newest_cards(self) -> Mapping[ChatAddress, DeliveryKey]:
        """Of each chat the card that is kept up to date; older ones point there."""
        return {card.chat: card.key for card in self.cards.values()}

    @property
    def is_wanted(self) -> bool:
        return bool(self.in_programme or self.cards or self.follows or self.wishes)

    def wanted_by(
        self,
        cards: Sequence[tuple[Card, Presence]],
        follows: Sequence[Follow],
        wishes: Sequence[Wish],
        *,
        now: datetime,
    ) -> None:
        """Look for these from now on. A call that a card has shown counts as running until then."""
        known, shown = self.cards, self.presences
        self.cards = {card.key: card for card, _ in cards}
        self.presences = {card.key: presence for card, presence in cards}
        begun = [card.live_since for card, _ in cards if card.live_since]
        if self.state.known is None and begun:
            self.state = CallState(began_at=min(begun))
        fresh = any(key not in known for key in self.cards)
        if fresh or follows != self.follows or wishes != self.wishes:
            self.tell_at = now if self.state.known else None
            if not self.under_way and self.misses == 0:
                self.look_at = now
        if any(shown.get(key, presence) != presence for key, presence in self.presences.items()):
            self.tell_at = now  # what a chat no longer wants to see goes at once
        if len(self.newest_cards) < len(self.cards):
            self.tell_at = now
        self.follows, self.wishes = follows, wishes

    def is_due(self, pace: LookPace, *, now: datetime) -> bool:
        """Whether to look now. A moment further ahead than any plan comes from a wrong clock."""
        if self.tell_at and self.tell_at - now > pace.longest:
            self.tell_at = now
        return not now < self.look_at <= now + pace.longest

    def news(self, pace: LookPace, *, now: datetime) -> None:
        """Look soon, and after a look that is under way: that may have been too early to see it."""
        self.heard = self.heard or self.under_way
        soon = max(now, self.looked_at + pace.debounce) if self.looked_at else now
        self.look_at = min(self.look_at, soon)

    def take(self, seen: Attendance, *, now: datetime) -> None:
        """A snapshot, from whoever looked."""
        before, was_silent = self.state, self.silent
        self.state = after(before, seen, now=now)
        self.silent = self.state.is_silent(now)
        self.misses = self.misses + 1 if seen.liveness is Liveness.UNKNOWN else 0
        changed = _essence(before) != _essence(self.state)
        let_go = any(is_let_go(card, self.state, now=now) for card in self.cards.values())
        if changed or let_go or self.silent != was_silent:
            self.tell_at = now

    def plan(self, pace: LookPace, *, now: datetime) -> None:
        """When to look next, after a look."""
        self.looked_at, self.under_way = now, False
        opened_at = max((card.posted_at for card in self.cards.values()), default=None)
        self.look_at = pace.next_look(self.state, opened_at=opened_at, misses=self.misses, now=now)
        if self.heard:
            self.heard = False
            self.news(pace, now=now)

    def told(
        self,
        cards: Mapping[DeliveryKey, Card],
        faces: Mapping[DeliveryKey, Face],
        wishes: Sequence[Wish],
    ) -> None:
        """What the cards show now, and which wishes are fulfilled."""
        kept = {**self.cards, **cards}
        self.cards = {key: card for key, card in kept.items() if card.closed_at is None}
        self.shows = {**self.shows, **faces}
        self.wishes = [wish for wish in self.wishes if wish not in wishes]

    def live_state(self, *, now: datetime) -> LiveState | None:
        """What others may know; None before the first answer."""
        known, state = self.state.known, self.state
        if known is None:
            return None
        silent = state.is_silent(now)
        return LiveState(
            liveness=Liveness.UNKNOWN if silent else known.liveness,
            count=None if silent else known.count,
            since=state.began_at,
            seen_at=known.seen_at,
        )


def _essence(state: CallState) -> object:
    known = state.known
    seen = known and (known.liveness, known.count, known.occupants)
    return (seen, state.began_at, state.past)
