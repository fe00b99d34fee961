"""What is posted over HTTP: only what carries the secret, and is what it should be, arrives."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Mapping

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.web.jitsi_events import SIGNATURE, routes
from bot.web.server import MOST_BYTES

pytestmark = pytest.mark.integration

SECRET = "gr\N{LATIN SMALL LETTER U WITH DIAERESIS}ne Heringe"
BEARER = f"Bearer {SECRET}"
BODY = json.dumps({"event_name": "muc-room-created"}).encode()


class Heard:
    """Takes what is posted; refuses what says that it is wrong."""

    def __init__(self) -> None:
        self.posts: list[tuple[str, Mapping[str, object]]] = []

    def take(self, kind: str, body: Mapping[str, object]) -> None:
        if body.get("wrong"):
            raise ValueError("wrong: must not be")
        self.posts.append((kind, body))


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
async def address(heard: Heard) -> AsyncIterator[str]:
    app = web.Application(client_max_size=MOST_BYTES)
    app.add_routes(routes(heard, secret=SECRET))
    async with TestServer(app) as server:
        yield f"http://127.0.0.1:{server.port}/jitsi/events"


async def post(
    address: str, body: bytes, headers: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Status and text of the answer."""
    given = {"Authorization": BEARER} if headers is None else headers
    async with (
        aiohttp.ClientSession() as http,
        http.post(address, data=body, headers=given) as answer,
    ):
        return answer.status, await answer.text()


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    return {SIGNATURE: "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


@pytest.mark.parametrize("kind", ["room/created", "occupant/left", "ankerplatz"])
async def test_a_post_arrives_under_the_end_of_its_address(
    address: str, heard: Heard, kind: str
) -> None:
    assert (await post(f"{address}/{kind}", BODY))[0] == 204
    assert heard.posts == [(kind, json.loads(BODY))]


async def test_the_bare_address_has_no_kind(address: str, heard: Heard) -> None:
    assert (await post(address, BODY))[0] == 204
    assert heard.posts == [("", json.loads(BODY))]


async def test_a_slash_behind_the_address_changes_nothing(address: str, heard: Heard) -> None:
    assert (await post(f"{address}/room/created/", BODY))[0] == 204
    assert heard.posts == [("room/created", json.loads(BODY))]


async def test_a_signed_post_needs_no_bearer(address: str, heard: Heard) -> None:
    assert (await post(f"{address}/ankerplatz", BODY, signed(BODY)))[0] == 204
    assert len(heard.posts) == 1


@pytest.mark.parametrize("scheme", ["bearer", "BEARER"])
async def test_the_name_of_the_scheme_may_be_in_any_letters(
    address: str, heard: Heard, scheme: str
) -> None:
    """RFC 9110 section 11.1."""
    assert (await post(address, BODY, {"Authorization": f"{scheme} {SECRET}"}))[0] == 204
    assert len(heard.posts) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer wrong"},
        {"Authorization": SECRET},
        {"Authorization": f"Basic {SECRET}"},
        {"Authorization": BEARER + "x"},
        {"Authorization": BEARER[:-1]},
        signed(BODY, "another"),
        signed(BODY + b" "),
        {SIGNATURE: ""},
        {SIGNATURE: "sha256="},
        {SIGNATURE: "sha256=\N{LATIN SMALL LETTER U WITH DIAERESIS}"},
        {"Authorization": BEARER, SIGNATURE: "sha256=0"},
    ],
)
async def test_a_wrong_secret_is_401_and_nothing_happens(
    address: str, heard: Heard, headers: dict[str, str]
) -> None:
    assert (await post(f"{address}/room/created", BODY, headers))[0] == 401
    assert not heard.posts


async def test_more_than_64_kib_are_413(address: str, heard: Heard) -> None:
    assert (await post(address, b'{"a":"' + b"x" * MOST_BYTES + b'"}'))[0] == 413
    assert not heard.posts


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b"null",
        b"\xff",
        b"[" * 60_000,
        b'{"wrong": true}',
        b'{"a": "\\uD800"}',
        b'{"a": "\xed\xa0\x80"}',
        '{"a": "\N{LATIN SMALL LETTER A}"}'.encode("utf-16"),
        '{"a": "\\ud800"}'.encode("utf-32"),
    ],
    ids=lambda body: repr(body[:9]),
)
async def test_what_is_no_post_is_400_with_a_reason(
    address: str, heard: Heard, body: bytes
) -> None:
    status, reason = await post(address, body)
    assert status == 400
    assert reason
    assert not heard.posts


async def test_so_is_what_is_nested_as_deep_as_can_just_be_read(address: str) -> None:
    """Found by trying every depth: one can be read, and then not be looked through."""
    for deep in range(850, 1000):
        assert (await post(address, b"[" * deep + b'"\\ud83d\\ude00"' + b"]" * deep))[0] == 400


async def test_a_mark_at_the_start_of_a_post_does_no_harm(address: str, heard: Heard) -> None:
    assert (await post(address, b"\xef\xbb\xbf" + BODY))[0] == 204
    assert heard.posts == [("", json.loads(BODY))]
