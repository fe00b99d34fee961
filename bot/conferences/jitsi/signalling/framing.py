"""XMPP over WebSocket (RFC 7395) for slixmpp, which only knows byte streams.

To slixmpp this is a transport like any other: what it writes becomes frames, and frames become
what a byte stream would have carried.
"""

import asyncio
import re
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError, tostring
from xml.sax.saxutils import quoteattr

import aiohttp
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bot.errors import TransientError

FRAME_LIMIT: Final = 256 * 1024
"""Bytes; the longest stanza of a call (a presence with its media sources) has a few thousand."""

_FRAMING: Final = "urn:ietf:params:xml:ns:xmpp-framing"
_STREAMS: Final = "http://etherx.jabber.org/streams"
_HEADER: Final = "<stream:stream"
_FOOTER: Final = "</stream:stream>"
_START_TAG: Final = re.compile(r"<(stream:)?[\w.-]+(?=( xmlns=)?)")


class FrameTransport(asyncio.Transport):
    """The outgoing half. slixmpp writes one stanza, stream header or stream end at a time."""

    def __init__(self, login_domain: str) -> None:
        super().__init__()
        self._login_domain = login_domain
        self._frames: asyncio.Queue[str | None] = asyncio.Queue()

    def write(self, data: "bytes | bytearray | memoryview[Any]") -> None:
        if frame := outgoing_frame(bytes(data).decode(), self._login_domain):
            self._frames.put_nowait(frame)

    def close(self) -> None:
        self._frames.put_nowait(None)

    def abort(self) -> None:
        self.close()

    def is_closing(self) -> bool:
        return False

    async def send_to(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Send until `close` was called, then close the socket."""
        while (frame := await self._frames.get()) is not None:
            await socket.send_str(frame)
        await socket.close()


def outgoing_frame(text: str, login_domain: str) -> str | None:
    """What slixmpp wrote, as a frame that stands by itself; None for a keep-alive blank."""
    text = text.strip()
    if text.startswith(_HEADER):
        return f"<open xmlns='{_FRAMING}' to={quoteattr(login_domain)} version='1.0'/>"
    if text == _FOOTER:
        return f"<close xmlns='{_FRAMING}'/>"
    start = _START_TAG.match(text)
    if start is None:
        return None
    prefix, namespace = start.groups()
    declared = f" xmlns:stream='{_STREAMS}'" if prefix else ""
    if not namespace:
        declared += " xmlns='jabber:client'"
    return text[: start.end()] + declared + text[start.end() :]


def incoming_stream(frame: str) -> str:
    """A frame as a byte stream would have carried it.

    Raises `TransientError` for anything but one whole XML element.
    """
    try:
        return _stream(fromstring(frame, forbid_dtd=True))
    except (ParseError, DefusedXmlException, ValueError, RecursionError) as error:
        raise TransientError("the WebSocket carried something that is no XMPP") from error


def _stream(element: Element) -> str:
    if element.tag == f"{{{_FRAMING}}}close":
        return _FOOTER
    if element.tag == f"{{{_FRAMING}}}open":
        kept = {name: element.get(name) for name in ("id", "from", "version")}
        attributes = " ".join(f"{name}={quoteattr(value)}" for name, value in kept.items() if value)
        return f"{_HEADER} xmlns='jabber:client' xmlns:stream='{_STREAMS}' {attributes}>"
    return tostring(element, encoding="unicode")
