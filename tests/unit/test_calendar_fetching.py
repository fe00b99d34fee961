"""Calendars are fetched from allowed hosts only, whoever asks and wherever they point on."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing, suppress

import pytest
from aiohttp import web

from bot.calendars import fetching
from bot.calendars.fetching import MOST_BYTES, CalendarFetching
from bot.errors import UserError

Serve = Callable[[web.StreamResponse], Awaitable[str]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Serves one answer, and returns its address."""
    runners: list[web.AppRunner] = []

    async def start(answer: web.StreamResponse) -> str:
        async def give(_request: web.Request) -> web.StreamResponse:
            return answer

        application = web.Application()
        application.router.add_get("/c.ics", give)
        runner = web.AppRunner(application)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}/c.ics"

    yield start
    for runner in runners:
        await runner.cleanup()


async def refusal(hosts: list[str], address: str) -> str:
    with pytest.raises(UserError) as refused:
        await CalendarFetching(hosts)(address)
    return refused.value.key


async def test_what_an_allowed_host_gives_is_returned(serve: Serve) -> None:
    address = await serve(web.Response(body=b"BEGIN:VCALENDAR"))
    assert await CalendarFetching(["127.0.0.1"])(address) == b"BEGIN:VCALENDAR"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/c.ics",
        "https://example.org.evil.example/c.ics",
        "https://notexample.org/c.ics",
        "https://example.org@evil.example/c.ics",
        "https://anna:pw@example.org/c.ics",
        "http://example.org/c.ics",
        "file:///etc/passwd",
        "https:///c.ics",
    ],
)
async def test_no_other_host_is_asked(address: str) -> None:
    assert await refusal(["example.org", ".example.org"], address) == "calendar_not_allowed"


async def test_a_host_that_points_elsewhere_is_not_followed(serve: Serve) -> None:
    secret = await serve(web.Response(body=b"inside"))
    address = await serve(
        web.Response(status=302, headers={"Location": secret.replace("127.0.0.1", "localhost")})
    )
    assert await refusal(["127.0.0.1"], address) == "calendar_not_allowed"


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        (web.Response(status=404), "calendar_unreachable"),
        (web.Response(body=b"x" * (MOST_BYTES + 1)), "calendar_too_big"),
    ],
)
async def test_what_is_no_calendar_is_said_so(serve: Serve, answer: web.Response, key: str) -> None:
    assert await refusal(["127.0.0.1"], await serve(answer)) == key


async def test_a_host_that_is_not_there_is_said_so() -> None:
    assert await refusal(["127.0.0.1"], "http://127.0.0.1:9/c.ics") == "calendar_unreachable"


class Inside:
    """A port of the bot's own machine, and what it heard."""

    def __init__(self) -> None:
        self.heard = bytearray()
        self.port = 0
        self.says = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heard += await reader.read(4096)
        writer.write(self.says + b"\r\n\r\ninside")
        writer.close()


@pytest.fixture
async def inside() -> AsyncIterator[Inside]:
    inside = Inside()
    async with await asyncio.start_server(inside.answer, "127.0.0.1", 0) as server:
        inside.port = server.sockets[0].getsockname()[1]
        yield inside


async def test_a_name_that_points_inwards_leads_nowhere(inside: Inside) -> None:
    """Whoever holds an allowed name can point it at the bot's own machine (DNS rebinding).

    All that is said there is the greeting of TLS, which wants a certificate for that name.
    """
    address = f"https://localhost:{inside.port}/c.ics"
    assert await refusal(["localhost"], address) == "calendar_unreachable"
    assert inside.heard[:1] == b"\x16"
    assert b"c.ics" not in inside.heard


@pytest.mark.parametrize("tail", ["?a=\r\nX-Made-Up: yes", " HTTP/1.1\r\n\r\nGET /inner", "#\n\n"])
async def test_no_address_makes_a_second_line(inside: Inside, tail: str) -> None:
    address = f"http://127.0.0.1:{inside.port}/c.ics{tail}"
    assert await CalendarFetching(["127.0.0.1"])(address) == b"inside"
    assert b"\nX-Made-Up" not in inside.heard
    assert inside.heard.count(b"GET ") == 1


async def test_a_foreign_host_does_not_learn_what_the_bot_is_made_of(inside: Inside) -> None:
    await CalendarFetching(["127.0.0.1"])(f"http://127.0.0.1:{inside.port}/c.ics")
    assert b"User-Agent: Ankerplatz\r\n" in inside.heard


async def test_whoever_answers_slowly_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte now and then keeps a connection alive for ever, and the person in the chat waiting."""
    monkeypatch.setattr(fetching, "_PATIENCE_S", 0.5)

    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        with closing(writer), suppress(ConnectionError):
            while not writer.is_closing():
                writer.write(b"B")
                await writer.drain()
                await asyncio.sleep(0.05)

    async with await asyncio.start_server(trickle, "127.0.0.1", 0) as server:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/c.ics"
        assert await refusal(["127.0.0.1"], address) == "calendar_unreachable"


async def test_nobody_is_followed_in_a_circle(inside: Inside) -> None:
    inside.says = (
        b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 6\r\nConnection: close"
    )
    address = f"http://127.0.0.1:{inside.port}/c.ics"
    assert await refusal(["127.0.0.1"], address) == "calendar_unreachable"
    assert inside.heard.count(b"GET ") == 3


@pytest.mark.parametrize(
    "place",
    [
        "https://127.0.0.1:{}/",
        "http://localhost:{}/",
        "//localhost:{}/",
        "ftp://127.0.0.1:{}/",
        "file:///etc/passwd",
        "http://127.1:{}/",
        "http://[::ffff:127.0.0.1]:{}/",
        "http://2130706433:{}/",
    ],
)
async def test_an_allowed_host_leads_to_no_other_on_whatever_way(
    inside: Inside, serve: Serve, place: str
) -> None:
    """Except for itself: 127.0.0.1 is allowed here, over plain HTTP, and has no certificate."""
    there = place.format(inside.port)
    address = await serve(web.Response(status=307, headers={"Location": there}))
    assert await refusal(["127.0.0.1"], address) in ("calendar_not_allowed", "calendar_unreachable")
    assert b"GET " not in inside.heard


async def test_what_is_packed_small_and_becomes_large_is_given_up(serve: Serve) -> None:
    packed = gzip.compress(bytes(64 * MOST_BYTES))
    assert len(packed) < MOST_BYTES
    answer = web.Response(body=packed, headers={"Content-Encoding": "gzip"})
    assert await refusal(["127.0.0.1"], await serve(answer)) == "calendar_too_big"
