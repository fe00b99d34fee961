"""Where a server lets an account say little, what is told to many begins early."""

from datetime import datetime, timedelta

import pytest

from bot.domain.allowance import LINES_AT_ONCE, Allowance
from bot.domain.chat import ChatAddress, ChatId
from bot.usecases.ports.programme import Subscription
from bot.usecases.telling.tell_early import TellEarly
from tests.unit.usecases.programme import ACCOUNT, MINUTE, World, at

SECOND = timedelta(seconds=1)
MORE = 8
LEAD = 10 * MINUTE
DUE = at("2026-03-29T10:50")


@pytest.fixture
async def world() -> World:
    """Reminders that are due at once for so many chats more than may hear of it at once."""
    world = World()
    world.allowances[ACCOUNT] = Allowance(5 * SECOND)
    series = await world.plan(leads=(LEAD,))
    async with world.store.begin() as work:
        for number in range(1, LINES_AT_ONCE + MORE):
            chat = ChatAddress(ACCOUNT, ChatId(f"chat{number}"))
            await work.subscriptions.add(Subscription(series=series.id, target=chat, lead=LEAD))
    return world


async def told_at(world: World, moment: datetime) -> int:
    world.now = moment
    await world.tell_due(moment)
    return len(await world.deliveries())


async def test_as_many_as_do_not_fit_begin_one_after_the_other_before_their_moment(
    world: World,
) -> None:
    told = [await told_at(world, DUE - before * SECOND) for before in range(60, -1, -5)]
    assert told == [0] * 4 + [1] * MORE + [LINES_AT_ONCE]


async def test_whoever_waits_is_woken_when_the_next_is_to_leave(world: World) -> None:
    assert await world.tell_due(DUE - MINUTE) == DUE - MORE * 5 * SECOND
    assert await world.tell_due(DUE - 20 * SECOND) == DUE - 15 * SECOND
    assert await world.tell_due(DUE - 4 * SECOND) == DUE


async def test_an_account_without_a_limit_tells_nobody_early(world: World) -> None:
    world.allowances.clear()
    assert await told_at(world, DUE - SECOND) == 0
    assert await told_at(world, DUE) == LINES_AT_ONCE + MORE


async def test_after_a_restart_nobody_is_told_again(world: World) -> None:
    told = await told_at(world, DUE - 20 * SECOND)
    world.restart()
    assert await told_at(world, DUE - 20 * SECOND) == 0
    assert told + await told_at(world, DUE) == LINES_AT_ONCE + MORE


async def test_a_bug_there_keeps_nothing_from_being_told_in_time(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def stumble(*_: object) -> None:
        raise KeyError("bug")

    monkeypatch.setattr(TellEarly, "__call__", stumble)
    assert await world.tell_due(DUE - MINUTE) == DUE
    assert "Telling early failed by a bug" in caplog.messages
    assert await told_at(world, DUE) == LINES_AT_ONCE + MORE


async def test_a_copy_that_leaves_the_rest_to_another_tells_only_what_has_to_be_early(
    world: World,
) -> None:
    world.now = now = DUE - 20 * SECOND
    assert await world.tell_due.early(now) == DUE - 15 * SECOND
    assert len(await world.deliveries()) == len(range(20, MORE * 5 + 1, 5))
    world.now = now = DUE
    await world.tell_due.early(now)
    assert await world.deliveries() == []
