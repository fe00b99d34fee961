"""JIDs as strings (RFC 7622). What is not a valid one becomes None or empty."""

from typing import Final
from unicodedata import category

from slixmpp.jid import JID, InvalidJID

_LONGEST: Final = 1023
"""Bytes of a resource."""


def prepared(jid: str | None) -> str | None:
    """The JID normalised, so that two spellings of it are equal; None if it is not valid.

    slixmpp knows the characters of Unicode 3.2 (RFC 3454), and emoji in a nick are later ones. So a
    resource that it refuses is taken as the server spells it.
    """
    if not jid:
        return None
    exact = strictly_prepared(jid)
    if exact is not None:
        return exact
    bare, resource = strictly_prepared(bare_of(jid)), resource_of(jid)
    return f"{bare}/{resource}" if bare and _is_sound(resource) else None


def strictly_prepared(jid: str) -> str | None:
    """As slixmpp has it, which refuses more than servers do."""
    try:
        return str(JID(jid))
    except InvalidJID:
        return None


def _is_sound(resource: str) -> bool:
    """Whether a server can have let it pass (RFC 7622, section 3.4)."""
    if {category(character) for character in resource} & {"Cc", "Cs"}:  # controls, half characters
        return False
    return 0 < len(resource.encode()) <= _LONGEST


def bare_of(jid: str) -> str:
    """`anna@example.org` of `anna@example.org/phone`."""
    return jid.partition("/")[0]


def resource_of(jid: str) -> str:
    """`phone` of `anna@example.org/phone`; in a group chat the nick. May hold slashes."""
    return jid.partition("/")[2]


def domain_of(jid: str) -> str:
    """`example.org` of `anna@example.org/phone`."""
    return bare_of(jid).rpartition("@")[2]


def local_of(jid: str) -> str:
    """`anna` of `anna@example.org/phone`; empty for a server."""
    return bare_of(jid).rpartition("@")[0]
