"""Whether a line starts by naming the bot, and what is left of it without the name."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from bot.domain.calling import without_quotes
from bot.networks.matrix.homeserver.loose import text_at, texts_at

_HTML_LOOKED_AT: Final = 2_000
_REPLY: Final = re.compile(
    r"^(?:\s*<(?P<tag>mx-reply|blockquote)>.*?</(?P=tag)>)+", re.DOTALL | re.IGNORECASE
)
_PILL: Final = re.compile(
    r"""^\s*(?:<p>)?\s*<a\s[^>]*?\bhref=["']([^"'>]*)["'][^>]*>([^<]*)</a>""", re.IGNORECASE
)
_MARKDOWN_LINK: Final = re.compile(r"^\[[^\]]*\]\(([^)\s]*)\)")
_QUOTE_START: Final = ("> <@", "> * <@")
_STOP: Final = r"\s*[?!.]*$"
_AFTER_NAME: Final = re.compile(rf"{_STOP}|\s*[:,]\s*|\s+")
_AFTER_TYPED_NAME: Final = re.compile(r"\s*[:,]\s*")
_AFTER_AT_NAME: Final = re.compile(rf"{_STOP}|[:,]?(?:\s+|$)")
""""@anker:elsewhere.example who" is for somebody else."""


@dataclass(frozen=True, slots=True)
class Called:
    """What was said. `by_name` says whether the line began with the bot's name, cut off here."""

    text: str
    by_name: bool


def called(content: object, *, user_id: str, names: Iterable[str]) -> Called:
    """Read the body of an m.room.message whose `body` is text.

    The bot is named by a pill (a link to it at the start of the formatted body), by a mention
    (m.mentions, MSC3952) whose name the body starts with, by a name typed before a colon or comma,
    or by one typed behind an @. A name further inside is no address, but one behind a quote is.
    """
    body = without_quote(content)
    own = without_quotes(body)
    pill = _pill_text(content, user_id)
    link = _MARKDOWN_LINK.match(own)
    if link and _is_link_to(user_id, link[1]):
        rest = own[link.end() :]
        separator = _AFTER_NAME.match(rest)
        return Called(rest[separator.end() :] if separator else rest, by_name=True)
    is_mention = pill is not None or user_id in texts_at(content, "m.mentions", "user_ids")
    typed = _AFTER_AT_NAME if own.lstrip().startswith("@") else _AFTER_TYPED_NAME
    # the longest first: the user id begins with the localpart, the full name with the first name
    for name in sorted((pill or "", *names), key=len, reverse=True):
        rest = _without(name, own, _AFTER_NAME if is_mention else typed)
        if rest is not None:
            return Called(rest, by_name=True)
    return Called(body, by_name=pill is not None)


def without_quote(content: object) -> str:
    """The body without the quote that older clients put before a reply (rich reply fallback)."""
    body = text_at(content, "body") or ""
    is_reply = text_at(content, "m.relates_to", "m.in_reply_to", "event_id") is not None
    if not (is_reply and body.startswith(_QUOTE_START)):
        return body
    lines = body.split("\n")
    kept = next((i for i, line in enumerate(lines) if not line.startswith(">")), len(lines))
    return "\n".join(lines[kept:]).lstrip("\n")


def _pill_text(content: object, user_id: str) -> str | None:
    formatted = text_at(content, "formatted_body")
    if formatted is None or text_at(content, "format") != "org.matrix.custom.html":
        return None
    start = _REPLY.sub("", formatted)[:_HTML_LOOKED_AT]
    found = _PILL.match(start)
    if found and _is_link_to(user_id, html.unescape(found[1])):
        return html.unescape(found[2])
    return None


def _is_link_to(user_id: str, address: str) -> bool:
    """Whether an address is a matrix.to link or a matrix: URI (MSC2312) of the user."""
    address = unquote(address).partition("?")[0]
    return address in (f"https://matrix.to/#/{user_id}", f"matrix:u/{user_id[1:]}")


def _without(name: str, body: str, after: re.Pattern[str]) -> str | None:
    """What follows the name at the start of the body; None when it does not start with it."""
    name = name.removeprefix("@")
    start = body.lstrip().removeprefix("@")
    if not name or start[: len(name)].casefold() != name.casefold():
        return None
    rest = start[len(name) :]
    separator = after.match(rest)
    return rest[separator.end() :] if separator else None
