"""Service discovery (XEP-0030): what somebody on the network can do."""

from typing import Literal, Protocol
from xml.etree.ElementTree import Element

from bot.networks.xmpp.stanzas.elements import DISCO_INFO, element


class Asking(Protocol):
    """What all questions need of the stream; see `Stream.ask`."""

    async def ask(
        self, payload: Element, *, to: str | None = None, kind: Literal["get", "set"] = "get"
    ) -> Element: ...


async def features(stream: Asking, jid: str) -> frozenset[str]:
    """The features that a room or an account announces. Raises like `Stream.ask`."""
    answer = await stream.ask(element(f"{DISCO_INFO}query"), to=jid)
    found = answer.iterfind(f"{DISCO_INFO}query/{DISCO_INFO}feature")
    return frozenset(feature.get("var", "") for feature in found)
