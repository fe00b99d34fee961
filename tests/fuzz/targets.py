"""What reads things that strangers wrote: one function for each, from bytes, that may not fail.

A target gets whatever bytes come to somebody's mind. It returns when they were taken, or refused in
the way that its callers expect; every other exception is a finding, and so is what takes long.
"""

import asyncio
import json
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import parse_qsl
from xml.etree.ElementTree import Element, ParseError
from zoneinfo import ZoneInfo

from aiohttp.test_utils import make_mocked_request
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calendars.reading import read_calendar
from bot.commands.parts.verb import Misunderstood
from bot.conferences.jitsi.discovery.config_js import parse_config_js
from bot.conferences.jitsi.discovery.domains import Domains
from bot.conferences.jitsi.events.ledger import EventLedger
from bot.conferences.jitsi.links.address import ServerAddress
from bot.config import load
from bot.domain.chat import ChatKind, ChatRole, Person, PersonId
from bot.domain.language import ENGLISH
from bot.domain.when import leading, spoken, understand
from bot.domain.when.readings import Ambiguous, Past, Unknown
from bot.domain.when.tables import LANGUAGES
from bot.errors import ConfigError, UserError
from bot.networks.matrix.events.mapping import incoming
from bot.networks.xmpp.stanzas.invitations import invitation
from bot.networks.xmpp.stanzas.mapping import Archived, contact_line, group_line, private_line
from bot.networks.xmpp.stanzas.occupants import Grounds, seat_of
from bot.web.manage.forms import SeriesFields, SeveralReadingsError, local_typed
from bot.web.manage.month import month_named
from bot.web.reader import reader_of
from tests.fuzz import seeds
from tests.unit.commands.conftest import World
from tests.unit.conferences.test_events import DOMAINS, HandClock
from tests.unit.networks.matrix import test_mapping as matrix
from tests.unit.networks.matrix.rubbish import JSON, contents
from tests.unit.networks.matrix.rubbish import events as json_events
from tests.unit.networks.matrix.test_calls import CALL_STATE, member, there
from tests.unit.networks.matrix.test_permissions import role
from tests.unit.networks.xmpp import test_mapping as xmpp
from tests.unit.networks.xmpp.stanzas import strange

T = TypeVar("T")

KEPT: Final = seeds.DATA / "fuzz"
"""What once was a finding, in a folder for each target."""
NOW: Final = datetime(2026, 11, 24, 12, tzinfo=UTC)
SERVER: Final = ServerAddress.parse("https://meet.example.org/acme.co")


@dataclass(frozen=True, slots=True)
class Target:
    """`seeds` are what it is meant for: what is tried begins from there."""

    tries: Callable[[bytes], object]
    seeds: Callable[[], Iterable[bytes]]


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def time_language(data: bytes) -> None:
    """What is understood can be said in every language."""
    text, here = _text(data), NOW.astimezone(ZoneInfo("Europe/Berlin"))
    found = leading(text, now=here)
    for reading in (understand(text, now=here), *((found[0],) if found else ())):
        if not isinstance(reading, Unknown | Ambiguous | Past):
            for language in LANGUAGES:
                spoken(reading, language=language)


class _Chat:
    """A whole bot, in which some dates are planned; each line finds it like this."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._world = World()
        self._loop.run_until_complete(self._plan())
        self._planned = self._world.store._tables

    def say(self, data: bytes) -> None:
        self._loop.run_until_complete(self._say(_text(data)))

    async def _plan(self) -> None:
        self._at_work = asyncio.create_task(self._world.dispatcher.run())
        await self._world.moderate(
            "!meet every sunday 11:00 Choir in Anker", "!meet tomorrow 19:30 Board"
        )

    async def _say(self, text: str) -> None:
        world = self._world
        world.store._tables = self._planned.copy()
        world.clock.time += timedelta(seconds=1)
        line = world.line(f"!{text}", role=ChatRole.ADMIN, kind=ChatKind.GROUP)
        await world.hand_in(replace(line, sender=Person(PersonId("eve"), text[:20])))
        said = [one.outgoing.text for one in await world.out()]
        assert not any("Something went wrong on my side" in one or "\0" in one for one in said), (
            said
        )


_BROKEN: Final = "Something went wrong on my side"
_CHAT: Final = _Chat()


def _drawn(strategy: st.SearchStrategy[T], tries: Callable[[T], None]) -> Callable[[bytes], object]:
    """From bytes, by way of what the property tests make of them."""

    @settings(deadline=None, database=None)
    @given(strategy)
    def once(drawn: T) -> None:
        tries(drawn)

    return once.hypothesis.fuzz_one_input


def _stanza(stanza: Element) -> None:
    own = xmpp.scene(xmpp.BOT)
    for kept in (None, Archived("s1", NOW)):
        for line in (
            group_line(stanza, xmpp.scene(), kept),
            contact_line(stanza, own, kept),
            private_line(stanza, own, xmpp.scene(), kept),
        ):
            assert line is None or line.sender.id
    invitation(stanza)
    seat_of(stanza, "Anna", Grounds(occupant_ids=True, real_jids=True))


_DRAWN_STANZA: Final = _drawn(strange() | strange("{jabber:client}presence"), _stanza)


def stanzas(data: bytes) -> None:
    """Written out, or drawn. What a server lets through is XML without a document type."""
    if not data.startswith(b"<"):
        _DRAWN_STANZA(data)
        return
    with suppress(ParseError, DefusedXmlException, ValueError):
        _stanza(fromstring(_text(data), forbid_dtd=True))


def _event(event: object) -> None:
    line = incoming(event, matrix.scene())
    assert line is None or isinstance(line.text, str)
    assert role("@ben:example.org", event, event) in set(ChatRole)
    for kind in CALL_STATE:
        there({**member({}, kind=kind), "content": event})


_DRAWN_EVENT: Final = _drawn(JSON | json_events(contents), _event)


def events(data: bytes) -> None:
    """Written out, or drawn: whatever JSON an event holds."""
    if not data.startswith(b"{"):
        _DRAWN_EVENT(data)
        return
    with suppress(ValueError, RecursionError):
        _event(json.loads(data))


def calendars(data: bytes) -> None:
    with suppress(UserError):
        read_calendar(data, timezone="Europe/Berlin")


def config_js(data: bytes) -> None:
    """No address in it leads away from its server."""
    read = parse_config_js(_text(data), SERVER)
    assert all(address is None or SERVER.is_kin(address) for address in (read.websocket, read.bosh))


def web_requests(data: bytes) -> None:
    """A post by Jitsi, a form of the dashboard, or what a browser says of its reader."""
    kind, rest = data[:1], data[1:]
    if kind == b"p":
        with suppress(ValueError, RecursionError):
            post = json.loads(rest)
            if isinstance(post, dict):
                ledger = EventLedger(_domains, HandClock(), heard=lambda _node: None)
                ledger.take("ankerplatz" if "seq" in post else "", post)
        return
    fields = dict(parse_qsl(_text(rest), keep_blank_values=True))
    if kind == b"f":
        _ASKED.plan(fields)
        with suppress(Misunderstood):
            local_typed(fields.get("slot", ""))
        month_named(fields.get("month", ""))
        return
    with suppress(ValueError):  # what cannot stand in an address or a header
        _read_reader(fields)


def _domains() -> Domains:
    return DOMAINS


def _read_reader(fields: Mapping[str, str]) -> None:
    request = make_mocked_request("GET", "/", {"Accept-Language": fields.get("accept", "")})
    asked = request.clone(rel_url=request.rel_url.with_query(fields))
    assert reader_of(asked, otherwise=ENGLISH).language in LANGUAGES


class _Dashboard:
    """A form of a series in the hands of a moderator."""

    def __init__(self) -> None:
        self._world = World()
        line = self._world.line("", role=ChatRole.MODERATOR)
        with closing(asyncio.new_event_loop()) as loop:
            self._asked = loop.run_until_complete(self._world.desk._router.asked(line))

    def plan(self, fields: Mapping[str, str]) -> None:
        with suppress(UserError, Misunderstood, SeveralReadingsError):
            SeriesFields.sent(fields).plan(self._world.house, self._asked)


_ASKED: Final = _Dashboard()


class _Operator:
    """Whose file is read again and again."""

    def __init__(self) -> None:
        self._file = Path(tempfile.mkdtemp()) / "config.toml"
        self._file.touch(mode=0o600)

    def read(self, data: bytes) -> None:
        self._file.write_bytes(data)
        with suppress(ConfigError):
            load(self._file, {})


def _trial(data: bytes) -> None:
    """No part of the program: what a finding looks like."""
    if data[:1] == b"a":  # noqa: SIM102 -- one after the other, as they are found
        if data[1:2] == b"b":
            raise AssertionError


TARGETS: Final[Mapping[str, Target]] = {
    "calendars": Target(calendars, seeds.files("calendars/*.ics")),
    "commands": Target(_CHAT.say, seeds.said),
    "config_js": Target(config_js, seeds.files("jitsi/config_js_*.js")),
    "configuration": Target(_Operator().read, seeds.files("../../config.example.toml")),
    "events": Target(events, seeds.events),
    "stanzas": Target(stanzas, seeds.stanzas),
    "time_language": Target(time_language, seeds.phrases),
    "web_requests": Target(web_requests, seeds.requests),
}


def _any(data: bytes) -> None:
    """Which one, says the first byte."""
    list(TARGETS.values())[data[0] % len(TARGETS) if data else 0].tries(data[1:])


def _seeds_of_all() -> Iterable[bytes]:
    for number, target in enumerate(TARGETS.values()):
        yield from (bytes([number]) + seed for seed in target.seeds())


ALL: Final[Mapping[str, Target]] = {
    **TARGETS,
    "any": Target(_any, _seeds_of_all),
    "trial": Target(_trial, lambda: [b"xx"]),
}
