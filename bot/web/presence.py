"""Whether somebody is in a call, as far as the public may know."""

from dataclasses import dataclass
from typing import Final

from bot.domain.attendance import Liveness
from bot.domain.settings import Presence
from bot.usecases.ports.live import LiveRooms, LiveState
from bot.usecases.programme.public_programme import PublicSeries


@dataclass(frozen=True, slots=True)
class Glimpse:
    """`count` is None where it is not known or not to be shown; there are no names here at all."""

    liveness: Liveness
    count: int | None = None


NOTHING: Final = Glimpse(Liveness.UNKNOWN)


def glimpse(one: PublicSeries, rooms: LiveRooms | None) -> Glimpse:
    """What the chat that the series belongs to lets everybody see."""
    state = None if rooms is None else rooms.state(one.series.room.node)
    return NOTHING if state is None else _cut_down(state, one.presence)


def _cut_down(state: LiveState, presence: Presence) -> Glimpse:
    match presence:
        case Presence.OFF:
            return NOTHING
        case Presence.OPEN:
            return Glimpse(state.liveness)
        case Presence.COUNT | Presence.NAMES:
            return Glimpse(state.liveness, state.count)
