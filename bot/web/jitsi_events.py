"""Where modules on the Jitsi server post what happens in its rooms.

Jitsi's `event_sync` posts to `events/room/created` and the like, with the secret as a bearer. The
project's own module posts to `events/ankerplatz`, and signs what it posts, so that the secret does
not travel.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Final, cast

from aiohttp import web

from bot.usecases.ports.conferences import ConferenceEvents
from bot.web.bearer import carries

SIGNATURE: Final = "X-Ankerplatz-Signature"
"""The header with `sha256=` and the HMAC-SHA256 of the body under the secret, in hex."""

_PATH: Final = "/jitsi/events"


def routes(events: ConferenceEvents, *, secret: str) -> list[web.RouteDef]:
    """Hands posts that carry the secret to `events`.

    Answers 204, and where nothing is changed: 401 without the secret, 413 for more than the server
    takes, 400 with the reason for what is not a post.
    """

    async def take(request: web.Request) -> web.Response:
        body = await request.read()
        if not _is_authentic(request, body, secret):
            raise web.HTTPUnauthorized(
                text="the secret is missing or wrong", headers={"WWW-Authenticate": "Bearer"}
            )
        try:
            kind = request.match_info.get("kind", "").rstrip("/")
            events.take(kind, _object(body))
        except ValueError as error:
            raise web.HTTPBadRequest(text=str(error)) from error
        return web.Response(status=204)

    return [web.post(_PATH, take), web.post(_PATH + "/{kind:.+}", take)]


def _is_authentic(request: web.Request, body: bytes, secret: str) -> bool:
    """A signature, where there is one, is compared in constant time as a bearer is."""
    signature = request.headers.get(SIGNATURE)
    if signature is None:
        return carries(request, secret)
    signed = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(signature.encode("utf-8", "surrogateescape"), signed.encode())


def _demand_whole_signs(value: object) -> None:
    """JSON can spell half of a surrogate pair, which nobody can show. Raises `ValueError`."""
    json.dumps(value, ensure_ascii=False).encode()


def _object(body: bytes) -> Mapping[str, object]:
    try:
        value: object = json.loads(body.decode("utf-8-sig"))
        if b"\\ud" in body.lower():
            _demand_whole_signs(value)
    except (ValueError, RecursionError) as error:
        raise ValueError("the body is no JSON in UTF-8") from error
    if not isinstance(value, dict):
        raise ValueError("the body is no JSON object")  # noqa: TRY004 -- as for all that is wrong
    return cast("Mapping[str, object]", value)
