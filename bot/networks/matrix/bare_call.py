"""Calls of the client API that nio has no function for, through its connection."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import quote, urlencode

import nio

from bot.networks.matrix.errors import guarded, judged
from bot.networks.matrix.loose import at


async def bare_call(
    client: nio.AsyncClient,
    method: str,
    *path: str,
    query: Mapping[str, str] | None = None,
    body: Mapping[str, object] | None = None,
    seconds: float,
) -> object:
    """The body of the answer, as JSON. Raises what `settle` raises."""
    url = "/_matrix/client/v3/" + "/".join(quote(part, safe="") for part in path)

    async def call() -> object:
        answer = await client.send(
            method,
            f"{url}?{urlencode(query or {})}",
            None if body is None else json.dumps(body),
            {"Authorization": f"Bearer {client.access_token}"},
            timeout=seconds,
        )
        told: object = await client.parse_body(answer)
        if answer.status == HTTPStatus.OK:
            return told
        raise judged(
            status=answer.status,
            headers=answer.headers,
            code=at(told, "errcode"),
            pause_ms=at(told, "retry_after_ms"),
        )

    return await guarded(call(), seconds=seconds)
