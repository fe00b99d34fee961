"""Which rooms are looked at, and for whom: open cards, followed rooms, wishes, near dates."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.chat import AccountId
from bot.domain.conference import Card, ConferenceRoom
from bot.domain.settings import Presence
from bot.usecases.ports.live import Follow, Wish
from bot.usecases.ports.store import Work
from bot.usecases.programme.programme_rooms import ProgrammeRooms


@dataclass(slots=True)
class WantedRoom:
    """For whom a room is looked at; `near` is set where a date in it is, or the web shows it."""

    cards: list[tuple[Card, Presence]] = field(default_factory=list)
    follows: list[Follow] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    near: ConferenceRoom | None = None

    @property
    def room(self) -> ConferenceRoom:
        cards = (card for card, _ in self.cards)
        return self.near or next(iter((*cards, *self.follows, *self.wishes))).room


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedRooms:
    """`otherwise` is the `Presence` of chats that chose none; `programme` names near rooms.

    What chats of an account want that this copy does not serve is left to the copy that does.
    """

    otherwise: Presence
    programme: ProgrammeRooms | None
    serves: Callable[[AccountId], bool]

    async def __call__(
        self, work: Work, *, now: datetime, are_read: bool
    ) -> Mapping[str, WantedRoom]:
        """By node. `are_read`: somebody is reading the public pages."""
        wanted: defaultdict[str, WantedRoom] = defaultdict(WantedRoom)
        for card in await work.lookouts.open_cards(otherwise=self.otherwise):
            if self.serves(card[0].chat.account):
                wanted[card[0].room.node].cards.append(card)
        for follow in await work.lookouts.follows(otherwise=self.otherwise):
            if self.serves(follow.chat.account):
                wanted[follow.room.node].follows.append(follow)
        for wish in await work.lookouts.wishes(otherwise=self.otherwise, now=now):
            if self.serves(wish.target.account):
                wanted[wish.room.node].wishes.append(wish)
        if self.programme:
            for room in await self.programme(work, now=now, are_read=are_read):
                wanted[room.node].near = room
        return {node: one for node, one in wanted.items() if not one.room.wants_no_bot}
