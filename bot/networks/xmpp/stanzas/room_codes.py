"""The status codes in what rooms say themselves (XEP-0045, section 15.6). Pure."""

from typing import Final
from xml.etree.ElementTree import Element

from bot.errors import AnkerplatzError, PermanentError, TransientError
from bot.networks.xmpp.stanzas.elements import MUC_USER

OWN: Final = "110"
CREATED: Final = "201"
NEW_NICK: Final = "303"
OTHERS_SHOWN: Final = frozenset({"172", "173"})
"""From now on the room shows real JIDs to everybody, or to moderators only."""
_BANNED: Final = "301"
_KICKED: Final = "307"
_MEMBERS_ONLY: Final = frozenset({"321", "322"})


class KickedError(TransientError):
    """Somebody kicked the bot, without a ban."""


class GoneError(TransientError):
    """No such room; after a crash of its server people may be about to make it again."""


def codes_of(stanza: Element) -> frozenset[str]:
    """The status codes in a presence or a message."""
    statuses = stanza.iterfind(f"{MUC_USER}x/{MUC_USER}status")
    return frozenset(status.get("code", "") for status in statuses)


def exit_of(presence: Element) -> AnkerplatzError:
    """Why the bot is not in the room any more, and so whether it may come back."""
    codes = codes_of(presence)
    if presence.find(f"{MUC_USER}x/{MUC_USER}destroy") is not None:
        return PermanentError("the room was destroyed")
    if _BANNED in codes:
        return PermanentError("banned")
    if codes & _MEMBERS_ONLY:
        return PermanentError("the room is for members only")
    if _KICKED in codes:
        return KickedError("kicked")
    return TransientError("the room put us out")
