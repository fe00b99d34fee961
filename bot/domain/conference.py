"""The door to a call: a conference room with its name and link, and the card that announces it."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.chat import ChatAddress, DeliveryKey


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceRoom:
    """A room on the Jitsi server; it exists as a name, also while nobody is in it.

    `name` is shown and stands in the link, `node` is what Jitsi makes of it for signalling: the
    localpart of the room's MUC. `topic` is what people called the call, None where they did not.
    `fixed` says that people chose the name, so that others may guess it.
    """

    name: str
    node: str
    link: str
    topic: str | None
    fixed: bool

    @property
    def title(self) -> str:
        return self.topic or self.name

    @property
    def wants_no_bot(self) -> bool:
        """Whether its name asks bots not to look: `Tea no-bot`."""
        return "no-bot" in self.node or "nobot" in self.node


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The announcement of a room in a chat: one line, edited in place.

    `key` names the line as it was first posted. `revision` counts the edits since. `last_shown`
    stands for what the newest edit shows (`live_card.Face.mark`), empty for the line as it was
    posted; it has no names. `live_since` is the call that the card showed last. A card that is
    `closed_at` some time is not edited again. One that is not `editable` is followed by new lines.
    """

    key: DeliveryKey
    chat: ChatAddress
    room: ConferenceRoom
    posted_at: datetime
    revision: int = 0
    last_shown: str = ""
    live_since: datetime | None = None
    edited_at: datetime | None = None
    closed_at: datetime | None = None
    editable: bool = True
