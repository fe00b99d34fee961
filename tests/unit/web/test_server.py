"""What holds for everything that the web part answers."""

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from urllib.parse import urlsplit

import aiohttp
import pytest
from aiohttp import web

from bot.errors import TransientError
from bot.web.refusals import plainly
from bot.web.server import WebServer


async def fine(_request: web.Request) -> web.Response:
    return web.Response(text="fine")


async def read(request: web.Request) -> web.Response:
    return web.Response(text=str(len(await request.read())))


async def broken(_request: web.Request) -> web.Response:
    raise RuntimeError("the secret words of a library")


async def away(_request: web.Request) -> web.Response:
    raise TransientError("postgresql://secret is away")


ROUTES = (
    web.get("/fine", fine),
    web.get("/of/{name}", fine),
    web.post("/read", read),
    web.get("/broken", broken),
    web.get("/away", away),
)


@asynccontextmanager
async def running(server: WebServer) -> AsyncIterator[str | None]:
    async with asyncio.timeout(30):
        task = asyncio.create_task(server.run())
        yield await server.wait_ready()
        task.cancel()
        await asyncio.wait([task])


def server(port: int = 0, base: str = "", routes: Sequence[web.RouteDef] = ROUTES) -> WebServer:
    return WebServer(host="127.0.0.1", port=port, base=base, routes=routes, explain=plainly)


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with (
        running(server(base="/anker")) as address,
        aiohttp.ClientSession(base_url=address) as session,
    ):
        yield session


@pytest.mark.parametrize("path", ["/fine", "/nowhere", "/broken", "/anker/fine"])
async def test_every_answer_forbids_what_no_page_of_ours_needs(
    http: aiohttp.ClientSession, path: str
) -> None:
    async with http.get(path) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Server"] == "Ankerplatz"
        assert "Set-Cookie" not in answer.headers


NO_REQUESTS = {
    "no line": b"\x16\x03\x01\x02secret\r\n\r\n",
    "no header": b"GET /fine HTTP/1.1\r\nHost: x\r\nsecret\r\n\r\n",
    "too long a header": b"GET /fine HTTP/1.1\r\nHost: x\r\nX: " + b"secret" * 2000 + b"\r\n\r\n",
}


@pytest.mark.parametrize("sent", NO_REQUESTS.values(), ids=NO_REQUESTS)
async def test_what_is_no_request_is_refused_without_a_word_of_the_library(sent: bytes) -> None:
    async with running(server()) as address:
        assert address
        parts = urlsplit(address)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(sent)
        answer = (await reader.read()).decode()
        writer.close()
    head, _, body = answer.partition("\r\n\r\n")
    status = HTTPStatus(int(head.split()[1]))
    assert 400 <= status < 500
    assert body == f"{status.value} {status.phrase}\n"
    assert "\r\nServer: Ankerplatz\r\n" in head
    assert "\r\nContent-Security-Policy: default-src 'none'" in head


async def test_the_path_of_the_website_leads_to_its_first_page(
    http: aiohttp.ClientSession,
) -> None:
    async with http.get("/anker", allow_redirects=False) as answer:
        assert answer.status == HTTPStatus.MOVED_PERMANENTLY
        assert answer.headers["Location"] == "/anker/"


@pytest.mark.parametrize("base", ["", "/anker"])
async def test_a_slash_behind_an_address_leads_readers_to_it_and_changes_nothing_for_servers(
    http: aiohttp.ClientSession, base: str
) -> None:
    """Whether or not a proxy takes away the path under which it shows the website."""
    async with http.get(f"{base}/fine/?x=%0d%0a&y=1", allow_redirects=False) as answer:
        assert answer.status == HTTPStatus.MOVED_PERMANENTLY
        assert answer.headers["Location"] == "/anker/fine?x=%0D%0A&y=1"
    async with http.get(f"{base}/fine/") as answer:
        assert await answer.text() == "fine"
    async with http.post(f"{base}/read/", data=b"x") as answer:
        assert await answer.text() == "1"
    async with http.get(f"{base}/nowhere/") as answer:
        assert answer.status == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("path", ["/fine", "/anker/fine"])
async def test_it_answers_with_and_without_the_path_that_a_proxy_shows(
    http: aiohttp.ClientSession, path: str
) -> None:
    async with http.get(path) as answer:
        assert await answer.text() == "fine"


@pytest.mark.parametrize(("size", "status"), [(64 * 1024, 200), (64 * 1024 + 1, 413)])
async def test_a_body_may_have_64_kib_and_no_more(
    http: aiohttp.ClientSession, size: int, status: int
) -> None:
    async with http.post("/read", data=b"x" * size) as answer:
        assert answer.status == status


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nowhere", HTTPStatus.NOT_FOUND),
        ("/of/%00", HTTPStatus.NOT_FOUND),
        ("/of/a%1F", HTTPStatus.NOT_FOUND),
        ("/read", HTTPStatus.METHOD_NOT_ALLOWED),
        ("/broken", HTTPStatus.INTERNAL_SERVER_ERROR),
        ("/away", HTTPStatus.SERVICE_UNAVAILABLE),
    ],
)
async def test_what_goes_wrong_is_answered_without_a_word_of_the_inside(
    http: aiohttp.ClientSession, path: str, status: HTTPStatus
) -> None:
    async with http.get(path) as answer:
        assert answer.status == status
        assert "secret" not in await answer.text()
        assert ("Retry-After" in answer.headers) == (status == HTTPStatus.SERVICE_UNAVAILABLE)
        assert answer.headers.get("Allow") == ("POST" if path == "/read" else None)


async def test_a_port_that_is_taken_is_one_clear_line_and_no_crash(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        async with running(server(taken.getsockname()[1])) as address:
            assert address is None
    (line,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert "port" in line.message
    assert line.exc_info is None


async def test_an_open_stream_does_not_hold_up_the_end() -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"x")
        await asyncio.Event().wait()
        return response

    async with aiohttp.ClientSession() as session:
        async with running(server(routes=[web.get("/", endless)])) as address:
            assert address
            answer = await session.get(address)
            assert await answer.content.readexactly(1)
        answer.close()


async def hangs_up(reader: asyncio.StreamReader) -> bool:
    try:
        return await reader.read() == b""
    except ConnectionError:
        return True


async def test_past_the_most_connections_nobody_is_let_in_until_one_has_gone() -> None:
    bearing = WebServer(host="127.0.0.1", port=0, base="", routes=ROUTES, explain=plainly, most=3)
    async with running(bearing) as address:
        assert address
        parts = urlsplit(address)
        held = [await asyncio.open_connection(parts.hostname, parts.port) for _ in range(3)]
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        assert await hangs_up(reader)
        for _, one in (*held, (reader, writer)):
            one.close()
            await one.wait_closed()
        async with aiohttp.ClientSession() as session:
            assert await eventually_answered(session, f"{address}/fine")


async def eventually_answered(session: aiohttp.ClientSession, address: str) -> bool:
    while True:
        try:
            async with session.get(address) as answer:
                return answer.status == HTTPStatus.OK
        except aiohttp.ClientError:
            await asyncio.sleep(0.05)


async def test_who_asks_for_nothing_is_let_go_and_who_asked_may_stay() -> None:
    patient = WebServer(
        host="127.0.0.1", port=0, base="", routes=ROUTES, explain=plainly, patience_s=0.5
    )
    async with running(patient) as address:
        assert address
        parts = urlsplit(address)
        asking, silent = [
            await asyncio.open_connection(parts.hostname, parts.port) for _ in range(2)
        ]
        ask = b"GET /fine HTTP/1.1\r\nHost: x\r\n\r\n"
        asking[1].write(ask)
        await asking[0].readuntil(b"fine")
        silent[1].write(ask[:10])
        assert await hangs_up(silent[0])
        asking[1].write(ask)
        await asking[0].readuntil(b"fine")
        for _, one in (asking, silent):
            one.close()


async def test_while_another_copy_serves_only_operators_are_answered() -> None:
    is_open = False
    public, inside = web.get("/fine", fine), web.get("/healthz", fine)
    server = WebServer(
        host="127.0.0.1",
        port=0,
        base="/anker",
        routes=[public],
        explain=plainly,
        for_operators=[inside],
        is_open=lambda: is_open,
    )
    async with (
        running(server) as address,
        aiohttp.ClientSession(base_url=address) as http,
    ):
        for path, status in (("/fine", 503), ("/anker/fine", 503), ("/healthz", 200)):
            async with http.get(path) as answer:
                assert answer.status == status
                assert ("Retry-After" in answer.headers) == (status == 503)
        is_open = True
        async with http.get("/fine") as answer:
            assert await answer.text() == "fine"


async def test_a_copy_that_stands_by_waits_for_the_port_of_the_one_that_serves_and_says_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = WebServer(
            host="127.0.0.1",
            port=port,
            base="",
            routes=ROUTES,
            explain=plainly,
            is_open=lambda: taken.fileno() < 0,
        )
        task = asyncio.create_task(server.run())
        await asyncio.sleep(0.1)
        assert not task.done()
    async with asyncio.timeout(30):
        assert await server.wait_ready() == f"http://127.0.0.1:{port}"
    task.cancel()
    await asyncio.wait([task])
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


POST = b"POST /read HTTP/1.1\r\nHost: x\r\n"
HALVES = {
    "cut off": POST + b"Content-Length: 50\r\n\r\nhalf",
    "cut off in a piece": POST + b"Transfer-Encoding: chunked\r\n\r\nff\r\nhalf",
    "no size of a piece": POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhalf\r\n",
    "no gzip": POST + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nhalf",
    "half a gzip": POST
    + b"Content-Encoding: gzip\r\nContent-Length: 12\r\n\r\n"
    + gzip.compress(b"half")[:12],
}


@pytest.mark.parametrize("sent", HALVES.values(), ids=HALVES)
async def test_a_request_that_breaks_off_or_cannot_be_unpacked_is_no_bug(
    sent: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """Or strangers would fill the log, and the errors that the operator is told of."""
    async with running(server()) as address:
        assert address
        parts = urlsplit(address)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(sent)
        await writer.drain()
        writer.write_eof()
        await reader.read()
        writer.close()
        async with aiohttp.ClientSession() as session, session.get(f"{address}/fine") as answer:
            assert answer.status == HTTPStatus.OK
    assert [
        record
        for record in caplog.records
        if record.name.startswith("bot") and record.levelname == "ERROR"
    ] == []
