"""Why a server cannot be spoken with, and what to do about it: its certificate, or its name."""

import socket
import ssl
from collections.abc import Iterator
from typing import Final

_NOT_TRUSTED: Final = (
    "its certificate is signed by nobody who is known here; have it signed by a public authority, "
    "or name the file of yours"
)
_CERTIFICATES: Final = {
    9: "its certificate is not valid yet; see that the clocks here and there are right",
    10: "its certificate has expired; have it renewed there",
    18: _NOT_TRUSTED,
    19: _NOT_TRUSTED,
    20: _NOT_TRUSTED,
    21: _NOT_TRUSTED,
    62: "its certificate is for another name; call it by the name that is in there, or have one "
    "made for this name",
    64: "its certificate is for a name and not for this address; call it by that name",
}
"""By X509_V_ERR_… of OpenSSL."""


NO_NAME: Final = "no such host is known; see that its name is right, and that DNS works here"
_NO_ANSWER: Final = "nobody says where its name leads; see that DNS works on this machine"
_NOT_FOUND: Final = frozenset({1, 4})
"""Of c-ares: ENODATA and ENOTFOUND."""


def why(error: BaseException, *, trust: str = "SSL_CERT_FILE") -> str | None:
    """Half a sentence for the operator; None for what is neither. No text of others is repeated.

    `trust` is where the file of an authority of one's own is named.
    """
    for one in _behind(error):
        # aiohttp's own class of that kind has no code, and the one with it inside
        if isinstance(one, ssl.SSLCertVerificationError) and hasattr(one, "verify_code"):
            told = _CERTIFICATES.get(one.verify_code, "its certificate is not accepted")
            return f"{told} in {trust}" if told == _NOT_TRUSTED else told
        if isinstance(one, socket.gaierror):
            return _NO_ANSWER if one.errno == socket.EAI_AGAIN else NO_NAME
        if type(one).__name__ == "DNSError":  # aiodns, which aiohttp asks where it is installed
            return NO_NAME if one.args[:1] and one.args[0] in _NOT_FOUND else _NO_ANSWER
    return None


def _behind(error: BaseException) -> Iterator[BaseException]:
    """It, and what it was made of: aiohttp keeps that in attributes."""
    yield error
    inner = (
        getattr(error, "certificate_error", None),
        getattr(error, "os_error", None),
        error.__cause__,
    )
    for one in inner:
        if isinstance(one, BaseException):
            yield from _behind(one)
