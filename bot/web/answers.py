"""Answers that a browser need not load again while they stay the same (RFC 9110 section 13)."""

import hashlib

from aiohttp import web
from aiohttp.typedefs import LooseHeaders


def fresh(
    request: web.Request,
    body: bytes,
    *,
    content_type: str,
    cache: str = "no-cache",
    headers: LooseHeaders | None = None,
) -> web.Response:
    """The body, or 304 where the reader has it already. `cache` is the Cache-Control."""
    tag = hashlib.sha256(body).hexdigest()[:24]
    asked = request.if_none_match or ()
    known = any(one.value in (tag, "*") for one in asked)
    answer = web.Response(status=304) if known else web.Response(body=body, headers=headers)
    if not known:
        answer.headers["Content-Type"] = content_type
    answer.headers["ETag"] = f'"{tag}"'
    answer.headers["Cache-Control"] = cache
    return answer
