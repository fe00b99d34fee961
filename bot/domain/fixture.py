"""What hangs in a chat beside its lines: a pinned line, and the widget of a call that runs."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.chat import ChatAddress, DeliveryKey, LineId
from bot.domain.conference import ConferenceRoom


class FixtureKind(StrEnum):
    """The kinds of what can hang in a chat."""

    PIN = "pin"
    WIDGET = "widget"


@dataclass(frozen=True, slots=True)
class Pin:
    """A line of the bot among those that the chat has pinned (Matrix m.room.pinned_events)."""

    chat: ChatAddress
    line: LineId

    @property
    def kind(self) -> FixtureKind:
        return FixtureKind.PIN

    @property
    def name(self) -> str:
        return self.line


@dataclass(frozen=True, slots=True)
class CallWidget:
    """A call to be entered in the chat itself (Matrix im.vector.modular.widgets)."""

    chat: ChatAddress
    room: ConferenceRoom

    @property
    def kind(self) -> FixtureKind:
        return FixtureKind.WIDGET

    @property
    def name(self) -> str:
        return self.room.node


Fixture = Pin | CallWidget


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging:
    """A fixture that the bot put up, or began to: then it is not `sure`.

    `name` is the pinned line, or the node of the room.
    """

    chat: ChatAddress
    kind: FixtureKind
    name: str
    sure: bool = False

    def is_of(self, fixture: Fixture) -> bool:
        return (self.chat, self.kind, self.name) == (fixture.chat, fixture.kind, fixture.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedProgramme:
    """A chat's list of what comes next, in one line that is pinned and kept up to date.

    `key` names the line. `shown` stands for what it says now, empty before it is said.
    """

    chat: ChatAddress
    key: DeliveryKey
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerMissing:
    """What the bot would have to be allowed in a chat: the Matrix power level, and its own."""

    needs: int
    has: int
