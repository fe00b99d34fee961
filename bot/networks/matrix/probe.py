"""Tries an account out, for `ankerplatz check`."""

from dataclasses import dataclass
from typing import Final

import nio

from bot.networks.matrix.homeserver.bare_call import request_seconds
from bot.networks.matrix.homeserver.errors import RefusedError, settle
from bot.networks.matrix.login import Login, client_for
from bot.networks.matrix.settings import MatrixSettings, Patience

RATE_LIMIT_HINT: Final = (
    "Synapse lets an account say ten lines at once and then one in five seconds, over all rooms. "
    "An administrator of the homeserver lifts that for the bot with "
    "POST /_synapse/admin/v1/users/{user_id}/override_ratelimit and the body "
    '{{"messages_per_second": 0, "burst_count": 0}}, or in its database with '
    "INSERT INTO ratelimit_override (user_id, messages_per_second, burst_count) "
    "VALUES ('{user_id}', 0, 0); and a restart."
)
"""To be formatted with `user_id`. Whether it was done is shown to administrators only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixAnswer:
    """What the homeserver said. `server` is its software and version as far as it tells."""

    user_id: str
    device_id: str
    server: str


async def probe(settings: MatrixSettings, patience: Patience | None = None) -> MatrixAnswer:
    """Log in as `run` would, a password login included, which is kept for it.

    Raises `TransientError` when the homeserver cannot be reached, `PermanentError` when it
    refuses the account; `str()` is one line for the operator.
    """
    patience = patience or Patience()
    client = client_for(settings, patience)
    login = Login(settings, client, patience)
    try:
        await login.log_in()
        try:
            who = await _whoami(client)
        except RefusedError as error:
            if not error.token_is_gone:
                raise
            login.forget()
            await login.log_in()
            who = await _whoami(client)
        return MatrixAnswer(
            user_id=who.user_id, device_id=client.device_id or "", server=_software(who)
        )
    finally:
        await client.close()


async def _whoami(client: nio.AsyncClient) -> nio.WhoamiResponse:
    return await settle(client.whoami(), nio.WhoamiResponse, seconds=request_seconds(client))


def _software(answer: nio.Response) -> str:
    """Synapse names itself in the Server header; a proxy in front may name itself instead."""
    headers = getattr(answer.transport_response, "headers", {})
    return str(headers.get("Server", "unknown"))
