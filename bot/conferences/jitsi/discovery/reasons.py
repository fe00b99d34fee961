"""Why something on the network did not work, in a sentence for the operator."""

import ssl
from typing import Final

import aiohttp

from bot import unreached

_REASONS: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (aiohttp.ClientSSLError, "no encrypted connection could be made"),
    (ssl.SSLError, "no encrypted connection could be made"),
    (aiohttp.TooManyRedirects, "it redirects in circles"),
    (TimeoutError, "it does not answer in time"),
    (aiohttp.ClientConnectorError, "nobody answers there"),
    (ConnectionRefusedError, "nobody answers there"),
    (aiohttp.ServerDisconnectedError, "it hangs up in the middle"),
    (aiohttp.ClientPayloadError, "it hangs up in the middle"),
    (ConnectionError, "it hangs up in the middle"),
    (aiohttp.InvalidURL, "it names an invalid address"),
    (IndexError, "it names an invalid address"),  # see `address.address_in`
)
"""The first that fits counts."""


def why(error: BaseException) -> str:
    """The end of a sentence that begins with what was tried; nothing foreign is repeated in it."""
    if told := unreached.why(error):
        return told
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return reason
    if isinstance(error, aiohttp.ClientResponseError):  # a WebSocket that is none, too
        return f"it answers {error.status}"
    return "it cannot be reached"
