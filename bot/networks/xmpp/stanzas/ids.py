"""The ids of lines: those that we give, and made-up ones for lines without any. Pure."""

import hashlib
from typing import Final
from xml.etree.ElementTree import Element

from bot.domain.chat import DeliveryKey, LineId
from bot.networks.xmpp.stanzas.elements import CLIENT, SID

_OURS: Final = "ankerplatz-"
_MADE_UP: Final = "unnamed-"
_ORIGIN: Final = "origin-"


def message_id(key: DeliveryKey) -> str:
    """The id and origin-id (XEP-0359) of the line with that key, the same in every attempt."""
    return _OURS + hashlib.sha256(key.encode()).hexdigest()[:40]


def is_own_id(text: str) -> bool:
    """Whether the bot said it, in this life or an earlier one, whatever nick it had."""
    return text.startswith(_OURS)


def names_of(message: Element) -> frozenset[str]:
    """The ids that its sender gave a message: its id, which rooms may change, and its origin-id."""
    marks = message.iterfind(f"{SID}origin-id")
    return frozenset((message.get("id", ""), *(mark.get("id", "") for mark in marks)))


def repeated_id(message: Element, sender: str) -> LineId | None:
    """An id that stays the same when a client sends a message again after it lost its stream.

    None for a client that gives no origin-id.
    """
    mark = message.find(f"{SID}origin-id")
    name = mark.get("id") if mark is not None else None
    body = message.findtext(f"{CLIENT}body")
    if not name or not body:
        return None
    text = f"{sender}\0{name}\0{body}"
    return LineId(_ORIGIN + hashlib.sha256(text.encode()).hexdigest())


def made_up_id(message: Element) -> LineId:
    """For a message that no archive keeps: the same when it comes again in a room's history."""
    parts = (message.get("from"), message.get("id"), message.findtext(f"{CLIENT}body"))
    text = "\0".join(part or "" for part in parts)
    return LineId(_MADE_UP + hashlib.sha256(text.encode()).hexdigest())


def is_made_up(line: LineId) -> bool:
    """Whether nobody but us knows the line by that id."""
    return line.startswith(_MADE_UP)
