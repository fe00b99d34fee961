"""What is told of a server that cannot be spoken with."""

import socket
import ssl

import pytest

from bot.unreached import why


class DNSError(Exception):
    """As aiodns has it: the number of c-ares comes first."""


def untrusted(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError()
    error.verify_code = code
    return error


def behind(inner: Exception, *, attribute: str) -> Exception:
    """As aiohttp hands it on."""
    outer = OSError()
    setattr(outer, attribute, inner)
    return outer


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (untrusted(10), "its certificate has expired"),
        (untrusted(9), "its certificate is not valid yet"),
        (untrusted(20), "name your authority's file in SSL_CERT_FILE"),
        (untrusted(64), "for a name and not for this address"),
        (untrusted(99), "its certificate is not accepted"),
        (behind(untrusted(62), attribute="certificate_error"), "for another name"),
        (socket.gaierror(socket.EAI_AGAIN, ""), "its name cannot be looked up"),
        (socket.gaierror(socket.EAI_NONAME, ""), "no such host is known"),
        (behind(DNSError(4, "Domain name not found"), attribute="os_error"), "no such host"),
        (behind(DNSError(12, "Timeout"), attribute="os_error"), "its name cannot be looked up"),
    ],
)
def test_a_bad_certificate_or_name_is_told_in_words_of_our_own(error: Exception, told: str) -> None:
    assert told in (why(error) or "")
    outer = OSError()
    outer.__cause__ = error
    assert why(outer) == why(error)


def test_of_anything_else_nothing_is_told() -> None:
    assert why(ConnectionRefusedError()) is None
    assert why(ssl.SSLError(1, "wrong version number")) is None
