"""What a card shows of the call in its room, and when it may be edited."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.attendance import Liveness, Occupant, shown
from bot.domain.conference import Card
from bot.domain.live import CallState
from bot.domain.settings import Presence

EDIT_PAUSE: Final = timedelta(seconds=10)
"""At least so long between two edits: some clients show each one, and servers count them."""
LET_GO: Final = timedelta(hours=6)
"""After so long without anybody in its room, a card is left as it is."""
_NAMED: Final = "with names"


class Aspect(StrEnum):
    """Which of its sentences a card says."""

    NOBODY = "nobody"
    LIVE = "live"
    ENDED = "ended"
    UNSEEN = "unseen"
    """A call ran, and the server does not tell any more."""
    ELSEWHERE = "elsewhere"
    """A newer card of the same room in the same chat tells of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What a card says of the call; two that are equal need no edit between them.

    `until` is when it ended, or since when it is unseen. `seen_at` and `source` are where the
    newest answer comes from. A card is posted with the face that has nothing in it.
    """

    aspect: Aspect = Aspect.NOBODY
    began_at: datetime | None = None
    until: datetime | None = None
    count: int | None = None
    occupants: tuple[Occupant, ...] | None = None
    seen_at: datetime | None = field(default=None, compare=False)
    source: str = field(default="", compare=False)

    @property
    def mark(self) -> str:
        """Stands for the face on disk, where names never are: empty for a card as it was posted."""
        if self == AS_POSTED:
            return ""
        if self.occupants:
            return _NAMED
        times = (moment and int(moment.timestamp()) for moment in (self.began_at, self.until))
        return " ".join(map(str, (self.aspect, *times, self.count)))


AS_POSTED: Final = Face()
"""What a card shows before anybody came."""
SUPERSEDED: Final = Face(aspect=Aspect.ELSEWHERE)
"""What the older of two cards shows for good."""
_LAST: Final = frozenset({Aspect.ENDED, Aspect.ELSEWHERE})


def face(card: Card, state: CallState, presence: Presence, *, now: datetime) -> Face:
    """What a card is to show in a chat with this `presence`."""
    if presence is Presence.OFF:
        return AS_POSTED
    if state.began_at is None:
        return _face_of_the_past(card, state)
    if state.is_silent(now) or state.known is None:
        return Face(aspect=Aspect.UNSEEN, began_at=state.began_at, until=state.silent_at)
    seen = shown(state.known, presence)
    if seen.liveness is Liveness.EMPTY:
        return Face(began_at=state.began_at, seen_at=seen.seen_at, source=seen.source)
    return Face(
        aspect=Aspect.LIVE,
        began_at=state.began_at,
        count=seen.count,
        occupants=seen.occupants and tuple(sorted(seen.occupants, key=lambda one: one.name)),
        seen_at=seen.seen_at,
        source=seen.source,
    )


def _face_of_the_past(card: Card, state: CallState) -> Face:
    """Only a card that showed the call tells of its end."""
    if state.past is None or card.live_since is None:
        return AS_POSTED
    return Face(aspect=Aspect.ENDED, began_at=state.past.began_at, until=state.past.ended_at)


def edit_due(card: Card, wanted: Face, *, shows: Face | None, now: datetime) -> datetime | None:
    """When the card may be edited to show that face; None when it shows it already.

    `shows` is what it shows as far as this process knows; otherwise its mark has to do.
    """
    same = wanted == shows if shows else wanted.mark == card.last_shown != _NAMED
    if same:
        return None
    if card.edited_at is None or card.edited_at > now:  # or the clock was set back since
        return now
    return max(now, card.edited_at + EDIT_PAUSE)


def edited(card: Card, wanted: Face, *, now: datetime) -> Card:
    """The card with that face. With the end of the call, or a newer card, it is closed."""
    return replace(
        card,
        revision=card.revision + 1,
        last_shown=wanted.mark,
        live_since=wanted.began_at,
        edited_at=now,
        closed_at=now if wanted.aspect in _LAST else None,
    )


def is_let_go(card: Card, state: CallState, *, now: datetime) -> bool:
    """Whether nobody can be expected to come any more."""
    if state.known and state.began_at and not state.is_silent(now):
        return False
    return now - max(card.posted_at, card.edited_at or card.posted_at) > LET_GO
