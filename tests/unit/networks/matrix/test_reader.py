"""What a sync answer is read as, whatever strangers put into it."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nio
import pytest
from hypothesis import given

from bot.domain.chat import ChatId, ChatKind, ChatRole
from bot.errors import TransientError
from bot.networks.matrix.chats import reader as reader_module
from bot.networks.matrix.chats.direct_chats import DirectChats
from bot.networks.matrix.chats.reader import SyncNews, SyncReader
from bot.networks.matrix.encryption.riddles import Riddles
from bot.networks.matrix.homeserver.server_clock import ServerClock
from bot.networks.matrix.login import client_for
from bot.networks.matrix.settings import MatrixSettings, Patience
from tests.fuzzing import examples
from tests.unit.networks.matrix.rubbish import contents, events

BOT = "@anker:example.org"
ROOM = "!room"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
STAMP = int(NOW.timestamp() * 1000)


class StandingClock:
    def now(self) -> datetime:
        return NOW


def reader() -> tuple[SyncReader, nio.AsyncClient]:
    made = MatrixSettings(
        homeserver="https://matrix.example.org",
        user_id=BOT,
        display_name="Anker Platz",
        allow=frozenset(),
        admins=frozenset(),
        credentials_file=Path("matrix.json"),
    )
    client = client_for(made, Patience())
    client.restore_login(BOT, "DEVICE", "token")
    direct_chats = DirectChats(client)
    clock = ServerClock(StandingClock())
    riddles = Riddles(client, clock, patience_seconds=1)
    found = SyncReader(made, client, direct_chats, riddles, clock=clock)
    return found, client


async def read(
    *timeline: object,
    state: tuple[object, ...] = (),
    account_data: tuple[object, ...] = (),
    date: str | None = None,
    **rooms: Any,
) -> SyncNews:
    return await read_by(
        *reader(), *timeline, state=state, account_data=account_data, date=date, **rooms
    )


async def read_by(
    found: SyncReader,
    client: nio.AsyncClient,
    *timeline: object,
    state: tuple[object, ...] = (),
    account_data: tuple[object, ...] = (),
    date: str | None = None,
    limited: bool = False,
    since: str | None = None,
    also: Mapping[str, object] | None = None,
    **rooms: Any,
) -> SyncNews:
    joined = {
        "timeline": {"events": list(timeline), "limited": limited},
        "state": {"events": list(state)},
    }
    body = {
        "next_batch": "s1",
        "rooms": {"join": {ROOM: joined, **(also or {})}, **rooms},
        "account_data": {"events": list(account_data)},
    }
    response = nio.SyncResponse.from_dict(body)
    assert isinstance(response, nio.SyncResponse)
    response.transport_response = SimpleNamespace(headers={"Date": date} if date else {})
    await client.receive_response(response)
    return await found.read(response, since=since)


def levels(**users: int) -> dict[str, object]:
    return {
        "type": "m.room.power_levels",
        "event_id": f"$levels{users}",
        "sender": "@anna:example.org",
        "state_key": "",
        "origin_server_ts": STAMP,
        "content": {"users": {f"@{user}:example.org": level for user, level in users.items()}},
    }


def line(text: str, *, ago_ms: int = 0) -> dict[str, object]:
    return {
        "type": "m.room.message",
        "event_id": f"${text}",
        "sender": "@anna:example.org",
        "origin_server_ts": STAMP - ago_ms,
        "content": {"msgtype": "m.text", "body": text},
    }


def member(user: str, membership: str, before: str | None = None) -> dict[str, object]:
    return {
        "type": "m.room.member",
        "event_id": f"${user}{membership}",
        "sender": user,
        "state_key": user,
        "origin_server_ts": STAMP,
        "content": {"membership": membership, "displayname": "Anna K"},
        "unsigned": {"prev_content": {"membership": before}} if before else {},
    }


def in_call(content: object, *, ago_ms: int) -> dict[str, object]:
    return {
        "type": "org.matrix.msc3401.call.member",
        "event_id": f"$call{ago_ms}",
        "sender": "@anna:example.org",
        "state_key": "_@anna:example.org_PHONE_m.call",
        "origin_server_ts": STAMP - ago_ms,
        "content": content,
    }


ENCRYPTION = {
    "type": "m.room.encryption",
    "event_id": "$e",
    "sender": "@anna:example.org",
    "state_key": "",
    "origin_server_ts": STAMP,
    "content": {"algorithm": "m.megolm.v1.aes-sha2"},
}
TOMBSTONE = {
    "type": "m.room.tombstone",
    "event_id": "$t",
    "sender": "@anna:example.org",
    "state_key": "",
    "origin_server_ts": STAMP,
    "content": {"replacement_room": "!new", "body": "moved"},
}


async def test_lines_before_the_bots_arrival_are_not_its_business():
    news = await read(
        line("old"), member(BOT, "invite"), line("new"), member(BOT, "join", "invite")
    )
    assert [found.text for found in news.lines] == ["new"]


async def test_a_changed_name_of_the_bot_is_no_arrival():
    news = await read(line("old"), member(BOT, "join", "join"), line("new"))
    assert [found.text for found in news.lines] == ["old", "new"]
    assert not news.entered


async def test_a_writer_has_the_name_that_the_room_displays():
    writer = member("@anna:example.org", "join")
    news = await read(line("known"), state=(writer,))
    assert news.lines[0].sender.name == "Anna K"
    assert (await read(line("unknown"))).lines[0].sender.name == "anna"


async def test_a_chat_is_direct_when_the_account_data_say_so_and_only_then():
    group = await read(line("x"))
    assert group.lines[0].kind is ChatKind.GROUP
    marked = {"type": "m.direct", "content": {"@anna:example.org": [ROOM, 7], "@ben:b": "x"}}
    direct = await read(line("x"), account_data=(marked,))
    assert direct.lines[0].kind is ChatKind.DIRECT


@pytest.mark.parametrize(
    ("date", "hours"),
    [
        ("Thu, 01 Jan 2026 02:00:00 GMT", -2),
        ("Wed, 31 Dec 2025 23:59:30 GMT", 0),
        ("Wed, 31 Dec 2025 22:00:00 GMT", 2),
        ("Thursday, noon", 0),
        (None, 0),
    ],
)
async def test_a_line_was_sent_when_our_clock_would_have_it(date: str | None, hours: int):
    news = await read(line("x"), date=date)
    assert news.lines[0].sent_at - NOW == timedelta(hours=hours)


async def test_an_upgraded_room_names_its_successor():
    news = await read(line("before"), TOMBSTONE)
    assert news.replacements == [(ChatId("!new"), "@anna:example.org")]
    assert [address.chat for address in news.removed] == [ROOM]
    assert [found.text for found in news.lines] == ["before"]


@given(one=events(contents), two=events(contents), three=events(contents))
@examples(100)
async def test_no_events_whatever_keep_the_next_sync_from_coming(one: Any, two: Any, three: Any):
    events_elsewhere = {"events": [deepcopy(one), deepcopy(two)]}
    elsewhere = {"!other": {"timeline": events_elsewhere, "state": events_elsewhere}}
    invited = {"!third": {"invite_state": {"events": [deepcopy(three)]}}}
    news = await read(one, two, line("fine"), state=(three,), leave=elsewhere, invite=invited)
    assert "fine" in [found.text for found in news.lines]


Asked = list[tuple[str, ...]]


def answering(monkeypatch: pytest.MonkeyPatch, *answers: object) -> Asked:
    """What the homeserver is asked for; it gives these answers, the last one for ever."""
    asked: Asked = []

    async def answer(_client: object, _method: str, *path: str, **_options: object) -> object:
        asked.append(path)
        told = answers[min(len(asked), len(answers)) - 1]
        if isinstance(told, Exception):
            raise told
        return told

    monkeypatch.setattr(reader_module, "bare_call", answer)
    return asked


ASKED_LEVELS = ("rooms", ROOM, "state", "m.room.power_levels")


async def test_levels_that_sync_tells_are_asked_for_where_others_are_known(
    monkeypatch: pytest.MonkeyPatch,
):
    """Where two changed the room at the same moment, sync tells old ones, or the wrong of two."""
    asked = answering(monkeypatch, levels(anna=100, ben=50)["content"])
    found, client = reader()
    await read_by(found, client, state=(levels(anna=100),))
    assert asked == []
    await read_by(found, client, levels(anna=100, carl=50))
    assert asked == [ASKED_LEVELS]
    assert found.role(ROOM, "@ben:example.org") is ChatRole.MODERATOR

    forked = member("@carl:example.org", "join")
    await read_by(found, client, forked, state=(levels(anna=100),))
    assert asked == [ASKED_LEVELS] * 2
    assert found.role(ROOM, "@ben:example.org") is ChatRole.MODERATOR


async def test_levels_are_asked_for_until_there_is_an_answer(monkeypatch: pytest.MonkeyPatch):
    away, current = TransientError("away"), levels(anna=100, ben=50)["content"]
    asked = answering(monkeypatch, away, current)
    found, client = reader()
    await read_by(found, client, state=(levels(anna=100, ben=50),))
    with pytest.raises(TransientError):
        await read_by(found, client, state=(levels(anna=100),))
    await read_by(found, client, state=(levels(anna=100),))
    assert asked == [ASKED_LEVELS] * 2
    assert found.role(ROOM, "@ben:example.org") is ChatRole.MODERATOR


async def test_a_room_whose_levels_cannot_be_had_holds_up_the_others_for_a_while_only(
    monkeypatch: pytest.MonkeyPatch,
):
    asked = answering(monkeypatch, TransientError("HTTP 500"))
    found, client = reader()
    await read_by(found, client, state=(levels(anna=100),))
    for _ in range(5):
        with pytest.raises(TransientError):
            await read_by(found, client, line("x"), state=(levels(anna=50),))
    news = await read_by(found, client, line("x"), state=(levels(anna=50),))
    assert [one.text for one in news.lines] == ["x"]
    assert len(asked) == 6


@pytest.mark.parametrize("is_answered_at_last", [True, False])
async def test_the_next_time_a_room_is_asked_about_as_patiently(
    is_answered_at_last: bool, monkeypatch: pytest.MonkeyPatch
):
    away, answer = TransientError("HTTP 500"), levels(anna=50)["content"]
    answering(monkeypatch, *[away] * 5, answer if is_answered_at_last else away, away)
    found, client = reader()
    await read_by(found, client, state=(levels(anna=100),))
    for _ in range(5):
        with pytest.raises(TransientError):
            await read_by(found, client, state=(levels(anna=50),))
    await read_by(found, client, state=(levels(anna=50),))
    with pytest.raises(TransientError):
        await read_by(found, client, state=(levels(anna=75),))


async def test_a_room_is_known_to_be_encrypted_although_another_cannot_be_asked_about(
    monkeypatch: pytest.MonkeyPatch,
):
    answering(monkeypatch, TransientError("away"))
    found, client = reader()
    await read_by(found, client, state=(levels(anna=100),))
    other = {"!other": {"timeline": {"events": []}, "state": {"events": [ENCRYPTION]}}}
    with pytest.raises(TransientError):
        await read_by(found, client, levels(anna=50), also=other)
    state = found.state(ChatId("!other"))
    assert state is not None
    assert state.encrypted


async def test_levels_told_again_are_not_asked_for(monkeypatch: pytest.MonkeyPatch):
    """As at the start, when the state of all rooms is told."""
    asked = answering(monkeypatch, None)
    found, client = reader()
    for _ in range(2):
        await read_by(found, client, state=(levels(anna=100),))
    assert asked == []
    assert found.role(ROOM, "@anna:example.org") is ChatRole.MODERATOR


async def test_who_left_a_call_is_not_put_back_by_what_is_told_again():
    joined = in_call({"application": "m.call"}, ago_ms=60_000)
    found, client = reader()
    await read_by(found, client, joined)
    state = found.state(ChatId(ROOM))
    assert state is not None
    assert set(state.call.there(now=NOW)) == {"@anna:example.org"}
    await read_by(found, client, in_call({}, ago_ms=30_000))
    await read_by(found, client, line("forked"), state=(joined,))
    assert not state.call.there(now=NOW)


async def test_an_upgrade_in_a_gap_of_the_timeline_is_not_missed():
    first_ever = await read(line("x"), state=(TOMBSTONE,), limited=True)
    assert not first_ever.replacements
    news = await read(line("x"), state=(TOMBSTONE,), limited=True, since="s0")
    assert news.replacements == [(ChatId("!new"), "@anna:example.org")]
    assert [address.chat for address in news.removed] == [ROOM]


async def test_an_upgrade_that_is_told_again_is_none():
    found, client = reader()
    await read_by(found, client, TOMBSTONE)
    news = await read_by(found, client, line("x"), state=(TOMBSTONE,))
    assert not news.replacements
    assert not news.removed


@pytest.mark.parametrize(
    ("since", "limited", "certain"),
    [("s0", True, False), ("s0", False, True), (None, True, True)],
    ids=["gap", "no gap", "first sync"],
)
async def test_encryption_may_have_been_switched_on_in_a_gap(
    since: str | None, limited: bool, certain: bool
):
    found, client = reader()
    await read_by(found, client, line("x"), limited=limited, since=since)
    state = found.state(ChatId(ROOM))
    assert state is not None
    assert (state.gap is None) is certain


@pytest.mark.parametrize("is_all_old", [False, True])
async def test_one_old_stamp_hides_no_gap(is_all_old: bool, monkeypatch: pytest.MonkeyPatch):
    async def read_back(*_: object, **_options: object) -> list[object]:
        return [line("missed")]

    monkeypatch.setattr(reader_module, "read_back", read_back)
    hour = 3_600_000
    heard = [line("bridged", ago_ms=hour), line("now", ago_ms=hour if is_all_old else 0)]
    gap = {"events": heard, "limited": True, "prev_batch": "p1"}
    news = await read(since="s0", also={"!other": {"timeline": gap}})
    missed = [] if is_all_old else ["missed"]
    assert [one.text for one in news.lines] == [*missed, "bridged", "now"]
