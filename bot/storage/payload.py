"""Lines as JSON: what the database keeps of them until they are dealt with."""

import json
from base64 import b64decode, b64encode
from datetime import datetime
from typing import Any

from bot.domain.chat import ChatAddress, ChatKind, ChatRole, LineId, Person, PersonId
from bot.domain.delivery import Outgoing, Picture
from bot.domain.line import Incoming, Reaction


def pack_incoming(line: Incoming) -> str:
    """Everything but id and chat, which are columns, and what only counts as the line arrives."""
    return json.dumps(
        {
            "kind": line.kind,
            "sender": line.sender.id,
            "name": line.sender.name,
            "role": line.role,
            "text": line.text,
            "addressed": line.addressed,
            "sent_at": line.sent_at.isoformat(),
            "thread": line.thread,
            "reaction": line.reaction and _pack_reaction(line.reaction),
            "is_unreadable": line.is_unreadable,
            "answers": line.answers,
            "file_in": line.file_in,
        }
    )


def unpack_incoming(payload: str, *, line: LineId, chat: ChatAddress) -> Incoming:
    """The line that was packed."""
    fields = json.loads(payload)
    return Incoming(
        line=line,
        chat=chat,
        kind=ChatKind(fields["kind"]),
        sender=Person(PersonId(fields["sender"]), fields["name"]),
        role=ChatRole(fields["role"]),
        text=fields["text"],
        addressed=fields["addressed"],
        sent_at=datetime.fromisoformat(fields["sent_at"]),
        thread=fields["thread"],
        reaction=_unpack_reaction(fields.get("reaction")),
        is_unreadable=fields.get("is_unreadable", False),
        answers=fields.get("answers"),
        file_in=fields.get("file_in"),
    )


def pack_outgoing(outgoing: Outgoing) -> str:
    """All of it."""
    return json.dumps(
        {
            "text": outgoing.text,
            "html": outgoing.html,
            "link": outgoing.link,
            "notice": outgoing.notice,
            "answers": outgoing.answers,
            "thread": outgoing.thread,
            "mentions": outgoing.mentions,
            "mentions_all": outgoing.mentions_all,
            "picture": outgoing.picture and _pack_picture(outgoing.picture),
        }
    )


def unpack_outgoing(payload: str) -> Outgoing:
    """The line that was packed, also by an earlier version that knew fewer fields."""
    fields = json.loads(payload)
    mentions = tuple(PersonId(person) for person in fields.pop("mentions", ()))
    picture = _unpack_picture(fields.pop("picture", None))
    return Outgoing(**fields, mentions=mentions, picture=picture)


def _pack_reaction(reaction: Reaction) -> dict[str, object]:
    return {"to": reaction.to, "emoji": reaction.emoji, "takes_back": reaction.takes_back}


def _unpack_reaction(fields: dict[str, Any] | None) -> Reaction | None:
    if fields is None:
        return None
    return Reaction(to=fields["to"], emoji=tuple(fields["emoji"]), takes_back=fields["takes_back"])


def _pack_picture(picture: Picture) -> dict[str, object]:
    return {
        "name": picture.name,
        "data": b64encode(picture.data).decode(),
        "width": picture.width,
        "height": picture.height,
    }


def _unpack_picture(fields: dict[str, Any] | None) -> Picture | None:
    if fields is None:
        return None
    data = b64decode(fields.pop("data"))
    return Picture(**fields, data=data)
