"""Whatever strangers send, and whatever the Jitsi server posts by mistake: nothing breaks by it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conferences.jitsi.discovery.domains import Domains
from bot.conferences.jitsi.events.ledger import EventLedger
from bot.web import jitsi_events
from bot.web.refusals import plainly
from bot.web.reservations import PATH
from bot.web.server import WebServer
from tests.fuzzing import examples
from tests.unit.web.conftest import CHOIR, NOON, Neighbourhood, StandingClock
from tests.unit.web.test_reservations import SECRET, Bench

DATA = Path(__file__).parents[2] / "data" / "jitsi"
REAL_POSTS = [
    post for file in DATA.glob("event_sync_*.json") for post in json.loads(file.read_text())
]
FORM = b"application/x-www-form-urlencoded"
UNDERSTOOD = range(200, 500)


@dataclass(frozen=True)
class Sent:
    """A request, byte for byte."""

    method: bytes
    path: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""

    def __bytes__(self) -> bytes:
        headers = (
            (b"Host", b"x"),
            (b"Connection", b"close"),
            (b"Content-Length", b"%d" % len(self.body)),
            *self.headers,
        )
        lines = b"".join(b"%s: %s\r\n" % header for header in headers)
        return b"%s %s HTTP/1.1\r\n%s\r\n%s" % (self.method, self.path, lines, self.body)


def percent(text: bytes) -> bytes:
    return b"".join(b"%%%02X" % byte for byte in text)


in_a_path = st.one_of(
    st.binary(max_size=24).map(percent),
    st.text(max_size=12).map(lambda text: percent(text.encode("utf-8", "surrogatepass"))),
    st.sampled_from([b"gruener-chor", b"gruener-chor.ics", b"", b"%", b"%2F..%2F..", b"%00", b"."]),
)
in_a_browsers_header = st.one_of(
    st.sampled_from(
        [b"*/*", b"de;q=0.5, en", b'"x"', b'W/"x", *', b"bytes=0-9", b";q=1, ;;", b"a=b"]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20).map(str.encode),
    st.binary(max_size=12).map(lambda value: bytes(b for b in value if b >= 32)),
)
in_a_header = st.binary(max_size=40).map(lambda value: bytes(b for b in value if b not in b"\r\n"))
methods = st.sampled_from([b"GET", b"GET", b"GET", b"HEAD", b"POST", b"DELETE", b"OPTIONS", b"X"])


@st.composite
def visits(draw: st.DrawFn) -> Sent:
    """Of addresses that nearly are ours, with headers that nearly are a browser's."""
    begin = draw(
        st.sampled_from(
            [b"/", b"/kiez/", b"/s/", b"/embed/", b"/c/", b"/assets/", b"/api/v1/", b"/kiez/embed/"]
        )
    )
    end = draw(st.sampled_from([b"", b".ics", b".svg", b"/join", b"/app", b"programme.json"]))
    query = draw(
        st.dictionaries(
            st.sampled_from(["lang", "tz", "v", "x"]),
            st.one_of(
                st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
                st.sampled_from(["de", "../../etc/passwd", "Europe", "\0", "posix", "x" * 300]),
            ),
        )
    )
    headers = draw(
        st.dictionaries(
            st.sampled_from(
                [b"Accept", b"Accept-Language", b"If-None-Match", b"Origin", b"Range", b"Cookie"]
            ),
            in_a_browsers_header,
        )
    )
    path = begin + draw(in_a_path) + end + (b"?" + urlencode(query).encode() if query else b"")
    return Sent(draw(methods), path, tuple(headers.items()))


POST_KEYS = (
    *("event", "event_name", "boot", "seq", "seats", "at", "began_at", "room_jid", "is_breakout"),
    *("breakout_room_id", "occupant", "occupant_jid", "all_occupants", "active_occupants_count"),
    *("name", "hidden", "joined_at", "left_at", "created_at", "destroyed_at"),
)


def posts_of(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.dictionaries(st.sampled_from(POST_KEYS), values, max_size=12)


json_values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=12),
        st.sampled_from(["room@conference.meet.test", "joined", NOON.timestamp(), 10**400, -1]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), posts_of(inner)),
    max_leaves=12,
)


bodies = st.one_of(
    st.binary(max_size=60),
    posts_of(json_values).map(lambda value: json.dumps(value).encode()),
    json_values.map(lambda value: json.dumps(value).encode()),
    st.just(b"[" * 60_000),
)


@st.composite
def nearly_real_posts(draw: st.DrawFn) -> Sent:
    """What a server posted, but for a field or two."""
    real = draw(st.sampled_from(REAL_POSTS))
    body = real["json"] | draw(
        st.dictionaries(st.sampled_from(POST_KEYS), json_values, min_size=0, max_size=2)
    )
    headers = ((b"Authorization", b"Bearer " + SECRET.encode()),)
    path = real["path"].replace("/esync", "/jitsi").encode()
    return Sent(b"POST", path, headers, json.dumps(body).encode())


@st.composite
def posts(draw: st.DrawFn) -> Sent:
    kind = draw(
        st.one_of(
            st.sampled_from(
                [b"ankerplatz", b"room/created", b"room/destroyed", b"occupant/joined", b""]
            ),
            in_a_path,
        )
    )
    shown = draw(st.one_of(st.just(b"Bearer " + SECRET.encode()), in_a_header))
    return Sent(b"POST", b"/jitsi/events/" + kind, ((b"Authorization", shown),), draw(bodies))


forms = st.one_of(
    st.binary(max_size=60),
    st.dictionaries(
        st.sampled_from(["name", "mail_owner", "start_time", "x"]),
        st.one_of(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
            st.sampled_from(["anker", "ANKER", "a@b", "[tenant]anker", "x" * 1100, "\0"]),
        ),
    ).map(lambda form: urlencode(form).encode()),
)


@st.composite
def reservations(draw: st.DrawFn) -> Sent:
    kind = draw(
        st.sampled_from(
            [FORM, FORM + b"; charset=nonsense", b"multipart/form-data; boundary=x", b"text/x"]
        )
    )
    shown = draw(st.one_of(st.just(b"Bearer " + SECRET.encode()), in_a_header))
    path = PATH.encode() + draw(st.one_of(st.just(b""), in_a_path.map(lambda id_: b"/" + id_)))
    headers = ((b"Authorization", shown), (b"Content-Type", kind))
    return Sent(draw(st.one_of(st.just(b"POST"), methods)), path, headers, draw(forms))


async def status(address: str, sent: Sent) -> int:
    parts = urlsplit(address)
    async with asyncio.timeout(30):
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        try:
            writer.write(bytes(sent))
            return int((await reader.readline()).split()[1])
        finally:
            writer.close()


async def all_are_understood(address: str, requests: st.SearchStrategy[Sent]) -> None:
    """Draws in a thread of its own: what draws cannot wait."""
    loop = asyncio.get_running_loop()

    @examples(400)
    @given(requests)
    def understood(sent: Sent) -> None:
        answer = asyncio.run_coroutine_threadsafe(status(address, sent), loop).result(60)
        assert answer in UNDERSTOOD, sent

    await asyncio.to_thread(understood)


@asynccontextmanager
async def public_pages() -> AsyncIterator[str]:
    kiez = Neighbourhood()
    await kiez.plan(CHOIR)
    async with kiez.visited() as visitor:
        async with visitor.get("/") as answer:
            assert answer.status == 200
        yield str(visitor._base_url)


@asynccontextmanager
async def event_posts() -> AsyncIterator[str]:
    domains = Domains(domain="meet.test", login="meet.test", muc="conference.meet.test", hidden="h")
    clock = StandingClock()
    clock.time = datetime.fromtimestamp(REAL_POSTS[0]["json"]["created_at"], NOON.tzinfo)
    ledger = EventLedger(lambda: domains, clock, heard=lambda _node: None)
    routes = jitsi_events.routes(ledger, secret=SECRET)
    server = WebServer(host="127.0.0.1", port=0, base="", routes=routes, explain=plainly)
    task = asyncio.create_task(server.run())
    try:
        address = await server.wait_ready()
        assert address
        yield address
    finally:
        task.cancel()
        await asyncio.wait([task])


@asynccontextmanager
async def asked_reservations() -> AsyncIterator[str]:
    bench = Bench()
    await bench.own("anker")
    async with bench.asked() as prosody:
        yield str(prosody._base_url)


@pytest.mark.parametrize(
    ("served", "requests"),
    [
        (public_pages, visits()),
        (event_posts, st.one_of(posts(), nearly_real_posts())),
        (asked_reservations, reservations()),
    ],
    ids=["pages", "events", "reservations"],
)
async def test_no_request_breaks_the_web_part(
    served: Callable[[], AbstractAsyncContextManager[str]], requests: st.SearchStrategy[Sent]
) -> None:
    async with served() as address:
        await all_are_understood(address, requests)
