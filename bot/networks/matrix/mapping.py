"""From a Matrix event, as JSON, to a line that a person wrote. Pure, and never raises."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.domain.chat import (
    ChatAddress,
    ChatKind,
    ChatRole,
    Incoming,
    LineId,
    Person,
    PersonId,
)
from bot.networks.matrix.loose import at, mapping_at, number_at, text_at
from bot.networks.matrix.mentions import called

LONGEST_LINE: Final = 16_384
"""Characters. Nobody types more to a bot, and what pastes more means others."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where a line was said, as far as its meaning hangs on it."""

    chat: ChatAddress
    kind: ChatKind
    own_id: str
    own_names: Sequence[str]
    name_of: Callable[[str], str]
    role_of: Callable[[str], ChatRole]


def incoming(event: object, scene: Scene) -> Incoming | None:
    """The line that an event stands for; None for all that is not one.

    Not lines are: what the bot itself or another bot (m.notice) says, edits (m.replace), redacted
    and encrypted events, and whatever is not built as the specification says.
    """
    line = text_at(event, "event_id")
    sender = text_at(event, "sender")
    sent_at = moment(event)
    if not (line and sender and sent_at) or sender == scene.own_id or not _is_plain_text(event):
        return None
    content = mapping_at(event, "content")
    said = called(content, user_id=scene.own_id, names=scene.own_names)
    is_thread = text_at(content, "m.relates_to", "rel_type") == "m.thread"
    root = text_at(content, "m.relates_to", "event_id") if is_thread else None
    return Incoming(
        line=LineId(line),
        chat=scene.chat,
        kind=scene.kind,
        sender=Person(PersonId(sender), scene.name_of(sender)),
        role=scene.role_of(sender),
        text=said.text,
        addressed=said.by_name or scene.kind is ChatKind.DIRECT,
        sent_at=sent_at,
        thread=LineId(root) if root else None,
    )


def moment(event: object) -> datetime | None:
    """When the sender's homeserver took the event (aware, UTC)."""
    milliseconds = number_at(event, "origin_server_ts")
    if milliseconds is None:
        return None
    try:
        return _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None


def _is_plain_text(event: object) -> bool:
    content = mapping_at(event, "content")
    body = text_at(content, "body")
    return (
        text_at(event, "type") == "m.room.message"
        and at(event, "state_key") is None
        and at(event, "unsigned", "redacted_because") is None
        and text_at(content, "msgtype") == "m.text"
        and text_at(content, "m.relates_to", "rel_type") != "m.replace"
        and body is not None
        and len(body) <= LONGEST_LINE
    )
