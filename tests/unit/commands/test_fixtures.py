"""What hangs in a chat beside its lines: the pinned programme, and the widgets of calls."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.domain.attendance import Attendance, Liveness
from bot.domain.chat import ChatAddress, ChatRole
from bot.domain.fixture import Fixture, FixtureKind, Hanging, PinnedProgramme, PowerMissing
from bot.errors import AnkerplatzError, PermanentError, TransientError
from bot.usecases.chats.fit_out import FitOut
from tests.unit.commands.conftest import ACCOUNT, World

MODERATOR = ChatRole.MODERATOR


@dataclass
class FakeWall:
    """Remembers what hangs. `missing` is what the chat says of the power of the bot."""

    account = ACCOUNT
    missing: PowerMissing | None = None
    error: AnkerplatzError | None = None
    hangs: list[tuple[FixtureKind, str]] = field(default_factory=list)
    done: int = 0

    def power_missing(self, chat: ChatAddress, kind: FixtureKind) -> PowerMissing | None:  # noqa: ARG002 -- the port
        return self.missing

    async def put_up(self, fixture: Fixture) -> None:
        self._work()
        if (fixture.kind, fixture.name) not in self.hangs:
            self.hangs.append((fixture.kind, fixture.name))

    async def take_down(self, hanging: Hanging) -> None:
        self._work()
        self.hangs.remove((hanging.kind, hanging.name))

    def _work(self) -> None:
        self.done += 1
        if self.error:
            raise self.error


@pytest.fixture
def wall(world: World) -> FakeWall:
    wall = FakeWall()
    world.walls[ACCOUNT] = wall
    return wall


async def round_of(world: World) -> list[str]:
    """What is said in one round of fitting out."""
    await world.fit_out.settle()
    return [delivery.outgoing.text for delivery in await world.out()]


def someone_is_in(world: World, node: str, *, live: bool = True) -> None:
    liveness = Liveness.LIVE if live else Liveness.EMPTY
    world.server.there[node] = Attendance(
        liveness=liveness, seen_at=world.clock.now(), source="test", count=int(live)
    )


async def call_begins(world: World) -> None:
    await world.ask("!meet in Tea")
    someone_is_in(world, "tea")
    await world.lookout.settle()
    await world.out()


async def call_ends(world: World) -> None:
    for _look in range(2):
        world.clock.time += timedelta(minutes=2)
        someone_is_in(world, "tea", live=False)
        await world.lookout.settle()
    await world.out()


async def test_the_programme_is_posted_pinned_and_kept_true(world: World, wall: FakeWall):
    await world.moderate("!meet every sunday 11:00 Choir")
    assert "Undo: !pin off" in await world.moderate("!pin")
    (posted,) = await round_of(world)
    assert "The programme of this chat:" in posted
    assert "Choir" in posted
    assert await round_of(world) == []
    (pinned,) = wall.hangs
    assert pinned[0] is FixtureKind.PIN
    await world.moderate("!meet every monday 9:00 Tea")
    await world.fit_out.settle()
    (edit,) = await world.out()
    assert edit.edits == pinned[1]
    assert "Tea" in edit.outgoing.text
    assert wall.hangs == [pinned]
    assert wall.done == 1


@pytest.mark.usefixtures("wall")
async def test_a_programme_that_a_bug_breaks_keeps_no_other_from_its_chat(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    keep_true = FitOut._keep_true

    async def stumbling(self: FitOut, programme: PinnedProgramme) -> None:
        if programme.chat.chat == "choir":
            raise RuntimeError
        await keep_true(self, programme)

    monkeypatch.setattr(FitOut, "_keep_true", stumbling)
    for chat in ("choir", "club"):
        await world.ask("!pin", chat=chat, role=MODERATOR)
    await world.out()
    (posted,) = await round_of(world)
    assert "!meet" in posted
    assert "A pinned programme cannot be kept true by a bug" in caplog.messages


async def test_an_empty_programme_says_how_to_plan(world: World, wall: FakeWall):
    await world.moderate("!anheften")
    (posted,) = await round_of(world)
    assert "!meet" in posted
    await round_of(world)
    assert len(wall.hangs) == 1


async def test_pinning_again_replaces_the_line_and_off_takes_it_down(world: World, wall: FakeWall):
    await world.moderate("!pin")
    await round_of(world)
    await round_of(world)
    first = wall.hangs[:]
    await world.moderate("!pin")
    await round_of(world)
    await round_of(world)
    assert len(wall.hangs) == 1
    assert wall.hangs != first
    assert "Undo: !pin" in await world.moderate("!pin off")
    await round_of(world)
    assert wall.hangs == []
    assert await world.moderate("!pin aus") == "I have pinned nothing in this chat."


@pytest.mark.parametrize("verb", ["pin", "widget"])
async def test_missing_power_is_told_with_both_levels(world: World, wall: FakeWall, verb: str):
    wall.missing = PowerMissing(needs=50, has=0)
    said = await world.moderate(f"!{verb}")
    assert "power level 50" in said
    assert "have 0" in said
    assert await round_of(world) == []
    assert wall.done == 0


@pytest.mark.parametrize("verb", ["pin", "widget"])
async def test_only_moderators_and_only_where_something_can_hang(world: World, verb: str):
    assert "moderator" in await world.ask(f"!{verb}")
    assert "Nothing can be pinned" in await world.moderate(f"!{verb}")
    assert "!" + verb in await world.moderate(f"!{verb} sideways")


async def test_a_call_has_a_widget_for_as_long_as_it_runs(world: World, wall: FakeWall):
    assert "Undo: !widget off" in await world.moderate("!widget")
    await call_begins(world)
    await round_of(world)
    assert wall.hangs == [(FixtureKind.WIDGET, "tea")]
    await round_of(world)
    assert wall.done == 1
    await call_ends(world)
    await round_of(world)
    assert wall.hangs == []


async def test_a_chat_that_wants_none_has_no_widget_and_loses_the_one_it_has(
    world: World, wall: FakeWall
):
    await call_begins(world)
    await round_of(world)
    assert wall.hangs == []
    await world.moderate("!widget")
    await round_of(world)
    assert wall.hangs == [(FixtureKind.WIDGET, "tea")]
    await world.moderate("!widget off")
    await round_of(world)
    assert wall.hangs == []


async def test_what_was_put_up_is_taken_down_by_the_next_process(world: World, wall: FakeWall):
    await world.moderate("!widget")
    await call_begins(world)
    await round_of(world)
    await call_ends(world)
    world.restart()
    await round_of(world)
    assert wall.hangs == []


async def test_what_cannot_be_hung_now_is_hung_later(world: World, wall: FakeWall):
    await world.moderate("!widget")
    await call_begins(world)
    wall.error = TransientError("away")
    assert await round_of(world) == []
    wall.error = None
    await round_of(world)
    assert wall.hangs == [(FixtureKind.WIDGET, "tea")]


async def test_a_chat_that_refuses_after_all_is_told_once(world: World, wall: FakeWall):
    await world.moderate("!widget", "!pin")
    await call_begins(world)
    await round_of(world)
    wall.hangs.clear()
    async with world.store.begin() as work:  # as if it had died while putting them up
        for hanging in await work.fixtures.hanging():
            await work.fixtures.remove(hanging)
    wall.error = PermanentError("M_FORBIDDEN")
    wall.missing = PowerMissing(needs=50, has=0)
    said = sorted(await round_of(world))
    assert [text.splitlines()[0] for text in said] == [
        "I am no longer allowed to pin anything in this chat.",
        "I am no longer allowed to put widgets into this chat.",
    ]
    assert "To have me try again: !widget" in said[1]
    assert await round_of(world) == []


async def test_the_settings_say_what_hangs(world: World, wall: FakeWall):  # noqa: ARG001 -- hangs
    await world.moderate("!pin", "!widget")
    said = await world.moderate("!settings")
    assert "!pin off" in said
    assert "!widget off" in said


async def test_what_hangs_in_chats_of_another_copy_of_the_bot_is_left_to_it(
    world: World, wall: FakeWall
):
    await world.moderate("!pin")
    world.elsewhere.add(ACCOUNT)
    assert await round_of(world) == []
    world.elsewhere.clear()
    assert len(await round_of(world)) == 1
    world.elsewhere.add(ACCOUNT)
    await round_of(world)
    assert wall.hangs == []
    world.elsewhere.clear()
    await round_of(world)
    assert len(wall.hangs) == 1
