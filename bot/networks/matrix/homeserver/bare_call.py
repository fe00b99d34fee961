"""Calls of the client API that nio has no function for, through its connection."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final, cast
from urllib.parse import quote, urlencode

import aiohttp
import nio

from bot.errors import AnkerplatzError, PermanentError, TransientError
from bot.networks.matrix.homeserver.errors import RefusedError, guarded, judged
from bot.networks.matrix.homeserver.loose import at, items_at

_CLIENT_API: Final = "/_matrix/client/v3/"
_UPLOAD: Final = "/_matrix/media/v3/upload"
_DOWNLOADS: Final = ("/_matrix/client/v1/media/download/", "/_matrix/media/v3/download/")
"""Since Matrix 1.11 with the login (MSC3916), before that without."""


def request_seconds(client: nio.AsyncClient) -> float:
    """How long a request may take, as `client_for` made the client."""
    return client.config.request_timeout


async def bare_call(
    client: nio.AsyncClient,
    method: str,
    *path: str,
    query: Mapping[str, str] | None = None,
    body: Mapping[str, object] | None = None,
    seconds: float | None = None,
) -> object:
    """The body of the answer, a JSON object, within `seconds` or as long as any request may take.

    Raises what `settle` raises.
    """
    seconds = request_seconds(client) if seconds is None else seconds
    url = _CLIENT_API + "/".join(quote(part, safe="") for part in path)
    data = None if body is None else json.dumps(body)
    call = _ask(client, method, f"{url}?{urlencode(query or {})}", data, seconds=seconds)
    return await guarded(call, seconds=seconds)


async def upload(client: nio.AsyncClient, data: bytes, *, kind: str) -> object:
    """Put a file of that media type into the media repository. As `bare_call`.

    nio has a function for it, but forgets why the homeserver refused.
    """
    seconds = request_seconds(client)
    call = _ask(client, "POST", _UPLOAD, data, kind=kind, seconds=seconds)
    return await guarded(call, seconds=seconds)


async def download(client: nio.AsyncClient, server: str, name: str, *, limit: int) -> bytes | None:
    """A file out of the media repository; None when it has more bytes than that. As `bare_call`.

    nio has a function for it, but takes whatever comes.
    """
    seconds = request_seconds(client)
    new, old = (f"{path}{quote(server)}/{quote(name)}" for path in _DOWNLOADS)
    try:
        return await guarded(_get(client, new, limit=limit, seconds=seconds), seconds=seconds)
    except RefusedError as error:
        if error.code != "M_UNRECOGNIZED":
            raise
    return await guarded(_get(client, old, limit=limit, seconds=seconds), seconds=seconds)


async def _get(client: nio.AsyncClient, url: str, *, limit: int, seconds: float) -> bytes | None:
    headers = {"Authorization": f"Bearer {client.access_token}"}
    async with await client.send("GET", url, None, headers, timeout=seconds) as answer:
        if answer.status != HTTPStatus.OK:
            raise _refusal(answer, await client.parse_body(answer))
        data = b""
        async for chunk in answer.content.iter_chunked(64 * 1024):
            data += chunk
            if len(data) > limit:
                return None
        return data


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
    if answer.status != HTTPStatus.OK:
        raise _refusal(answer, await client.parse_body(answer))
    # not by nio, which takes a proxy's page for an answer that is empty
    told: object = await answer.json(content_type=None)
    if not isinstance(told, Mapping):
        raise TransientError("no answer of use: no JSON object", whole_account=True)
    return cast("Mapping[str, object]", told)


def _refusal(answer: aiohttp.ClientResponse, told: object) -> AnkerplatzError:
    if items_at(told, "flows"):
        # User-Interactive Authentication, which is asked for without an errcode
        return PermanentError("the homeserver wants the password once more")
    return judged(
        status=answer.status,
        headers=answer.headers,
        code=at(told, "errcode"),
        pause_ms=at(told, "retry_after_ms"),
    )
