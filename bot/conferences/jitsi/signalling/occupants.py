"""Reads what a conference's MUC says: its XEP-0030 info, and the presences of who is in it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from xml.etree.ElementTree import Element

from bot.domain.attendance import Occupant
from bot.domain.naming import shown_name

_DATA: Final = "{jabber:x:data}"
_MUC_USER: Final = "{http://jabber.org/protocol/muc#user}"
_NICK: Final = "{http://jabber.org/protocol/nick}nick"
_ENDPOINT_ID: Final = re.compile(r"[0-9a-f]{8}")
MOST_TOLD: Final = 1_000_000
"""Nobody counts that many people in one room; a database may not even take the number."""
_NUMBER: Final = re.compile(r"[0-9]{1,6}")
_MILLISECONDS: Final = re.compile(r"[0-9]{12,14}")
"""The years 1973 to 5138."""
_MACHINES: Final = ("jibri", "recorder", "transcriber")
_OPT_OUT: Final = "no-bot"
_SELF: Final = "110"
"""The status code of one's own presence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One occupant as their presence shows them; `jid` is the real one, empty where it is hidden.

    `is_self` marks the bot's own seat.
    """

    nick: str
    jid: str
    name: str
    is_self: bool = False


def began(info: Element) -> datetime | None:
    """When the call began (UTC), as Jitsi's modules add it to a room's info; None without."""
    value = info.findtext(f".//{_DATA}field[@var='muc#roominfo_created_timestamp']/{_DATA}value")
    return instant(value)


def instant(milliseconds: object) -> datetime | None:
    """Milliseconds since 1970, as a number or as its digits; None for anything else."""
    text = str(milliseconds) if isinstance(milliseconds, int | str) else ""
    if not _MILLISECONDS.fullmatch(text):
        return None
    return datetime.fromtimestamp(int(text) / 1000, UTC)


def occupants_told(info: Element) -> int | None:
    """How many a room says it has (XEP-0045 roominfo), of any kind; None when it does not say."""
    value = info.findtext(f".//{_DATA}field[@var='muc#roominfo_occupants']/{_DATA}value", "")
    return int(value) if _NUMBER.fullmatch(value) else None


def people_told(number: object) -> int | None:
    """How many people JSON says there are; None for what cannot be so many."""
    if isinstance(number, bool) or not isinstance(number, int):
        return None
    return number if 0 <= number < MOST_TOLD else None


def seat(presence: Element) -> Seat | None:
    """The seat that a presence tells of, None when it tells of somebody who left."""
    about = presence.find(f"{_MUC_USER}x")
    if about is None or presence.get("type") is not None:
        return None
    nick = presence.get("from", "").partition("/")[2]
    item = about.find(f"{_MUC_USER}item")
    codes = {status.get("code") for status in about.iter(f"{_MUC_USER}status")}
    return Seat(
        nick=nick,
        jid="" if item is None else item.get("jid", ""),
        name=_name(presence, nick),
        is_self=_SELF in codes,
    )


def is_person(seat: Seat, *, hidden_domain: str | None) -> bool:
    """Not the bot itself, not a machine, and not somebody who does not want to be seen.

    Who waits in the lobby sits in another MUC and is never seen here.
    """
    machine = is_machine(seat.jid, nick=seat.nick, hidden_domain=hidden_domain)
    return not (seat.is_self or machine or opts_out(seat.name))


def is_machine(jid: str, *, nick: str, hidden_domain: str | None) -> bool:
    """The focus, a recorder or transcriber, or anybody from the hidden domain.

    `jid` is the real one; either of the two may be empty.
    """
    local, _, rest = jid.partition("@")
    domain = rest.partition("/")[0]
    focus = nick == "focus" or (local == "focus" and domain.startswith("auth."))
    recorder = nick.startswith(_MACHINES) or local.startswith(_MACHINES)
    hidden = domain.startswith("recorder.") or (bool(domain) and domain == hidden_domain)
    return focus or recorder or hidden


def opts_out(name: str) -> bool:
    """Whether that name, a person's or a room's, says that the bot is to keep out."""
    return _OPT_OUT in name.lower()


def named(people: Iterable[Seat]) -> tuple[Occupant, ...]:
    """The people, by name."""
    return tuple(Occupant(name) for name in sorted((one.name for one in people), key=str.casefold))


def _name(presence: Element, nick: str) -> str:
    """Jitsi shows it beside the nick, which is a random id; elsewhere the nick is the name."""
    shown = presence.findtext(_NICK)
    if shown is None:
        shown = "" if _ENDPOINT_ID.fullmatch(nick) else nick
    return shown_name(shown)
