"""Why a server cannot be spoken with, and what to do about it: its certificate, or its name."""

import socket
import ssl
from collections.abc import Iterator
from typing import Final

_NOT_TRUSTED: Final = (
    "its certificate is signed by an authority unknown here; use one of a public authority, or "
    "name your authority's file"
)
_CERTIFICATES: Final = {
    9: "its certificate is not valid yet; check the clocks here and there",
    10: "its certificate has expired; renew it there",
    18: _NOT_TRUSTED,
    19: _NOT_TRUSTED,
    20: _NOT_TRUSTED,
    21: _NOT_TRUSTED,
    62: "its certificate is for another name; use the name in the certificate, or get one for this "
    "name",
    64: "its certificate is for a name and not for this address; use that name",
}
"""By X509_V_ERR_… of OpenSSL."""


NO_NAME: Final = "no such host is known; check its name, and that DNS works here"
_NO_ANSWER: Final = "its name cannot be looked up; check that DNS works on this machine"
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
