"""From a Matrix event, as JSON, to what a person wrote or did there. Pure, and never raises."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.domain.chat import ChatAddress, ChatKind, ChatRole, LineId, Person, PersonId
from bot.domain.line import Incoming, Reaction
from bot.networks.matrix.events.mentions import Called, called
from bot.networks.matrix.homeserver.loose import at, mapping_at, number_at, text_at

LONGEST_LINE: Final = 16_384
"""Characters. Nobody types more to a bot, and what pastes more means others."""

LONGEST_EMOJI: Final = 64
"""Characters. Some are built of many; the key of a reaction may be any text."""

_LONGEST_ID: Final = 255
"""Bytes (specification: Common Identifier Format)."""

_NOTHING_SAID: Final = Called("", by_name=False)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where a line was said, as far as its meaning hangs on it.

    `in_our_time` turns a moment by the homeserver's clock into one by ours.
    """

    chat: ChatAddress
    kind: ChatKind
    own_id: str
    own_names: Sequence[str]
    name_of: Callable[[str], str]
    role_of: Callable[[str], ChatRole]
    in_our_time: Callable[[datetime], datetime]


def incoming(event: object, scene: Scene) -> Incoming | None:
    """The line or reaction that an event stands for; None for all that is neither.

    Not lines are: what the bot itself or another bot (m.notice) says, edits (m.replace), redacted
    and encrypted events, and whatever is not built as the specification says.
    """
    if _is_line(event):
        content = mapping_at(event, "content")
        said = called(content, user_id=scene.own_id, names=scene.own_names)
        return _incoming(event, scene, said=said)
    reaction = _reaction(event)
    return _incoming(event, scene, reaction=reaction) if reaction else None


def unreadable(event: object, scene: Scene) -> Incoming | None:
    """The line that an encrypted event may stand for, when it cannot be decrypted."""
    return _incoming(event, scene, is_unreadable=True)


def _incoming(
    event: object,
    scene: Scene,
    *,
    said: Called = _NOTHING_SAID,
    reaction: Reaction | None = None,
    is_unreadable: bool = False,
) -> Incoming | None:
    line = _line_at(event, "event_id")
    sender = _id_at(event, "sender")
    sent_at = moment(event)
    if not (line and sender and sent_at) or sender == scene.own_id:
        return None
    relation = mapping_at(event, "content", "m.relates_to")
    root = _line_at(relation, "event_id") if text_at(relation, "rel_type") == "m.thread" else None
    answers = _answered(relation)
    file_in = line if _is_captioned_file(event) else answers
    return Incoming(
        line=line,
        chat=scene.chat,
        kind=scene.kind,
        sender=Person(PersonId(sender), scene.name_of(sender)),
        role=scene.role_of(sender),
        text=said.text,
        addressed=said.by_name or scene.kind is ChatKind.DIRECT,
        sent_at=scene.in_our_time(sent_at),
        thread=root,
        reaction=reaction,
        is_unreadable=is_unreadable,
        answers=answers,
        file_in=file_in,
    )


def _line_at(value: object, *path: str) -> LineId | None:
    found = _id_at(value, *path)
    return LineId(found) if found else None


def _id_at(value: object, *path: str) -> str | None:
    """None also where a stranger wrote what nothing is called: not every database takes it."""
    found = text_at(value, *path) or ""
    is_sound = found.isprintable() and len(found.encode()) <= _LONGEST_ID
    return found if found and is_sound else None


def moment(event: object) -> datetime | None:
    """When the sender's homeserver took the event (aware, UTC)."""
    return instant(number_at(event, "origin_server_ts"))


def instant(milliseconds: int | None) -> datetime | None:
    """The time of a Matrix stamp (aware, UTC); None for none, or one that no calendar has."""
    if milliseconds is None:
        return None
    try:
        return _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None


def _reaction(event: object) -> Reaction | None:
    """An m.reaction, or a redaction of anything, which may have been one.

    What a redaction takes back stands in its content since room version 11 (MSC2174).
    """
    if at(event, "state_key") is not None:
        return None
    match text_at(event, "type"):
        case "m.reaction":
            relation = mapping_at(event, "content", "m.relates_to")
            to, emoji = _line_at(relation, "event_id"), text_at(relation, "key")
            is_annotation = text_at(relation, "rel_type") == "m.annotation"
            if not (is_annotation and to and emoji) or len(emoji) > LONGEST_EMOJI:
                return None
            return Reaction(to=to, emoji=(emoji,))
        case "m.room.redaction":
            gone = _line_at(event, "content", "redacts") or _line_at(event, "redacts")
            return Reaction(takes_back=gone) if gone else None
        case _:
            return None


def _answered(relation: object) -> LineId | None:
    """The line that somebody replies to; in a thread clients name the last one unasked."""
    is_fallback = at(relation, "is_falling_back") is True
    return None if is_fallback else _line_at(relation, "m.in_reply_to", "event_id")


def _is_captioned_file(event: object) -> bool:
    """Whether the body is what somebody wrote and not the name of the file (MSC2530)."""
    content = mapping_at(event, "content")
    name = text_at(content, "filename")
    return text_at(content, "msgtype") == "m.file" and name not in (None, text_at(content, "body"))


def _is_line(event: object) -> bool:
    content = mapping_at(event, "content")
    body = text_at(content, "body")
    return (
        text_at(event, "type") == "m.room.message"
        and at(event, "state_key") is None
        and at(event, "unsigned", "redacted_because") is None
        and (text_at(content, "msgtype") == "m.text" or _is_captioned_file(event))
        and text_at(content, "m.relates_to", "rel_type") != "m.replace"
        and body is not None
        and len(body) <= LONGEST_LINE
    )
