"""Prosody's and Jicofo's HTTP ports: what they answer, and what something else there answers."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.conferences.jitsi.discovery.report import Level
from bot.conferences.jitsi.settings import JitsiSettings
from bot.conferences.jitsi.sources import panel
from bot.demo.servers.prosody import MEET_DOMAIN, MEET_MUC, Prosody
from bot.domain.attendance import Attendance, Liveness, Occupant
from tests.integration.jitsi.conftest import Enter, OpenServer, Trap, look

pytestmark = pytest.mark.integration

DATA = Path(__file__).parents[2] / "data" / "jitsi"
CAPTURED = json.loads((DATA / "muc_size_census.json").read_text())
JICOFO = json.loads((DATA / "jicofo_rest_standin.json").read_text())
PAGE = "<!DOCTYPE html><title>404 Not Found</title><p>Unknown host: 127.0.0.1"
SETTINGS = JitsiSettings(
    url="http://127.0.0.1:9",
    bot_name="Ankerplatz",
    xmpp_websocket=None,
    xmpp_domain="meet.test",
    muc_domain="conference.meet.test",
)

Answer = Callable[[web.Request], web.StreamResponse]


class Port:
    """Answers by path and query as it was told, like Prosody with Jitsi's modules on one host."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, str]] = {}
        self.asked: list[str] = []
        self.hosts: set[str] = set()
        self.otherwise: tuple[int, str] = (404, PAGE)
        self.is_silent = False
        self.address = ""

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.raw_path)
        self.hosts.add(request.host)
        if self.is_silent:
            await asyncio.sleep(3600)
        status, body = self.answers.get(request.raw_path, self.otherwise)
        return web.Response(status=status, body=body.encode())

    def as_captured(self, *titles: str) -> None:
        for title in titles:
            one = CAPTURED[title]
            self.answers[one["request"].removeprefix("GET ")] = (one["status"], one["body"])


@pytest.fixture
async def port() -> AsyncIterator[Port]:
    port = Port()
    app = web.Application()
    app.router.add_get("/{path:.*}", port.answer)
    async with TestServer(app) as server:
        port.address = f"http://127.0.0.1:{server.port}"
        yield port


@pytest.fixture
def at_prosody(port: Port, open_server: OpenServer) -> Callable[[str], object]:
    server = open_server(replace(SETTINGS, prosody_http=port.address))

    async def ask(name: str = "weekly") -> Attendance:
        return await look(server, name, names=True)

    return ask


Ask = Callable[..., "asyncio.Future[Attendance]"]


async def test_people_are_told_with_their_names_and_the_recorder_is_not(
    port: Port, at_prosody: Ask
) -> None:
    port.as_captured("room-size no query", "room 3+hidden")
    seen = await at_prosody()
    assert (seen.liveness, seen.count, seen.source) == (Liveness.LIVE, 3, "muc_size")
    names = (Occupant(""), Occupant("Ada Lovelace"), Occupant("Jürgen Müßig 🎈"))
    assert seen.occupants == names
    assert port.hosts == {"meet.test"}


async def test_a_room_with_nothing_but_the_focus_is_an_empty_object(
    port: Port, at_prosody: Ask
) -> None:
    port.as_captured("room-size no query", "room only focus")
    assert (await at_prosody()).liveness is Liveness.EMPTY


async def test_a_room_that_is_not_there_is_empty_once_the_module_showed_itself(
    port: Port, at_prosody: Ask
) -> None:
    port.as_captured("room-size no query", "room unknown")
    assert (await at_prosody("nosuch")).liveness is Liveness.EMPTY


@pytest.mark.parametrize("status", [404, 403, 500, 200, 302])
@pytest.mark.parametrize("body", ["", PAGE, "[]", "{}"])
async def test_a_module_that_is_not_there_is_unknown_not_empty(
    port: Port, at_prosody: Ask, status: int, body: str
) -> None:
    port.otherwise = (status, body)
    assert (await at_prosody()).liveness is Liveness.UNKNOWN


@pytest.mark.parametrize(
    "answer",
    [
        *((status, "") for status in (200, 301, 403)),
        *((status, PAGE) for status in (404, 500)),
        *((200, body) for body in ("[1]", '[{"jid": 1}]', '{"a": 1}', "[" * 50_000)),
        (200, "x" * 3_000_000),
    ],
    ids=lambda answer: f"{answer[0]} {answer[1][:9]}",
)
async def test_an_answer_that_may_mean_anything_is_unknown(
    port: Port, at_prosody: Ask, answer: tuple[int, str]
) -> None:
    port.as_captured("room-size no query")
    port.otherwise = answer
    assert (await at_prosody()).liveness is Liveness.UNKNOWN


async def test_one_seat_may_be_the_focus_alone(port: Port, at_prosody: Ask) -> None:
    port.as_captured("room-size no query", "room-size 1")
    seen = await at_prosody()
    assert (seen.liveness, seen.count) == (Liveness.LIVE, None)
    port.as_captured("room-size 3")
    assert (await at_prosody()).count == 3


async def test_an_encoded_name_is_sent_as_it_is_and_then_twice_encoded(
    port: Port, at_prosody: Ask
) -> None:
    raw, twice = "gr%c3%bcne%20runde", "gr%25c3%25bcne%2520runde"
    port.as_captured("room-size no query", "room unknown")
    path = "/room?room={}&domain=meet.test"
    port.answers |= {path.format(raw): (404, ""), path.format(twice): (404, "")}
    assert (await at_prosody("Grüne Runde")).liveness is Liveness.EMPTY
    assert port.asked[-2:] == [path.format(raw), path.format(twice)]
    somebody = json.dumps([{"jid": "x@y/1", "display_name": "Ada", "email": ""}])
    port.answers[path.format(twice)] = (200, somebody)
    assert (await at_prosody("Grüne Runde")).count == 1


async def test_a_tenant_is_asked_for_by_its_own_name(port: Port, open_server: OpenServer) -> None:
    port.as_captured("room-size no query", "tenant room")
    settings = replace(
        SETTINGS,
        url="http://127.0.0.1:9/acme",
        muc_domain="conference.acme.meet.test",
        prosody_http=port.address,
    )
    assert (await look(open_server(settings), "standup", names=True)).count == 1


async def test_the_census_counts_and_knows_since_when(port: Port, at_prosody: Ask) -> None:
    port.as_captured("census 3")
    seen = await at_prosody()
    assert (seen.count, seen.source, seen.occupants) == (3, "muc_census", None)
    assert seen.since == datetime(2026, 11, 24, 4, 6, 4, tzinfo=UTC)
    port.as_captured("census empty")
    assert (await at_prosody()).liveness is Liveness.EMPTY
    port.as_captured("census only focus")
    assert (await at_prosody()).liveness is Liveness.EMPTY
    leaked = CAPTURED["census 3"]["body"].replace('"leaked":false', '"leaked":true')
    port.answers["/room-census"] = (200, leaked)
    assert (await at_prosody()).liveness is Liveness.UNKNOWN


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"room_census": 1}', '{"room_census": "x"}'])
async def test_what_is_no_census_is_unknown(port: Port, at_prosody: Ask, body: str) -> None:
    port.answers["/room-census"] = (200, body)
    assert (await at_prosody()).liveness is Liveness.UNKNOWN


async def test_a_room_in_the_census_that_has_no_name_is_passed_over(
    port: Port, at_prosody: Ask
) -> None:
    port.as_captured("census 3")
    _, census = port.answers["/room-census"]
    nameless = ', {"room_name": []}, {"room_name": {"a": 1}}, {}, 7]'
    port.answers["/room-census"] = (200, nameless.join(census.rsplit("]", 1)))
    assert (await at_prosody()).count == 3


NO_COUNTS = ["10000000", "1" * 4000, "-1", "true", "1e400", "NaN", "3.5", '"3"', "null", "[3]"]


@pytest.mark.parametrize("people", NO_COUNTS)
async def test_a_census_that_counts_more_than_can_be_is_unknown(
    port: Port, at_prosody: Ask, people: str
) -> None:
    port.as_captured("census 3")
    _, census = port.answers["/room-census"]
    told = census.replace('"participants":3', f'"participants":{people}')
    port.answers["/room-census"] = (200, told)
    assert (await at_prosody()).liveness is Liveness.UNKNOWN


@pytest.mark.parametrize("seats", NO_COUNTS)
async def test_so_is_a_room_with_as_many_seats(port: Port, at_prosody: Ask, seats: str) -> None:
    port.as_captured("room-size no query", "room-size 3")
    path = next(path for path in port.answers if path.startswith("/room-size?"))
    port.answers[path] = (200, f'{{"participants":{seats}}}')
    assert (await at_prosody()).liveness is Liveness.UNKNOWN


@pytest.fixture
def at_jicofo(port: Port, open_server: OpenServer) -> Ask:
    server = open_server(replace(SETTINGS, jicofo_rest=port.address))
    for title, body in JICOFO.items():
        if title.startswith("GET "):
            port.answers[title.removeprefix("GET ")] = (200, json.dumps(body))

    def ask(name: str = "weekly") -> "asyncio.Future[Attendance]":
        return asyncio.ensure_future(look(server, name, names=True))

    return ask


async def test_jicofo_counts_people_and_no_recorders(port: Port, at_jicofo: Ask) -> None:
    seen = await at_jicofo()
    assert (seen.liveness, seen.count, seen.source) == (Liveness.LIVE, 2, "jicofo")
    assert (await at_jicofo("nosuch")).liveness is Liveness.EMPTY
    room = json.loads(port.answers["/debug/conference/weekly@conference.meet.test"][1])
    next(iter(room["chat_room"]["members"].values()))["is_jibri"] = True
    port.answers["/debug/conference/weekly@conference.meet.test"] = (200, json.dumps(room))
    assert (await at_jicofo()).count == 1


async def test_a_jicofo_of_another_server_knows_nothing(port: Port, at_jicofo: Ask) -> None:
    port.answers["/debug/conferences"] = (200, '["weekly@conference.other.test"]')
    assert (await at_jicofo("nosuch")).liveness is Liveness.UNKNOWN


@pytest.mark.parametrize("body", ["", "[]", '{"chat_room": 1}', '{"chat_room": {}}', '{"a": 1}'])
async def test_what_is_no_conference_is_unknown(port: Port, at_jicofo: Ask, body: str) -> None:
    port.answers["/debug/conference/weekly@conference.meet.test"] = (200, body)
    assert (await at_jicofo()).liveness is Liveness.UNKNOWN


async def test_the_bot_falls_back_while_the_best_way_hangs_and_comes_back(
    port: Port,
    jitsi_prosody: Prosody,
    open_server: OpenServer,
    enter: Enter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(panel, "_LONGEST_REST_S", 3.0)
    await enter(f"weekly@{MEET_MUC}", "27ad717e", shown_as="Ada")
    server = open_server(
        replace(
            SETTINGS,
            xmpp_host=jitsi_prosody.c2s,
            xmpp_domain=MEET_DOMAIN,
            muc_domain=MEET_MUC,
            prosody_http=port.address,
        )
    )
    port.answers["/room-size"] = (400, "")
    people = json.dumps([{"jid": "weekly@x/1", "display_name": "Ada"}])
    port.answers[f"/room?room=weekly&domain={MEET_DOMAIN}"] = (200, people)
    assert (await look(server, "weekly", names=True)).source == "muc_size"
    assert server.describe().level is Level.NAMES
    port.is_silent = True
    seen = await look(server, "weekly", names=True)
    assert (seen.count, seen.source) == (1, "xmpp-disco")
    asked = len(port.asked)
    assert (await look(server, "weekly", names=True)).source == "xmpp-disco"
    assert len(port.asked) == asked  # it rests, so that answers do not wait for it each time
    report = server.describe()
    assert "does not answer in time" in report.sources[0].problem
    assert "muc_size" in report.step
    port.is_silent = False

    async def is_back() -> bool:
        return (await look(server, "weekly", names=True)).source == "muc_size"

    async with asyncio.timeout(30):
        while not await is_back():  # noqa: ASYNC110 -- nothing tells
            await asyncio.sleep(0.2)


async def test_the_operator_is_told_the_next_step_with_the_lines_to_write(
    port: Port, open_server: OpenServer
) -> None:
    settings = replace(SETTINGS, prosody_http=port.address, public_url="https://anker.test")
    without = (await open_server(settings).probe()).step
    assert without.startswith('muc_size: Prosody has no module "muc_size" on meet.test')
    port.as_captured("room-size no query", "census 3")
    server = open_server(settings)
    assert (await server.probe()).level is Level.COUNT
    port.as_captured("room 3")
    await look(server, "weekly", names=True)
    lines = server.describe().step
    assert 'Component "esync.meet.test" "event_sync_component"' in lines
    assert 'muc_component = "conference.meet.test"' in lines
    assert 'api_prefix = "https://anker.test/jitsi"' in lines
    pushed = open_server(replace(settings, hears_events=True))
    await look(pushed, "weekly", names=True)
    assert not pushed.describe().step


async def test_no_redirect_leads_elsewhere(trap: Trap, open_server: OpenServer) -> None:
    async def away(_: web.Request) -> web.Response:
        raise web.HTTPFound(f"http://localhost:{trap.port}/")

    app = web.Application()
    app.router.add_get("/{path:.*}", away)
    async with AsyncExitStack() as closing:
        server = await closing.enter_async_context(TestServer(app))
        base = f"http://127.0.0.1:{server.port}"
        jitsi = open_server(replace(SETTINGS, prosody_http=base, jicofo_rest=base))
        assert (await look(jitsi)).liveness is Liveness.UNKNOWN
        await jitsi.probe()
    assert trap.contacts == 0
