"""From what the bot says to the content of an m.room.message. Pure."""

import hashlib
from typing import TypeAlias

from bot.domain.chat import Delivery, DeliveryKey, LineId, Outgoing
from bot.errors import PermanentError

Json: TypeAlias = "dict[str, str | bool | Json]"


def transaction_id(key: DeliveryKey) -> str:
    """The same for the same key, so that the homeserver knows a repeat from a second line.

    Synapse answers a repeat with the event that it made the first time, for the same user, device
    and room, for at least 24 hours.
    """
    return "anker" + hashlib.sha256(key.encode()).hexdigest()[:40]


def content(delivery: Delivery) -> Json:
    """The content to send. Raises `PermanentError` for text that no homeserver takes.

    `m.mentions` is always there and empty: names that people typed must not ring at anybody's.
    """
    said = delivery.outgoing
    _must_be_sendable(said)
    if delivery.edits is None:
        return {**_body(said), **_relation(said)}
    return {
        **_body(said, mark="* "),
        "m.new_content": _body(said),
        "m.relates_to": {"rel_type": "m.replace", "event_id": delivery.edits},
    }


def _body(said: Outgoing, *, mark: str = "") -> Json:
    body: Json = {
        "msgtype": "m.notice" if said.notice else "m.text",
        "body": mark + said.text,
        "m.mentions": {},
    }
    if said.html is not None:
        body["format"] = "org.matrix.custom.html"
        body["formatted_body"] = mark + said.html
    return body


def _relation(said: Outgoing) -> Json:
    """Thread (MSC3440) and reply. Clients without threads show a thread's line as a reply."""
    if said.thread is not None:
        relation: Json = {
            "rel_type": "m.thread",
            "event_id": said.thread,
            "is_falling_back": said.answers is None,
            **_reply(said.answers or said.thread),
        }
        return {"m.relates_to": relation}
    return {"m.relates_to": _reply(said.answers)} if said.answers is not None else {}


def _reply(line: LineId) -> Json:
    return {"m.in_reply_to": {"event_id": line}}


def _must_be_sendable(said: Outgoing) -> None:
    """Refuse what would fail for ever: Synapse answers a lone surrogate with 500, not with 400."""
    text = said.text + (said.html or "")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise PermanentError("the text holds half a character") from error
    if "\0" in text:
        raise PermanentError("the text holds a NUL")
