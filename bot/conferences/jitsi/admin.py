"""What Jitsi's Prosody modules let those do who hold a key: `mod_muc_end_meeting`.

The server fetches the public half from `<prosody_password_public_key_repo_url>/<name>.pem`, where
the name is the SHA-256 of the key's id in hexadecimal.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

import aiohttp
import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from yarl import URL

from bot.conferences.jitsi.discovery.domains import Domains
from bot.conferences.jitsi.discovery.http_access import http_session
from bot.conferences.jitsi.discovery.reasons import why
from bot.domain.conference import ConferenceRoom
from bot.errors import ConfigError, TransientError
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.shaping import Obedience

_TIMEOUT: Final = aiohttp.ClientTimeout(total=4)
_GOOD_FOR: Final = timedelta(minutes=2)
_MAKE_ONE: Final = "make one with: openssl genrsa -out FILE 2048"
_ANSWERS: Final[Mapping[int, Obedience]] = {
    HTTPStatus.OK: Obedience.DONE,
    HTTPStatus.NOT_FOUND: Obedience.NOTHING_RUNS,
    HTTPStatus.UNAUTHORIZED: Obedience.REFUSED,
    HTTPStatus.FORBIDDEN: Obedience.REFUSED,
}


class AdminKey:
    """A private key (RSA, PEM) and the id under which the server knows it.

    Raises `ConfigError` when it is no such key.
    """

    def __init__(self, pem: str, *, kid: str) -> None:
        try:
            key = serialization.load_pem_private_key(pem.encode(), password=None)
        except (ValueError, TypeError) as error:
            raise ConfigError(
                f"jitsi.moderation_key: not a private key in PEM; {_MAKE_ONE}"
            ) from error
        if not isinstance(key, RSAPrivateKey):
            raise ConfigError(f"jitsi.moderation_key: has to be an RSA key; {_MAKE_ONE}")
        self._key = key
        self._kid = kid

    @property
    def file_name(self) -> str:
        """What the server asks for."""
        return f"{hashlib.sha256(self._kid.encode()).hexdigest()}.pem"

    @property
    def public_pem(self) -> bytes:
        return self._key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def sign(self, claims: dict[str, object]) -> str:
        return jwt.encode(
            claims, self._key, algorithm="RS256", headers={"kid": self._kid, "typ": "JWT"}
        )


class JitsiAdmin:
    """Fits `CallControl`. `prosody` is where Prosody's HTTP port is, `issuer` who the bot is."""

    def __init__(
        self,
        *,
        prosody: str,
        key: AdminKey,
        issuer: str,
        domains: Callable[[], Awaitable[Domains]],
        clock: Clock,
    ) -> None:
        self._prosody = URL(prosody.rstrip("/"))
        self._key = key
        self._issuer = issuer
        self._domains = domains
        self._clock = clock

    async def end(self, room: ConferenceRoom) -> Obedience:
        domains = await self._domains()
        jid = quote(domains.jid(room.node), safe="@")
        url = URL(f"{self._prosody}/end-meeting?conference={jid}", encoded=True)
        headers = {
            "Host": domains.domain,
            "Authorization": f"Bearer {self._token(room, domains)}",
        }
        try:
            async with (
                http_session(lambda to: to.origin() == self._prosody.origin()) as http,
                http.post(url, headers=headers, timeout=_TIMEOUT, allow_redirects=False) as answer,
            ):
                return self._understood(answer)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise TransientError(f"the call cannot be ended: {why(error)}") from error

    def _understood(self, answer: aiohttp.ClientResponse) -> Obedience:
        """A page for people says that the module or the virtual host is not there."""
        if answer.status == HTTPStatus.NOT_FOUND and answer.content_length:
            return Obedience.REFUSED
        if (understood := _ANSWERS.get(answer.status)) is None:
            raise TransientError(f"the call cannot be ended: the server answers {answer.status}")
        return understood

    def _token(self, room: ConferenceRoom, domains: Domains) -> str:
        now = self._clock.now()
        return self._key.sign(
            {
                "iss": self._issuer,
                "aud": self._issuer,
                "sub": domains.domain,
                "room": room.node,
                "nbf": int((now - _GOOD_FOR).timestamp()),
                "exp": int((now + _GOOD_FOR).timestamp()),
            }
        )
