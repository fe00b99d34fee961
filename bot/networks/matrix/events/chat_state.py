"""What is known of one room, kept from the state events that sync brings."""

from dataclasses import dataclass, field
from typing import Final

from bot.networks.matrix.events.calls import CallRoster
from bot.networks.matrix.events.permissions import Creation, PowerLevels
from bot.networks.matrix.homeserver.loose import text_at

POWER_LEVELS: Final = "m.room.power_levels"

OPENED_FOR: Final = "ankerplatz.opened_for"
"""In the content of m.room.create: the person for whom the bot opened this direct chat."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Who made a room, and for whom they say they did."""

    creator: str | None
    person: str | None


@dataclass(slots=True)
class ChatState:
    """Starts empty; every event of the room that is read is applied to it, in order.

    `encrypted` never goes back, whatever later events say: clients keep to that as well. `gap` is
    the latest gap in what sync told, until somebody asked what came of it: encryption may be on
    although nobody said so here.
    `successor` is where people have moved on to after an upgrade, empty where that was not said;
    `predecessor` where they say that they came from. `call` is who is in the room's own call.
    `levels_in_doubt` is whether others may hold than the `levels` that were told.
    """

    creation: Creation = field(default_factory=Creation)
    opening: Opening | None = None
    levels: PowerLevels | None = None
    levels_in_doubt: bool = False
    encrypted: bool = False
    gap: object | None = None
    predecessor: str | None = None
    successor: str | None = None
    call: CallRoster = field(default_factory=CallRoster)

    @property
    def replaced(self) -> bool:
        return self.successor is not None

    def recall(self, event: object) -> None:
        """As `apply`, with an event from before the newest lines of the room.

        Where its history has a fork, that may be an old one which sync tells again (MSC4222). An
        old m.room.encryption switches nothing off, and an old m.room.tombstone moves nobody who is
        not in a room that names this one. Participants of calls change too often to be asked for,
        but each alone says when: so nobody who left is back. Of power levels see `SyncReader`.
        """
        if not self.call.knows_better(event):
            self.apply(event)

    def apply(self, event: object) -> None:
        """Take over a state event; anything else changes nothing."""
        if is_state(event, "m.room.create"):
            self.creation = Creation.of(event)
            person = text_at(event, "content", OPENED_FOR)
            self.opening = Opening(text_at(event, "sender"), person)
            self.predecessor = text_at(event, "content", "predecessor", "room_id")
        elif is_state(event, POWER_LEVELS):
            levels = PowerLevels.of(event)
            self.levels_in_doubt |= self.levels not in (None, levels)
            self.levels = levels
        elif is_state(event, "m.room.encryption"):
            self.encrypted = True
        elif is_state(event, "m.room.tombstone"):
            self.successor = text_at(event, "content", "replacement_room") or ""
        else:
            self.call.apply(event)


def is_state(event: object, kind: str) -> bool:
    """Whether it is the state event of that type that a room has one of (empty state key)."""
    return text_at(event, "type") == kind and text_at(event, "state_key") == ""
