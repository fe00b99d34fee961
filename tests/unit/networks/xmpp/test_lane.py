"""The way of lines to the door."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import repeat

import pytest

from bot.domain.chat import (
    AccountId,
    ChatAddress,
    ChatId,
    ChatKind,
    ChatRole,
    LineId,
    Person,
    PersonId,
)
from bot.domain.line import Incoming
from bot.errors import PermanentError, TransientError
from bot.networks import retrying
from bot.networks.xmpp.chats import lane as lanes
from bot.networks.xmpp.chats.lane import Arrival, Lane
from tests.unit.networks.xmpp.conftest import NOW, StillClock
from tests.unit.networks.xmpp.doors import MemoryDoor
from tests.unit.networks.xmpp.stanzas import BOT, ROOM


class ListedArchive:
    """Hands out pages as they are listed; an error among them is raised."""

    def __init__(self, *pages: Sequence[Arrival] | Exception) -> None:
        self.asked: list[tuple[str | None, datetime]] = []
        self._pages = list(pages)

    async def __call__(
        self, after: str | None, start: datetime
    ) -> AsyncIterator[Sequence[Arrival]]:
        self.asked.append((after, start))
        while self._pages:
            page = self._pages.pop(0)
            if isinstance(page, Exception):
                raise page
            yield page


async def as_it_is(line: Incoming) -> Incoming:
    return line


def arrival(name: str, *, archived: bool = True) -> Arrival:
    line = Incoming(
        line=LineId(name),
        chat=ChatAddress(AccountId(f"xmpp:{BOT}"), ChatId(ROOM)),
        kind=ChatKind.GROUP,
        sender=Person(PersonId("anna@example.org"), "Anna"),
        role=ChatRole.MEMBER,
        text=name,
        addressed=False,
        sent_at=NOW,
    )
    return Arrival(line, name if archived else None, NOW)


@asynccontextmanager
async def running(door: MemoryDoor) -> AsyncIterator[Lane]:
    lane = Lane(ROOM, door, StillClock(), as_it_is)
    task = asyncio.create_task(lane.run())
    yield lane
    task.cancel()
    await asyncio.wait({task})


async def test_what_was_missed_goes_before_what_is_written_now():
    door = MemoryDoor()
    door.positions[f"mam:{ROOM}"] = "a"
    archive = ListedArchive([arrival("b"), arrival("c")], [arrival("d")])
    async with running(door) as lane:
        lane.catch_up(archive)
        lane.put(arrival("d"))
        lane.put(arrival("e"))
        await door.line("e")

    assert door.texts == ["b", "c", "d", "e"]
    assert door.positions[f"mam:{ROOM}"] == "e"
    assert archive.asked == [("a", NOW - timedelta(minutes=15))]


async def test_nobody_moves_on_behind_what_is_not_kept_yet_but_lines_are_read():
    door = MemoryDoor()
    door.positions[f"mam:{ROOM}"] = "a"
    invitation = replace(arrival("c"), line=None)
    archive = ListedArchive([arrival("b"), invitation, arrival("d")], [arrival("e")])
    async with running(door) as lane:
        lane.hold(invitation)
        lane.catch_up(archive)
        lane.put(arrival("f"))
        await door.line("f")
        assert door.positions == {f"mam:{ROOM}": "b"}
        lane.pass_by(invitation)
        lane.put(arrival("g"))
        await door.line("g")

    assert door.texts == ["b", "d", "e", "f", "g"]
    assert door.positions == {f"mam:{ROOM}": "g"}


async def test_of_two_that_are_not_kept_yet_the_first_is_not_skipped():
    door = MemoryDoor()
    first, second = (replace(arrival(name), line=None) for name in "bc")
    async with running(door) as lane:
        lane.hold(first)
        lane.hold(second)
        lane.pass_by(second)
        lane.put(arrival("d"))
        await door.line("d")
        assert door.positions == {}
        lane.pass_by(first)
        await door.until(lambda: door.positions == {f"mam:{ROOM}": "b"})


async def test_the_first_time_nothing_is_read_but_the_place_is_marked():
    door = MemoryDoor()
    archive = ListedArchive([arrival("from long ago")])
    async with running(door) as lane:
        lane.catch_up(archive)
        await lane.caught_up.wait()

    assert archive.asked == []
    assert door.texts == []
    assert door.positions == {f"since:{ROOM}": NOW.isoformat()}


async def test_an_archive_that_fails_is_asked_again():
    door = MemoryDoor()
    door.positions[f"mam:{ROOM}"] = "a"
    archive = ListedArchive([arrival("b")], TransientError("slow"), [arrival("c")])
    async with running(door) as lane:
        lane.catch_up(archive)
        await lane.caught_up.wait()

    assert door.texts == ["b", "c"]
    assert [after for after, _ in archive.asked] == ["a", "b"]


async def test_an_archive_is_waited_for_as_long_as_the_stream_is_cut(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(retrying, "pauses", lambda *_: repeat(0))
    door = MemoryDoor()
    door.positions[f"mam:{ROOM}"] = "a"
    cut = [TransientError("not connected", whole_account=True)] * 20
    async with running(door) as lane:
        lane.catch_up(ListedArchive(*cut, [arrival("b")]))
        await lane.caught_up.wait()

    assert door.texts == ["b"]


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits between two tries."""
    monkeypatch.setattr(retrying, "pauses", lambda *_: repeat(0))
    monkeypatch.setattr(lanes, "AGAIN_AFTER_S", 0.0)


@pytest.mark.usefixtures("hurry")
async def test_an_archive_that_does_not_answer_is_read_later_and_stops_nothing_meanwhile():
    door = MemoryDoor()
    door.positions[f"mam:{ROOM}"] = "a"
    slow = [TransientError("no answer")] * 20
    archive = ListedArchive(*slow, [arrival("b")], [arrival("z")])
    async with running(door) as lane:
        lane.catch_up(archive)
        lane.put(arrival("z"))
        await door.line("z")
        assert door.texts == ["z"]
        await door.line("b")
        lane.put(arrival("zz"))
        await door.line("zz")

    assert door.texts == ["z", "b", "zz"]
    assert {after for after, _ in archive.asked} == {"a"}
    assert door.positions[f"mam:{ROOM}"] == "zz"


@pytest.mark.usefixtures("hurry")
async def test_who_dies_before_the_archive_was_read_reads_it_next_time():
    door = MemoryDoor()
    door.positions[f"mam:{ROOM}"] = "a"
    async with running(door) as lane:
        lane.catch_up(ListedArchive(*[TransientError("no answer")] * 10_000))
        lane.put(arrival("z"))
        await door.line("z")
        assert door.positions == {f"mam:{ROOM}": "a"}
    async with running(door) as lane:
        lane.catch_up(ListedArchive([arrival("b")], [arrival("z")]))
        await lane.caught_up.wait()

    assert door.texts == ["z", "b"]
    assert door.positions == {f"mam:{ROOM}": "z"}


@pytest.mark.usefixtures("hurry")
@pytest.mark.parametrize(
    "end", [TransientError("no answer"), PermanentError("forbidden")], ids=["too old", "closed"]
)
async def test_what_nobody_would_answer_any_more_is_looked_for_no_longer(
    end: TransientError | PermanentError, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("INFO")
    door, clock = MemoryDoor(), MovingClock()
    door.positions[f"mam:{ROOM}"] = "a"
    archive = ListedArchive(*[TransientError("no answer")] * 5, end, [arrival("b")])
    lane = Lane(ROOM, door, clock, as_it_is)
    task = asyncio.create_task(lane.run())
    lane.catch_up(archive)
    await lane.caught_up.wait()
    assert caplog.messages == ["Lines written while away cannot be read yet"]
    clock.time = NOW + timedelta(minutes=15)
    async with asyncio.timeout(5):
        while "were not read" not in caplog.text:  # noqa: ASYNC110 -- a log sets no event
            await asyncio.sleep(0)
    lane.put(arrival("z"))
    await door.line("z")
    task.cancel()
    await asyncio.wait({task})

    assert door.texts == ["z"]
    assert door.positions == {f"mam:{ROOM}": "z"}


@pytest.mark.usefixtures("hurry")
async def test_what_was_missed_before_is_read_when_the_room_is_entered_again(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(lanes, "AGAIN_AFTER_S", 0.05)
    door = MemoryDoor()
    door.positions[f"mam:{ROOM}"] = "a"
    broken = ListedArchive(*[TransientError("no answer")] * 5, [arrival("not asked for")])
    async with running(door) as lane:
        lane.catch_up(broken)
        await lane.caught_up.wait()
        lane.catch_up(archive := ListedArchive([arrival("b")]))
        await door.line("b")
        await asyncio.sleep(0.1)
        lane.put(arrival("z"))
        await door.line("z")

    assert door.texts == ["b", "z"]
    assert [after for after, _ in archive.asked] == ["a"]


async def test_an_archive_that_is_closed_to_us_does_not_stop_what_is_written_now():
    door = MemoryDoor()
    door.positions[f"mam:{ROOM}"] = "a"
    async with running(door) as lane:
        lane.catch_up(ListedArchive(PermanentError("forbidden")))
        lane.put(arrival("z"))
        await door.line("z")


async def test_without_an_archive_the_moment_is_the_position():
    door = MemoryDoor()
    async with running(door) as lane:
        assert await lane.history_from() is None
        lane.put(arrival("b", archived=False))
        await door.line("b")
        since = await lane.history_from()

    assert door.positions == {f"since:{ROOM}": NOW.isoformat()}
    assert since == NOW - timedelta(minutes=1)


async def test_nobody_asks_for_more_than_the_last_quarter_of_an_hour():
    door = MemoryDoor()
    door.positions[f"since:{ROOM}"] = (NOW - timedelta(days=3)).isoformat()

    assert await Lane(ROOM, door, StillClock(), as_it_is).history_from() == NOW - timedelta(
        minutes=15
    )


class MovingClock:
    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time


async def test_while_the_door_is_shut_for_long_only_what_may_be_answered_is_kept():
    door, clock = MemoryDoor(), MovingClock()
    door.is_shut = True
    lane = Lane(ROOM, door, clock, as_it_is)
    task = asyncio.create_task(lane.run())
    for minute in range(60):
        clock.time = NOW + timedelta(minutes=minute)
        lane.put(replace(arrival(f"{minute}"), at=clock.time))
        await asyncio.sleep(0)
    door.is_shut = False
    await door.line("59")
    task.cancel()
    await asyncio.wait({task})

    first_in_hand, *rest = door.texts
    assert first_in_hand == "0"
    assert rest == [f"{minute}" for minute in range(44, 60)]
    assert door.positions[f"mam:{ROOM}"] == "59"


async def test_a_door_that_is_shut_gets_the_same_again_in_order():
    door = MemoryDoor()
    door.is_shut = True
    async with running(door) as lane:
        for name in "abc":
            lane.put(arrival(name))
            await asyncio.sleep(0)
        assert door.texts == []
        door.is_shut = False
        await door.line("c")

    assert door.texts == ["a", "b", "c"]
