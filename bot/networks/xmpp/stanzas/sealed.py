"""Encrypted messages (XEP-0384) as stanzas: what is seen of them from outside. Pure."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from typing import Final
from xml.etree.ElementTree import Element

from bot.domain.line import Incoming
from bot.networks.xmpp.stanzas.elements import CLIENT, OMEMO, element, speakable

_ENCRYPTED: Final = f"{OMEMO}encrypted"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A message whose words are encrypted, and how it is read once they are known.

    `sender` is the bare JID whose keys must open it; None where a room does not show who that is.
    """

    message: Element
    sender: str | None
    read: Callable[[Element], Incoming | None]

    @property
    def content(self) -> Element:
        """What is to be opened."""
        found = self.message.find(_ENCRYPTED)
        return Element(_ENCRYPTED) if found is None else found

    @property
    def has_words(self) -> bool:
        """Some carry only keys."""
        return self.content.find(f"{OMEMO}payload") is not None

    def unread(self) -> Incoming | None:
        """The line without its words; None if whatever they are, it would be none for the bot."""
        line = self.saying("…")
        return replace(line, text="", is_unreadable=True) if line else None

    def saying(self, text: str) -> Incoming | None:
        """The line as if it had been written without encryption.

        Only words are encrypted: all other elements come from whoever may write them.
        """
        plain = copy(self.message)
        for veil in [*plain.iterfind(f"{CLIENT}body"), *plain.iterfind(_ENCRYPTED)]:
            plain.remove(veil)
        plain.append(element(f"{CLIENT}body", text=speakable(text)))
        return self.read(plain)


def is_sealed(message: Element) -> bool:
    """Whether its words are encrypted in the way that the bot can open."""
    return message.find(_ENCRYPTED) is not None
