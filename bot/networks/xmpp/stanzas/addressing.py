"""What a line answers, whether it is addressed to the bot, and its words without all that. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from bot.domain.calling import AFTER_A_NAME, called
from bot.domain.chat import LineId
from bot.networks.xmpp.stanzas.elements import (
    CLIENT,
    FALLBACK,
    REFERENCE,
    REPLY,
    XML_LANG,
    namespace,
)


@dataclass(frozen=True, slots=True)
class SaidWords:
    """The words of a line; `by_name` says that it began by naming the bot."""

    text: str
    by_name: bool


def said(message: Element, *, nick: str, addresses: Sequence[str]) -> SaidWords | None:
    """What a message says, None when it has no body.

    The bot is named by `Nick: …`, `Nick, …`, `@Nick …`, or by an XEP-0372 mention of one of its
    `addresses` at the beginning. Of several bodies the one without a language goes first.
    """
    bodies = message.findall(f"{CLIENT}body")
    bodies.sort(key=lambda body: XML_LANG in body.attrib)
    if not bodies or not bodies[0].text:
        return None
    body = bodies[0].text
    begin, end = _fallback(message, len(body))
    text = body[:begin] + body[end:]
    referenced = _mention(message, body, addresses) - (end - begin)
    if referenced > 0:
        return SaidWords(text[referenced:].lstrip(AFTER_A_NAME).rstrip(), by_name=True)
    words = called(text.strip(), nick)
    return (
        SaidWords(text.strip(), by_name=False) if words is None else SaidWords(words, by_name=True)
    )


def answered(message: Element) -> LineId | None:
    """The line that a message replies to (XEP-0461)."""
    reply = message.find(f"{REPLY}reply")
    name = None if reply is None else reply.get("id")
    return LineId(name) if name else None


def _fallback(message: Element, length: int) -> tuple[int, int]:
    """The range of the quotation that is there for clients without XEP-0461 (XEP-0428)."""
    for fallback in message.iterfind(f"{FALLBACK}fallback[@for='{namespace(REPLY)}']"):
        body = fallback.find(f"{FALLBACK}body")
        if body is not None:
            begin, end = _number(body.get("start")), _number(body.get("end"))
            if 0 <= begin < end <= length:
                return begin, end
    return 0, 0


def _mention(message: Element, body: str, addresses: Sequence[str]) -> int:
    """The end of a mention of the bot at the start, after space and quotation; 0 if none."""
    quoted = _fallback(message, len(body))[1]
    for reference in message.iterfind(f"{REFERENCE}reference[@type='mention']"):
        begin, end = _number(reference.get("begin")), _number(reference.get("end"))
        target = unquote(reference.get("uri", "").removeprefix("xmpp:"))
        is_first = 0 <= begin < end <= len(body) and not body[quoted:begin].strip(" \t\n@")
        if is_first and target.casefold() in addresses:
            return end
    return 0


def _number(text: str | None) -> int:
    """A count of characters; -1 for anything else."""
    return int(text) if text and re.fullmatch("[0-9]{1,7}", text) else -1
