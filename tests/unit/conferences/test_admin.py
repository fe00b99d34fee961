"""Ending a call through Prosody's HTTP port, which answers as it was seen to."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import jwt
import pytest
from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from bot.conferences.jitsi.admin import AdminKey, JitsiAdmin
from bot.conferences.jitsi.discovery.domains import Domains
from bot.domain.conference import ConferenceRoom
from bot.errors import ConfigError, TransientError
from bot.usecases.ports.shaping import Obedience

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ROOM = ConferenceRoom(
    name="Grüne Runde",
    node="gr%c3%bcne%20runde",
    link="https://meet.test/x",
    topic=None,
    fixed=True,
)


def pem_of(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


PEM = pem_of(rsa.generate_private_key(public_exponent=65537, key_size=2048))
KEY = AdminKey(PEM, kid="anker/1")


class StandingClock:
    def now(self) -> datetime:
        return NOON


async def domains() -> Domains:
    return Domains(domain="meet.test", login="meet.test", muc="conference.meet.test", hidden=None)


class Prosody:
    """Answers with `status` and `body`; `requests` are what came."""

    def __init__(self) -> None:
        self.status, self.body = HTTPStatus.OK, ""
        self.requests: list[web.Request] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.requests.append(request)
        return web.Response(status=self.status, text=self.body)

    async def listen(self) -> AsyncIterator[str]:
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", self.answer)
        runner = web.AppRunner(application)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
        await runner.cleanup()


@pytest.fixture
def prosody() -> Prosody:
    return Prosody()


@pytest.fixture
async def admin(prosody: Prosody) -> AsyncIterator[JitsiAdmin]:
    async for address in prosody.listen():
        yield JitsiAdmin(
            prosody=address, key=KEY, issuer="anker", domains=domains, clock=StandingClock()
        )


async def test_it_asks_for_the_room_at_the_virtual_host_in_the_way_the_module_reads(
    admin: JitsiAdmin, prosody: Prosody
) -> None:
    assert await admin.end(ROOM) is Obedience.DONE
    (request,) = prosody.requests
    assert (request.method, request.path) == ("POST", "/end-meeting")
    assert request.query["conference"] == "gr%c3%bcne%20runde@conference.meet.test"
    assert request.headers["Host"] == "meet.test"


async def test_its_token_is_signed_with_the_key_and_soon_over(
    admin: JitsiAdmin, prosody: Prosody
) -> None:
    await admin.end(ROOM)
    token = prosody.requests[0].headers["Authorization"].removeprefix("Bearer ")
    assert jwt.get_unverified_header(token) == {"alg": "RS256", "typ": "JWT", "kid": "anker/1"}
    claims = jwt.decode(
        token,
        KEY.public_pem.decode(),
        algorithms=["RS256"],
        audience="anker",
        issuer="anker",
        options={"verify_exp": False, "verify_nbf": False},
    )
    assert (claims["sub"], claims["room"]) == ("meet.test", "gr%c3%bcne%20runde")
    assert claims["exp"] - NOON.timestamp() == timedelta(minutes=2).total_seconds()


@pytest.mark.parametrize(
    ("status", "body", "obedience"),
    [
        (HTTPStatus.NOT_FOUND, "", Obedience.NOTHING_RUNS),
        (HTTPStatus.NOT_FOUND, "<html>Unknown host: meet.test</html>", Obedience.REFUSED),
        (HTTPStatus.UNAUTHORIZED, "", Obedience.REFUSED),
        (HTTPStatus.FORBIDDEN, "", Obedience.REFUSED),
    ],
)
async def test_each_answer_is_understood(
    admin: JitsiAdmin, prosody: Prosody, status: HTTPStatus, body: str, obedience: Obedience
) -> None:
    prosody.status, prosody.body = status, body
    assert await admin.end(ROOM) is obedience


@pytest.mark.parametrize("status", [HTTPStatus.BAD_REQUEST, HTTPStatus.BAD_GATEWAY, 302])
async def test_any_other_answer_may_be_better_later(
    admin: JitsiAdmin, prosody: Prosody, status: HTTPStatus
) -> None:
    prosody.status = status
    with pytest.raises(TransientError):
        await admin.end(ROOM)


async def test_a_server_that_is_away_is_told_apart() -> None:
    free = await asyncio.start_server(lambda _r, _w: None, "127.0.0.1", 0)
    port = free.sockets[0].getsockname()[1]
    free.close()
    await free.wait_closed()
    away = JitsiAdmin(
        prosody=f"http://127.0.0.1:{port}",
        key=KEY,
        issuer="anker",
        domains=domains,
        clock=StandingClock(),
    )
    with pytest.raises(TransientError, match="nobody answers there"):
        await away.end(ROOM)


def test_the_public_key_lies_under_the_name_that_the_server_asks_for() -> None:
    assert KEY.file_name == f"{hashlib.sha256(b'anker/1').hexdigest()}.pem"
    assert KEY.public_pem.startswith(b"-----BEGIN PUBLIC KEY-----")


@pytest.mark.parametrize("pem", ["nonsense", pem_of(ec.generate_private_key(ec.SECP256R1()))])
def test_another_key_is_refused_at_the_start_without_showing_it(pem: str) -> None:
    with pytest.raises(ConfigError, match=r"jitsi\.moderation_key") as refused:
        AdminKey(pem, kid="x")
    assert pem not in str(refused.value)
