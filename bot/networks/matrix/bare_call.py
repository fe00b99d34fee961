"""Calls of the client API that nio has no function for, through its connection."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import quote, urlencode

import nio

from bot.networks.matrix.errors import guarded, judged
from bot.networks.matrix.loose import at

_CLIENT_API: Final = "/_matrix/client/v3/"
_UPLOAD: Final = "/_matrix/media/v3/upload"


async def bare_call(
    client: nio.AsyncClient,
    method: str,
    *path: str,
    query: Mapping[str, str] | None = None,
    body: Mapping[str, object] | None = None,
    seconds: float,
) -> object:
    """The body of the answer, as JSON. Raises what `settle` raises."""
    url = _CLIENT_API + "/".join(quote(part, safe="") for part in path)
    data = None if body is None else json.dumps(body)
    call = _ask(client, method, f"{url}?{urlencode(query or {})}", data, seconds=seconds)
    return await guarded(call, seconds=seconds)


async def upload(client: nio.AsyncClient, data: bytes, *, kind: str, seconds: float) -> object:
    """Put a file of that media type into the media repository. As `bare_call`.

    nio has a function for it, but forgets why the homeserver refused.
    """
    call = _ask(client, "POST", _UPLOAD, data, kind=kind, seconds=seconds)
    return await guarded(call, seconds=seconds)


async def _ask(
    client: nio.AsyncClient,
    method: str,
    url: str,
    data: str | bytes | None,
    *,
    kind: str = "application/json",
    seconds: float,
) -> object:
    headers = {"Authorization": f"Bearer {client.access_token}", "Content-Type": kind}
    answer = await client.send(method, url, data, headers, timeout=seconds)
    told: object = await client.parse_body(answer)
    if answer.status == HTTPStatus.OK:
        return told
    raise judged(
        status=answer.status,
        headers=answer.headers,
        code=at(told, "errcode"),
        pause_ms=at(told, "retry_after_ms"),
    )
