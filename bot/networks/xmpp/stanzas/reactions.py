"""Reactions to a line (XEP-0444). Pure."""

from typing import Final
from xml.etree.ElementTree import Element

from bot.domain.chat import LineId
from bot.domain.line import Reaction
from bot.networks.xmpp.stanzas.elements import REACTIONS

_LONGEST_EMOJI: Final = 64
"""Characters. Some are built of many."""
_MOST: Final = 32


def reaction(message: Element) -> Reaction | None:
    """All emoji that its sender now has under a line, each once; None for any other message."""
    found = message.find(f"{REACTIONS}reactions")
    to = None if found is None else found.get("id")
    if found is None or not to:
        return None
    texts = (child.text or "" for child in found.iterfind(f"{REACTIONS}reaction"))
    emoji = dict.fromkeys(text.strip() for text in texts if len(text) <= _LONGEST_EMOJI)
    return Reaction(to=LineId(to), emoji=tuple(filter(None, emoji))[:_MOST])
