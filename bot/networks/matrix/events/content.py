"""From what the bot says to the content of an m.room.message. Pure."""

import hashlib
from typing import Final, TypeAlias

from bot.domain.chat import DeliveryKey, LineId
from bot.domain.delivery import Delivery, Outgoing, Picture
from bot.errors import PermanentError

PICTURE_TYPE: Final = "image/png"

Json: TypeAlias = "dict[str, str | int | bool | list[str] | Json]"


def transaction_id(key: DeliveryKey) -> str:
    """The same for the same key, so that the homeserver knows a repeat from a second line.

    Synapse answers a repeat with the event that it made the first time, for the same user, device
    and room, for at least 24 hours.
    """
    return "anker" + hashlib.sha256(key.encode()).hexdigest()[:40]


def content(delivery: Delivery, *, picture: "Json | None" = None) -> Json:
    """The content to send. Raises `PermanentError` for text that no homeserver takes.

    `m.mentions` is always there, and names only those whom the line is to notify: a name that
    somebody typed must notify nobody. An edit notifies nobody a second time (MSC3952).
    `picture` says where the picture of the line was put (`url`, or `file` when encrypted); its text
    becomes the caption (MSC2530). Without it the text alone is said.
    """
    said = delivery.outgoing
    _must_be_sendable(said)
    if delivery.edits is None:
        return {**_body(said, picture=picture), **_relation(said)}
    return {
        **_body(said, picture=picture, mark="* "),
        "m.mentions": {},
        "m.new_content": _body(said, picture=picture),
        "m.relates_to": {"rel_type": "m.replace", "event_id": delivery.edits},
    }


def _body(said: Outgoing, *, picture: "Json | None", mark: str = "") -> Json:
    body: Json = {
        "msgtype": "m.notice" if said.notice else "m.text",
        "body": mark + said.text,
        "m.mentions": _mentions(said),
    }
    if said.html is not None:
        body["format"] = "org.matrix.custom.html"
        body["formatted_body"] = mark + said.html
    if picture is not None and said.picture is not None:
        body |= {"msgtype": "m.image", "filename": said.picture.name, "info": _info(said.picture)}
        body |= picture
    return body


def _info(picture: Picture) -> Json:
    return {
        "mimetype": PICTURE_TYPE,
        "size": len(picture.data),
        "w": picture.width,
        "h": picture.height,
    }


def _mentions(said: Outgoing) -> Json:
    mentions: Json = {"room": True} if said.mentions_all else {}
    return {**mentions, "user_ids": list[str](said.mentions)} if said.mentions else mentions


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
