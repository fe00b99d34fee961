"""Tokens for servers that ask for them (Jitsi's `token` authentication; RFC 7519)."""

from datetime import timedelta
from typing import Final

import jwt

from bot.domain.shaping import CallTime

ANY: Final = "*"
AFTERWARDS: Final = timedelta(hours=1)
"""For so long after the end of a call one may still come back into it."""
BEFOREHAND: Final = timedelta(hours=1)
"""So long before a call its tokens are good already; no server allows its clock to differ."""

_MODERATOR: Final = {"user": {"moderator": True, "affiliation": "owner"}}
"""Both ways in which Jitsi's `token_affiliation` lets a token say so."""


class TokenSigner:
    """Signs with the secret that the server shares with the bot.

    `domain` is the XMPP domain of the server, which then refuses the token elsewhere; `*` leaves
    that open. A token names no person and is good for one room.
    """

    def __init__(self, *, app_id: str, app_secret: str, domain: str = ANY) -> None:
        self._app_id = app_id
        self._app_secret = app_secret
        self._domain = domain

    def sign(self, node: str, when: CallTime, *, moderator: bool) -> str:
        """`node` is the localpart of the room's MUC, which the server compares with the claim.

        The same call at the same time always gets the same token.
        """
        claims: dict[str, object] = {
            "iss": self._app_id,
            "aud": self._app_id,
            "sub": self._domain,
            "room": node,
            "nbf": int((when.starts_at - BEFOREHAND).timestamp()),
            "exp": int((when.ends_at + AFTERWARDS).timestamp()),
        }
        if moderator:
            claims["context"] = _MODERATOR
        return jwt.encode(claims, self._app_secret, algorithm="HS256", headers={"typ": "JWT"})
