"""The secret by which the Jitsi server proves itself, as a bearer token (RFC 6750)."""

import hmac

from aiohttp import web


def carries(request: web.Request, secret: str) -> bool:
    """Compares in constant time, so that the time of an answer tells nothing of the secret."""
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    is_right = hmac.compare_digest(shown.encode("utf-8", "surrogateescape"), secret.encode())
    return is_right and scheme.lower() == "bearer"
