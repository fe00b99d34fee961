"""From Matrix events to lines."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.chat import AccountId, ChatAddress, ChatId, ChatKind, ChatRole, LineId
from bot.domain.line import Reaction
from bot.networks.matrix.events.mapping import LONGEST_LINE, Scene, incoming, moment
from tests.unit.networks.matrix.rubbish import JSON, contents, events

BOT = "@anker:example.org"


def scene(kind: ChatKind = ChatKind.GROUP) -> Scene:
    return Scene(
        chat=ChatAddress(AccountId(f"matrix:{BOT}"), ChatId("!room:example.org")),
        kind=kind,
        own_id=BOT,
        own_names=("Anker Platz", BOT, "anker"),
        name_of=lambda _person: "Anna",
        role_of=lambda _person: ChatRole.MEMBER,
        in_our_time=lambda moment: moment,
    )


def event(content: object = None, **changes: object) -> dict[str, Any]:
    return {
        "type": "m.room.message",
        "event_id": "$line",
        "sender": "@anna:example.org",
        "origin_server_ts": 1_700_000_000_123,
        "content": {"msgtype": "m.text", "body": "!who"} if content is None else content,
        **changes,
    }


def test_a_line_keeps_who_said_it_when_and_where():
    line = incoming(event(), scene())
    assert line is not None
    assert (line.line, line.sender.id, line.sender.name) == ("$line", "@anna:example.org", "Anna")
    assert line.sent_at == datetime(2023, 11, 14, 22, 13, 20, 123_000, tzinfo=UTC)
    assert (line.text, line.addressed, line.thread) == ("!who", False, None)


def test_in_a_direct_chat_every_line_is_meant_for_the_bot():
    line = incoming(event(), scene(ChatKind.DIRECT))
    assert line is not None
    assert line.addressed


def test_a_line_in_a_thread_names_its_root():
    relation = {"rel_type": "m.thread", "event_id": "$root"}
    line = incoming(event({"msgtype": "m.text", "body": "x", "m.relates_to": relation}), scene())
    assert line is not None
    assert line.thread == "$root"


FILE = {"msgtype": "m.file", "filename": "choir.ics", "body": "!import", "url": "mxc://a/b"}


def test_the_caption_of_a_file_is_a_line_and_names_the_file():
    line = incoming(event(FILE), scene())
    assert line is not None
    assert (line.text, line.file_in) == ("!import", "$line")


@pytest.mark.parametrize("name", ["!import", None])
def test_a_file_without_a_caption_is_no_line(name: str | None):
    content = {key: value for key, value in {**FILE, "filename": name}.items() if value}
    assert incoming(event(content), scene()) is None


def test_a_reply_names_the_line_that_it_answers_and_what_only_stands_in_a_thread_does_not():
    reply = {"m.in_reply_to": {"event_id": "$file"}}
    in_thread = {**reply, "rel_type": "m.thread", "event_id": "$root"}
    found = [
        incoming(event({"msgtype": "m.text", "body": "!import", "m.relates_to": relation}), scene())
        for relation in (reply, in_thread, {**in_thread, "is_falling_back": True})
    ]
    assert [line and line.file_in for line in found] == ["$file", "$file", None]
    assert [line and line.answers for line in found] == ["$file", "$file", None]


THUMB = {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$posted", "key": "👍"}}


def test_a_reaction_names_its_line_and_its_redaction_the_reaction():
    put = incoming(event(THUMB, type="m.reaction"), scene())
    assert put is not None
    assert (put.line, put.text) == ("$line", "")
    assert put.reaction == Reaction(to=LineId("$posted"), emoji=("👍",))
    for taken in (event({"redacts": "$line"}), event({}, redacts="$line")):
        back = incoming({**taken, "type": "m.room.redaction", "event_id": "$r"}, scene())
        assert back is not None
        assert back.reaction == Reaction(takes_back=LineId("$line"))


@pytest.mark.parametrize("name", ["", "$a\0", "$\ud800", "$" + 255 * "x", 7])
def test_what_no_line_can_be_called_names_none(name: object):
    """PostgreSQL takes neither a NUL nor half a character, and nobody looks for such a line."""
    relation = {"rel_type": "m.thread", "event_id": name, "m.in_reply_to": {"event_id": name}}
    line = incoming(event({"msgtype": "m.text", "body": "x", "m.relates_to": relation}), scene())
    assert line is not None
    assert (line.thread, line.file_in) == (None, None)
    thumb = {"m.relates_to": {**THUMB["m.relates_to"], "event_id": name}}
    assert incoming(event(thumb, type="m.reaction"), scene()) is None
    assert incoming(event({"redacts": name}, type="m.room.redaction"), scene()) is None
    assert incoming(event(event_id=name), scene()) is None


SILENCE = {
    "own": event(sender=BOT),
    "notice": event({"msgtype": "m.notice", "body": "!who"}),
    "picture": event({"msgtype": "m.image", "body": "!who"}),
    "edit": event(
        {"msgtype": "m.text", "body": "* !who", "m.relates_to": {"rel_type": "m.replace"}}
    ),
    "redacted": event({}, unsigned={"redacted_because": {"type": "m.room.redaction"}}),
    "redacted with a body": event(unsigned={"redacted_because": {}}),
    "encrypted": event({"algorithm": "m.megolm.v1.aes-sha2"}, type="m.room.encrypted"),
    "state": event(state_key=""),
    "reaction to nothing": event(
        {"m.relates_to": {"rel_type": "m.annotation", "key": "!who"}}, type="m.reaction"
    ),
    "reaction of a whole letter": event(
        {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$1", "key": "x" * 65}},
        type="m.reaction",
    ),
    "own reaction": event(THUMB, type="m.reaction", sender=BOT),
    "redacted reaction": event({}, type="m.reaction", unsigned={"redacted_because": {}}),
    "redaction of nothing": event({}, type="m.room.redaction"),
    "no content": event([]),
    "no body": event({"msgtype": "m.text"}),
    "body of numbers": event({"msgtype": "m.text", "body": [1, 2]}),
    "nested body": event({"msgtype": "m.text", "body": {"body": "!who"}}),
    "huge body": event({"msgtype": "m.text", "body": "x" * (LONGEST_LINE + 1)}),
    "no msgtype": event({"body": "!who"}),
    "no id": event(event_id=None),
    "no sender": event(sender=7),
    "no stamp": event(origin_server_ts="yesterday"),
    "stamp beyond all calendars": event(origin_server_ts=10**18),
    "not an object": "!who",
}


@pytest.mark.parametrize("malformed", SILENCE.values(), ids=SILENCE.keys())
def test_what_is_not_a_line_gets_silence(malformed: object):
    assert incoming(malformed, scene()) is None


@given(JSON | events(contents))
def test_no_json_whatever_raises(rubbish: object):
    line = incoming(rubbish, scene())
    assert line is None or isinstance(line.text, str)


@given(st.integers() | st.text() | st.floats() | st.none())
def test_a_stamp_is_a_moment_in_utc_or_none(stamp: object):
    when = moment({"origin_server_ts": stamp})
    assert when is None or when.tzinfo is UTC
