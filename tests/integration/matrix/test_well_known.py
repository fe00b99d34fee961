"""Where `init` finds a homeserver: by what a web server says under the name in a user id."""

import asyncio
import json
import os
import ssl
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.fixtures.tls import Authority

pytestmark = pytest.mark.integration

PATH = "/.well-known/matrix/client"
FOUND = {"m.homeserver": {"base_url": "https://matrix.example.org/"}}
ASK = """
import asyncio, sys
from bot.networks.matrix.homeserver.well_known import homeserver_of
print(asyncio.run(homeserver_of(sys.argv[1])))
"""


async def found(server_name: str, authority: Authority) -> str:
    """In a process of its own, as it takes which certificates to believe when it starts."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", ASK, server_name),
        env={**os.environ, "SSL_CERT_FILE": str(authority.file)},
        stdout=PIPE,
    )
    stdout, _ = await process.communicate()
    assert process.returncode == 0
    return stdout.decode().strip()


async def told(body: str, folder: Path, *, status: int = 200, by_itself: bool = False) -> str:
    """What is made of that answer, from a server whose certificate may be `by_itself`."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=body, status=status)

    authority = Authority(folder)
    certificate = authority.certificate("localhost", by_itself=by_itself)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate.chain, certificate.key)
    app = web.Application()
    app.router.add_get(PATH, answer)
    server = TestServer(app, scheme="https", host="localhost")
    await server.start_server(ssl=context)
    try:
        return await found(f"localhost:{server.port}", authority)
    finally:
        await server.close()


async def test_the_homeserver_is_where_the_name_in_the_account_says(tmp_path: Path) -> None:
    assert await told(json.dumps(FOUND), tmp_path) == "https://matrix.example.org"


@pytest.mark.parametrize(
    "body",
    [
        *("", "<!DOCTYPE html>", "[]", "{}", '{"m.homeserver": "https://x.example"}'),
        json.dumps({"m.homeserver": {"base_url": "http://matrix.example.org"}}),
        json.dumps({"m.homeserver": {"base_url": 1}}),
        json.dumps({**FOUND, "more": "x" * 1_000_000}),
        "[" * 60_000,
    ],
    ids=lambda body: body[:30],
)
async def test_what_names_none_leaves_the_question_open(tmp_path: Path, body: str) -> None:
    assert await told(body, tmp_path) == "None"


async def test_who_has_no_certificate_for_the_name_is_not_believed(tmp_path: Path) -> None:
    assert await told(json.dumps(FOUND), tmp_path, by_itself=True) == "None"


async def test_where_nobody_answers_the_question_stays_open(tmp_path: Path) -> None:
    assert await found("localhost:9", Authority(tmp_path)) == "None"
