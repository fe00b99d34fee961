"""Lines as JSON: what the database keeps of them until they are dealt with."""

import json
from datetime import datetime

from bot.domain.chat import (
    ChatAddress,
    ChatKind,
    ChatRole,
    Incoming,
    LineId,
    Outgoing,
    Person,
    PersonId,
)


def pack_incoming(line: Incoming) -> str:
    """Everything but the line's id and chat, which are columns."""
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
        }
    )


def unpack_outgoing(payload: str) -> Outgoing:
    """The line that was packed."""
    return Outgoing(**json.loads(payload))
