"""Events that no Matrix client would send: whatever JSON stands where words are expected.

A homeserver checks little of what its own people send and nothing of what comes by federation. So
a proxy before the bot's homeserver puts what would come from elsewhere in the place of lines.
"""

import json
import math
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
from aiohttp import web

from tests.faults.conftest import MARK, Scene, tried, until
from tests.fixtures.synapse import MakePerson, MatrixPerson
from tests.fixtures.venue import MakeProgram, Venues
from tests.integration.matrix.proxy import FaultyProxy, faulty_proxy

pytestmark = pytest.mark.faults

Json = dict[str, Any]

TEXT: Final = {"msgtype": "m.text", "body": f"!meet {MARK}"}


def nested(depth: int) -> Json:
    return {"m.relates_to": nested(depth - 1)} if depth else {"body": "!meet"}


NOT_A_LINE: Final[tuple[Json, ...]] = (
    {},
    {"msgtype": "m.text"},
    {"body": f"!meet {MARK}"},
    {"msgtype": 7, "body": f"!meet {MARK}"},
    {"msgtype": ["m.text"], "body": f"!meet {MARK}"},
    {"msgtype": "m.text", "body": 7},
    {"msgtype": "m.text", "body": None},
    {"msgtype": "m.text", "body": ["!meet", MARK]},
    {"msgtype": "m.text", "body": {"!meet": MARK}},
    {"msgtype": "m.text", "body": ""},
    {"msgtype": "m.text", "body": "\0"},
    {"msgtype": "m.text", "body": "!meet " + "x" * 60_000},
    {"msgtype": "org.example.unknown", "body": f"!meet {MARK}"},
    {"msgtype": "m.image", "body": f"!meet {MARK}", "url": 7, "info": []},
    {"msgtype": "m.location", "body": f"!meet {MARK}"},
    {"msgtype": "m.notice", "body": f"!meet {MARK}"},
    {**TEXT, "m.relates_to": {"rel_type": "m.replace", "event_id": 7}},
    {**TEXT, "m.relates_to": {"rel_type": "m.replace"}, "m.new_content": "!meet"},
    nested(100),
)
A_LINE_AFTER_ALL: Final[tuple[Json, ...]] = (
    {**TEXT, "m.relates_to": f"!meet {MARK}"},
    {**TEXT, "m.relates_to": [7]},
    {**TEXT, "m.relates_to": {"rel_type": 7, "event_id": {}}},
    {**TEXT, "m.relates_to": {"rel_type": "m.thread", "event_id": 7}},
    {**TEXT, "m.relates_to": {"rel_type": "m.thread"}},
    {**TEXT, "m.relates_to": {"m.in_reply_to": MARK}},
    {**TEXT, "m.relates_to": {"m.in_reply_to": {"event_id": ["!"]}}},
    {**TEXT, "m.relates_to": {"m.in_reply_to": {"event_id": "$of.no.such.line"}}},
    {**TEXT, "m.mentions": 7},
    {**TEXT, "m.mentions": {"user_ids": {"all": True}, "room": "yes"}},
    {**TEXT, "format": 7, "formatted_body": {"p": 1}},
    {**TEXT, "format": "org.matrix.custom.html", "formatted_body": "<a href=" * 500},
    {**TEXT, "m.new_content": []},
    {**TEXT, "nested": nested(100)},
)
"""The words are whole, only what is beside them is broken."""

SENT_AS: Final = "in place of"

STATE: Final[tuple[tuple[str, str, Json], ...]] = (
    ("m.room.topic", "", {"topic": "\u202e" * 1000}),
    ("m.room.name", "", {"name": MARK * 1000}),
    ("m.room.pinned_events", "", {"pinned": 7}),
    ("m.room.join_rules", "", {"join_rule": "public", "allow": 7}),
    ("m.room.avatar", "", {"url": [], "info": 7}),
    ("m.space.child", "!nowhere", {"via": 7}),
    ("org.example.state", MARK, nested(100)),
)


def as_sent(event: Json) -> Json:
    """An event of sync, with the content that its body stands for."""
    body = event.get("content", {}).get("body")
    if isinstance(body, str) and body.startswith(SENT_AS):
        return {**event, "content": json.loads(body.removeprefix(SENT_AS))}
    return event


async def put_back(proxy: FaultyProxy, request: web.Request) -> web.StreamResponse:
    status, body = await proxy.ask(request)
    return web.json_response(json.loads(body, object_hook=as_sent), status=status)


@dataclass(frozen=True, slots=True)
class Joker:
    """Somebody with a program of their own, in a group chat with the bot."""

    person: MatrixPerson
    room: str
    bot: str

    async def send(self, content: Json) -> None:
        """Let the bot, and nobody else, see an event of that content."""
        await self.person.say(self.room, SENT_AS + json.dumps(content))

    async def answers(self) -> list[str]:
        said = await self.person.events(self.room)
        return [event["content"]["body"] for event in said if event["sender"] == self.bot]

    async def is_answered(self, topic: str) -> None:
        await self.person.say(self.room, f"!meet {topic}")

        async def is_there() -> bool:
            return any(f"/{topic}-" in text for text in await self.answers())

        await until(is_there)


@pytest.fixture
async def scene(venues: Venues, make_program: MakeProgram) -> AsyncIterator[Scene]:
    venue = await venues.open("matrix")
    async with faulty_proxy(str(venue.settings["homeserver"])) as proxy:
        proxy.put("/sync", put_back, times=math.inf)
        program = make_program(venue, matrix={"homeserver": proxy.url})
        async with tried(program, venue) as scene:
            yield scene


@pytest.fixture
async def joker(scene: Scene, make_person: MakePerson) -> Joker:
    person, bystander = await make_person(), await make_person()
    bot = scene.venue.bot
    room = await person.create_room(bot, preset="public_chat")
    await bystander.do("join", room)

    async def is_there() -> bool:
        return bot in await person.members(room)

    await until(is_there)
    joker = Joker(person, room, bot)
    await joker.is_answered("hello")
    return joker


async def test_an_event_that_is_no_line_gets_silence(joker: Joker):
    before = await joker.answers()
    for content in NOT_A_LINE:
        await joker.send(content)
    await joker.is_answered("after")

    assert len(await joker.answers()) == len(before) + 1


async def test_a_line_with_broken_things_beside_it_is_answered_once(joker: Joker):
    before = await joker.answers()
    for content in A_LINE_AFTER_ALL:
        await joker.send(content)
    await joker.is_answered("after")

    assert len(await joker.answers()) == len(before) + len(A_LINE_AFTER_ALL) + 1


async def test_state_that_makes_no_sense_changes_nothing(joker: Joker):
    for kind, key, content in STATE:
        await joker.person.send(joker.room, content, kind=kind, key=key)

    await joker.is_answered("after")
