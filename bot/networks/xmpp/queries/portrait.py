"""What the bot says of itself when it is asked (XEP-0030), and the short form of it (XEP-0115)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from bot.networks.xmpp.stanzas.caps import HASH, verification
from bot.networks.xmpp.stanzas.elements import (
    CAPS,
    CLIENT,
    COMMANDS,
    CONFERENCE,
    CORRECT,
    DATA_FORM,
    DISCO_INFO,
    DISCO_ITEMS,
    FALLBACK,
    MUC,
    OOB,
    PING,
    REACTIONS,
    REFERENCE,
    REPLY,
    SID,
    element,
    namespace,
    speakable,
)

PROGRAM: Final = "urn:x-ankerplatz"
"""Names the program in XEP-0115; it leads nowhere."""
COMMAND_LIST: Final = namespace(COMMANDS)

_FEATURES: Final = tuple(
    sorted(
        map(
            namespace,
            (
                *(CAPS, COMMANDS, CONFERENCE, CORRECT, DATA_FORM, DISCO_INFO, DISCO_ITEMS),
                *(FALLBACK, MUC, OOB, PING, REACTIONS, REFERENCE, REPLY, SID),
            ),
        )
    )
)


@dataclass(slots=True)
class Portrait:
    """`name` is the bot's; `status` the words beside its presence, empty for none."""

    name: str
    status: str = ""

    @property
    def version(self) -> str:
        """The verification string of what `info` says."""
        return verification(_info(None, "client", "bot", self.name, _FEATURES))

    def presence(self) -> Iterator[Element]:
        """What a presence says."""
        yield self.caps()
        if self.status:
            yield element(f"{CLIENT}status", text=speakable(self.status))

    def caps(self) -> Element:
        """For presence: who has seen this before need not ask."""
        return element(f"{CAPS}c", hash=HASH, node=PROGRAM, ver=self.version)

    def info(self, node: str | None, titles: Iterable[tuple[str, str]]) -> Element | None:
        """What stands behind a node, the bot itself behind none; None for an unknown one.

        `titles` are those of the commands, by their nodes.
        """
        if not node or node == f"{PROGRAM}#{self.version}":
            return _info(node, "client", "bot", self.name, _FEATURES)
        if node == COMMAND_LIST:
            return _info(node, "automation", "command-list", self.name, ())
        title = dict(titles).get(node)
        if title is None:
            return None
        behind = (namespace(COMMANDS), namespace(DATA_FORM))
        return _info(node, "automation", "command-node", title, behind)

    def items(self, node: str | None, titles: Iterable[tuple[str, str]], *, jid: str) -> Element:
        """What belongs to a node: its commands to the list of them, nothing to any other."""
        listed = titles if node == COMMAND_LIST else ()
        items = (
            element(f"{DISCO_ITEMS}item", jid=jid, node=key, name=name) for key, name in listed
        )
        query = element(f"{DISCO_ITEMS}query", *items)
        if node:
            query.set("node", node)
        return query


def _info(
    node: str | None, category: str, kind: str, name: str, features: Iterable[str]
) -> Element:
    query = element(
        f"{DISCO_INFO}query",
        element(f"{DISCO_INFO}identity", category=category, type=kind, name=name),
        *(element(f"{DISCO_INFO}feature", var=one) for one in features),
    )
    if node:
        query.set("node", node)
    return query
