"""JIDs as strings (RFC 7622). What is not a valid one becomes None or empty."""

from slixmpp.jid import JID, InvalidJID


def prepared(jid: str | None) -> str | None:
    """The JID normalised, so that two spellings of it are equal; None if it is not valid."""
    if not jid:
        return None
    try:
        return str(JID(jid))
    except InvalidJID:
        return None


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
