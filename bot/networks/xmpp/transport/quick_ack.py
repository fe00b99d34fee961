"""Why a quiet connection answered 40 ms late, and the one system call against it.

Prosody leaves Nagle's algorithm on: a second small packet waits until the first is acknowledged.
Linux delays that acknowledgement by up to 40 ms, hoping that the program will say something to
send it along with. So the line that follows the echo of the bot's own answer was held back on its
way to the bot. asyncio already sets TCP_NODELAY for what we send; for what we receive, the
acknowledgement must be asked for. Linux forgets the wish, so it is repeated with each packet.
"""

import asyncio
import socket
from contextlib import suppress
from typing import Final

_QUICK_ACK: Final[int | None] = getattr(socket, "TCP_QUICKACK", None)


def acknowledge_at_once(transport: asyncio.BaseTransport | None) -> None:
    """Acknowledge what has just been received, where the system can (Linux)."""
    connection = transport.get_extra_info("socket") if transport else None
    if connection is not None and _QUICK_ACK is not None:
        with suppress(OSError):
            connection.setsockopt(socket.IPPROTO_TCP, _QUICK_ACK, 1)
