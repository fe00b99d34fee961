"""Reading archives, and not being told tales."""

from datetime import UTC, datetime, timedelta
from typing import Literal
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given

from bot.domain.chat import DeliveryKey
from bot.errors import TransientError
from bot.networks.xmpp.chats.archive import ArchiveReader, Kept
from bot.networks.xmpp.stanzas.ids import message_id
from bot.networks.xmpp.transport.errors import RefusedForGoodError, refusal
from tests.unit.networks.xmpp.stanzas import BOT, ROOM, message, strange

NOW = datetime(2026, 3, 24, 9, 0, tzinfo=UTC)


def result(query: str, name: str, *, sender: str = ROOM, stamp: str = "2026-03-24T08:59:00Z"):
    return fromstring(
        f"<message xmlns='jabber:client' from='{sender}'>"
        f"<result xmlns='urn:xmpp:mam:2' queryid='{query}' id='{name}'>"
        f"<forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='{stamp}'/>"
        f"<message xmlns='jabber:client' from='{ROOM}/Anna' id='{name}'>"
        f"<body>{name}</body></message>"
        "</forwarded></result></message>"
    )


def fin(last: str, *, is_complete: bool) -> Element:
    complete = " complete='true'" if is_complete else ""
    return fromstring(
        f"<iq xmlns='jabber:client'><fin xmlns='urn:xmpp:mam:2'{complete}>"
        f"<set xmlns='http://jabber.org/protocol/rsm'><last>{last}</last></set></fin></iq>"
    )


class ScriptedServer:
    """Answers each question with some messages and an end."""

    def __init__(self, *script: tuple[list[dict[str, str]], Element | Exception]) -> None:
        self.asked: list[str | None] = []
        self._script = list(script)
        self.reader: ArchiveReader | None = None

    async def ask(
        self, payload: Element, *, to: str | None = None, kind: Literal["get", "set"] = "get"
    ) -> Element:
        assert (to, kind) == (ROOM, "set")
        self.asked.append(payload.findtext(".//{http://jabber.org/protocol/rsm}after"))
        results, end = self._script.pop(0)
        for one in results:
            assert self.reader.collect(result(payload.get("queryid", ""), **one))
        if isinstance(end, Exception):
            raise end
        return end


async def read(server: ScriptedServer, after: str | None = None) -> list[str]:
    server.reader = reader = ArchiveReader(server, BOT)
    pages = reader.since(ROOM, after=after, start=NOW)
    return [kept.archived.id async for page in pages for kept in page]


async def test_pages_are_read_until_the_archive_says_that_it_is_done():
    server = ScriptedServer(
        ([{"name": "a"}, {"name": "b"}], fin("b", is_complete=False)),
        ([{"name": "c"}], fin("c", is_complete=True)),
    )

    assert await read(server) == ["a", "b", "c"]
    assert server.asked == [None, "b"]


async def test_an_archive_that_never_gets_on_is_left():
    stuck = ([], fin("b", is_complete=False))

    assert await read(ScriptedServer(stuck, stuck), after="b") == []


async def test_results_that_somebody_else_sends_are_not_taken():
    server = ScriptedServer(
        (
            [{"name": "forged", "sender": "mallory@far.example"}, {"name": "true"}],
            fin("true", is_complete=True),
        )
    )

    assert await read(server) == ["true"]


async def test_results_without_a_moment_are_not_taken():
    server = ScriptedServer(
        ([{"name": "odd", "stamp": "noon"}, {"name": "true"}], fin("true", is_complete=True))
    )

    assert await read(server) == ["true"]


def own(name: str) -> str:
    return message_id(DeliveryKey(name))


def by_anybody(_: Element) -> bool:
    return True


async def test_a_search_that_was_broken_off_goes_on_where_it_was():
    server = ScriptedServer(
        ([{"name": "a"}, {"name": "b"}], fin("b", is_complete=False)),
        ([], TransientError("no answer")),
        ([{"name": "c"}, {"name": own("wanted")}], fin(own("wanted"), is_complete=True)),
    )
    server.reader = reader = ArchiveReader(server, BOT)

    with pytest.raises(TransientError):
        await reader.holds(ROOM, own("wanted"), is_own=by_anybody, start=NOW)
    assert await reader.holds(ROOM, own("wanted"), is_own=by_anybody, start=NOW)
    assert server.asked == [None, "b", "b"]


async def test_what_is_looked_for_next_is_found_in_what_was_read_and_in_what_came_since():
    server = ScriptedServer(
        ([{"name": "a"}, {"name": own("said")}], fin(own("said"), is_complete=True)),
        ([{"name": own("said since")}, {"name": "c"}], fin("c", is_complete=True)),
        ([], fin("c", is_complete=True)),
    )
    server.reader = reader = ArchiveReader(server, BOT)

    assert await reader.holds(ROOM, own("said"), is_own=by_anybody, start=NOW)
    later = NOW + timedelta(minutes=1)
    assert await reader.holds(ROOM, own("said since"), is_own=by_anybody, start=later)
    assert await reader.holds(ROOM, own("said"), is_own=by_anybody, start=later)
    assert not await reader.holds(ROOM, own("never said"), is_own=by_anybody, start=NOW)
    assert server.asked == [None, own("said"), "c"]


async def test_what_was_read_for_many_others_since_is_read_again():
    """So what is remembered of archives does not grow with the number of chats."""
    nothing = ([], fin("a", is_complete=True))
    server = ScriptedServer(([{"name": "a"}], fin("a", is_complete=True)), *[nothing] * 300)
    server.reader = reader = ArchiveReader(server, BOT)

    for number in (0, *range(150), 0):
        contact = f"person{number}@example.org"
        assert not await reader.holds(
            ROOM, own("wanted"), is_own=by_anybody, start=NOW, contact=contact
        )
    assert server.asked[:2] == [None, "a"]
    assert server.asked[-1] is None


async def test_what_may_have_been_said_before_all_that_was_read_is_looked_for_from_there_on():
    server = ScriptedServer(
        ([{"name": "b"}], fin("b", is_complete=True)),
        ([{"name": own("early")}, {"name": "b"}], fin("b", is_complete=True)),
    )
    server.reader = reader = ArchiveReader(server, BOT)

    assert not await reader.holds(ROOM, own("early"), is_own=by_anybody, start=NOW)
    assert await reader.holds(
        ROOM, own("early"), is_own=by_anybody, start=NOW - timedelta(minutes=1)
    )
    assert server.asked == [None, None]


async def test_an_answer_is_looked_for_from_what_it_answers_on():
    server = ScriptedServer(
        ([], fin("", is_complete=True)),
        ([{"name": "b"}, {"name": own("first")}], fin(own("first"), is_complete=True)),
        ([{"name": own("second")}], fin(own("second"), is_complete=True)),
        ([], fin("", is_complete=True)),
    )
    server.reader = reader = ArchiveReader(server, BOT)

    early = NOW - timedelta(hours=1)
    assert not await reader.holds(ROOM, own("first"), is_own=by_anybody, start=early, after="a")
    assert await reader.holds(ROOM, own("first"), is_own=by_anybody, start=early, after="a")
    # what was read begins with b, which the archive kept at 8:59
    assert await reader.holds(ROOM, own("second"), is_own=by_anybody, start=NOW, after="c")
    assert not await reader.holds(ROOM, own("third"), is_own=by_anybody, start=early, after="d")
    assert server.asked == ["a", "a", own("first"), "d"]


async def test_a_position_that_the_archive_forgot_is_left_out_of_account():
    gone = refusal(
        message(
            None,
            "<error type='cancel'>"
            "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>",
        )
    )
    server = ScriptedServer(([], gone), ([{"name": "a"}], fin("a", is_complete=True)))

    assert await read(server, after="old") == ["a"]
    assert server.asked == ["old", None]
    with pytest.raises(RefusedForGoodError):
        await read(ScriptedServer(([], gone)))


def test_results_that_nobody_asked_for_go_nowhere():
    reader = ArchiveReader(ScriptedServer(), BOT)

    assert reader.collect(result("7", "a"))
    assert not reader.collect(message("!who"))


@given(strange("{jabber:client}message"))
def test_strange_results_do_no_harm(stanza: Element):
    reader = ArchiveReader(ScriptedServer(), BOT)
    page: list[Kept] = []
    reader._asked[""] = (stanza.get("from", BOT), page)
    reader.collect(stanza)
    assert all(kept.archived.id for kept in page)
