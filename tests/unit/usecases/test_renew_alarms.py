"""New rules of time zones move what waits, and cost nothing while they are the known ones."""

from dataclasses import replace

import pytest

from bot.domain.series import Series
from bot.usecases.programme.renew_alarms import renew_alarms
from tests.unit.usecases.programme import ADA, HOUR, MINUTE, SUNDAY, Killed, World, at


@pytest.fixture
async def world() -> World:
    return World()


async def waits(world: World, series: Series) -> None:
    """As if the alarm had been set by rules that were an hour off."""
    async with world.store.begin() as work:
        alarm = await work.alarms.get(series.id)
        assert alarm is not None
        assert alarm.due_at is not None
        await work.alarms.save(replace(alarm, due_at=alarm.due_at + HOUR))


async def told(world: World) -> list[str]:
    return [one.text for one in await world.watch("2026-03-29T12:00")]


async def test_what_waits_by_old_rules_is_told_by_the_new_ones(world: World) -> None:
    await waits(world, await world.plan(leads=[10 * MINUTE]))
    await renew_alarms(world.store, lambda: "2026a")
    assert await told(world) == ["Choir in 10m"]


async def test_known_rules_cost_one_look(world: World) -> None:
    await renew_alarms(world.store, lambda: "2026a")
    await waits(world, await world.plan(leads=[10 * MINUTE]))
    begun = world.store.begun
    await renew_alarms(world.store, lambda: "2026a")
    assert world.store.begun == begun + 1
    assert await told(world) == []


async def test_what_was_told_is_not_told_again(world: World) -> None:
    await world.plan(leads=[2 * HOUR, 10 * MINUTE])
    assert len(await world.watch("2026-03-29T09:30")) == 1
    await renew_alarms(world.store, lambda: "2026b")
    assert await told(world) == ["Choir in 10m"]


async def test_all_pages_are_worked_off_also_when_the_bot_dies_between(world: World) -> None:
    for number in range(230):
        await waits(
            world,
            await world.plan(f"Choir {number:03}", leads=[10 * MINUTE], target=ADA, start=SUNDAY),
        )
    world.store.dies_in = world.store.begun + 3
    with pytest.raises(Killed):
        await renew_alarms(world.store, lambda: "2026a")
    world.store.dies_in = None
    await renew_alarms(world.store, lambda: "2026a")
    async with world.store.begin() as work:
        due = await work.alarms.due(now=at("2026-03-29T10:50"), limit=1000)
    assert len(due) == 230
