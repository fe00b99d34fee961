"""One row of the outbox in memory."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from bot.domain.chat import ChatAddress, DeliveryKey, LineId
from bot.domain.delivery import Outgoing, Urgency
from bot.domain.subject import Subject


class RowState(Enum):
    """How far a row has come. HELD is an edit whose original is not sent yet."""

    HELD = auto()
    WAITING = auto()
    CLAIMED = auto()
    SENT = auto()
    FAILED = auto()
    EXPIRED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """One thing to say. `outgoing` is None once the row is finished."""

    id: int
    place: int
    key: DeliveryKey
    chat: ChatAddress
    outgoing: Outgoing | None
    urgency: Urgency
    edits: DeliveryKey | None
    edits_line: LineId | None = None
    expires_at: datetime | None
    state: RowState
    visible_at: datetime
    attempts: int = 0
    first_tried_at: datetime | None = None
    owner: str | None = None
    posted: LineId | None = None
    about: Subject | None = None
    finished_at: datetime | None = None
    refusal: str | None = None
    added_at: datetime

    @property
    def order(self) -> tuple[int, int]:
        return (self.urgency, self.place)

    def expired(self, now: datetime) -> bool:
        free = self.state is RowState.WAITING or (
            self.state is RowState.CLAIMED and self.visible_at <= now
        )
        return free and self.expires_at is not None and self.expires_at <= now
