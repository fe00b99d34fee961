"""What changes is told: to every other chat and every subscriber, once, whoever dies meanwhile."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.domain.chat import ChatAddress, ChatId
from bot.domain.recurrence import Recurrence
from bot.domain.series import Occurrence, Series, dates
from bot.usecases.ports.store import Work
from bot.usecases.programme.change_series import (
    call_off,
    move,
    restore,
    retitle,
    skip,
    take_up_again,
)
from bot.usecases.programme.edit_series import Edit, edit
from bot.usecases.telling.tell_news import PAGE
from tests.unit.usecases.programme import (
    ACCOUNT,
    ADA,
    CLUB,
    DAY,
    HOUR,
    MINUTE,
    Killed,
    Told,
    World,
    at,
    local,
)

BAND = ChatAddress(ACCOUNT, ChatId("band"))
FIRST = local("2026-03-22T11:00")
Act = Callable[[Work, Series], Awaitable[object]]


@pytest.fixture
async def world() -> World:
    """It is Friday, 20 March; the choir is on Sundays at 11."""
    return World()


def next_dates(world: World, series: Series, limit: int = 1) -> tuple[Occurrence, ...]:
    return dates(series, after=world.now, limit=limit)


async def change(world: World, act: Act) -> list[str]:
    """What is told of it, and to whom."""
    async with world.store.begin() as work:
        series = await work.programme.find(CLUB, 1)
        assert series is not None
        await act(work, series)
    return said(await world.tell())


def said(told: list[Told]) -> list[str]:
    return [f"{one.chat}: {one.text}" for one in told]


async def heard_by_all(world: World) -> Series:
    """The owner chat, another one, and a person."""
    series = await world.plan(start=FIRST)
    await world.subscribe(series, BAND, DAY, 10 * MINUTE)
    await world.subscribe(series, ADA, HOUR, person=True)
    return series


async def test_other_chats_and_persons_are_told_and_the_owner_chat_is_not(world: World) -> None:
    await heard_by_all(world)
    told = await change(
        world, lambda work, series: skip(work, series, next_dates(world, series), now=world.now)
    )
    assert sorted(told) == ["ada: Choir off 22.03. (private)", "band: Choir off 22.03."]
    assert await world.tell() == []


async def test_each_way_in_which_a_series_changes_is_told(world: World) -> None:
    series = await heard_by_all(world)
    later = at("2026-03-24T20:00")
    acts: list[tuple[Act, str]] = [
        (lambda w, s: skip(w, s, next_dates(world, s, 2), now=world.now), "off 22.03. 29.03."),
        (
            lambda w, s: restore(
                w, s, [d for d in next_dates(world, s) if d.is_off], now=world.now
            ),
            "on 22.03. 29.03.",
        ),
        (lambda w, s: move(w, next_dates(world, s)[0], later, now=world.now), "moved 22.03."),
        (
            lambda w, s: retitle(w, next_dates(world, s)[0], "Singing", now=world.now),
            "retitled 24.03.",
        ),
        (lambda w, s: call_off(w, s, now=world.now), "called off 24.03."),
        (lambda w, s: take_up_again(w, s, now=world.now), "resumed 24.03."),
        (
            lambda w, s: edit(
                w,
                s,
                Edit(recurrence=replace(s.recurrence, start=local("2026-03-22T12:00"))),
                now=world.now,
            ),
            "altered 24.03.",
        ),
    ]
    for act, text in acts:
        assert f"band: {series.title} {text}" in await change(world, act)


@pytest.mark.parametrize(
    "wish", [Edit(title="Chor"), Edit(public=True), Edit(leads=(HOUR,)), Edit(duration=2 * HOUR)]
)
async def test_what_sends_nobody_to_another_place_or_time_is_not_told(
    world: World, wish: Edit
) -> None:
    await heard_by_all(world)
    assert not await change(world, lambda w, s: edit(w, s, wish, now=world.now))


async def test_who_was_reminded_already_is_told_that_the_reminder_is_void(world: World) -> None:
    await heard_by_all(world)
    await world.watch("2026-03-22T09:00")
    assert sorted(await change(world, lambda w, s: call_off(w, s, now=world.now))) == [
        "ada: Choir called off 22.03. (private)",  # an hour before comes later
        "band: Choir called off 22.03. (void)",
    ]


async def test_a_single_date_that_is_called_off_is_told(world: World) -> None:
    series = await world.plan(start=FIRST, rrule=None, leads=[])
    await world.subscribe(series, ADA, HOUR, person=True)
    assert await change(world, lambda w, s: call_off(w, s, now=world.now)) == [
        "ada: Choir called off 22.03. (private)"
    ]


async def test_news_of_what_is_past_are_told_to_nobody(world: World) -> None:
    await heard_by_all(world)
    async with world.store.begin() as work:
        series = await work.programme.find(CLUB, 1)
        assert series is not None
        await skip(work, series, next_dates(world, series), now=world.now)
    assert "off" not in " ".join(said(await world.tell("2026-03-23T12:00")))


async def test_a_crowd_is_told_page_by_page_and_each_once_whenever_the_bot_dies() -> None:
    size = 2 * PAGE + 7
    for dies_in in range(1, 9):
        world = World()
        series = await world.plan(start=FIRST, leads=[])
        async with world.store.begin() as work:
            await skip(work, series, next_dates(world, series), now=world.now)
        for number in range(size):
            target = ChatAddress(ACCOUNT, ChatId(f"{number:05}"))
            await world.subscribe(series, target, *[DAY, HOUR][: 1 + number % 2], person=True)
        world.store.dies_in = world.store.begun + dies_in
        try:
            await world.tell_due(world.now)
        except Killed:
            world.store.dies_in = None
            world.restart()
            await world.tell_due(world.now)
        assert sorted(one.chat for one in await world.out()) == [f"{n:05}" for n in range(size)]


async def test_what_is_due_is_told_before_news_to_a_crowd(world: World) -> None:
    series = await world.plan(start=FIRST, leads=[])
    for number in range(3):
        await world.subscribe(
            series, ChatAddress(ACCOUNT, ChatId(f"{number:05}")), HOUR, person=True
        )
    due = await world.plan("Board", start=FIRST, leads=[DAY])
    async with world.store.begin() as work:
        await skip(work, series, next_dates(world, series), now=world.now)
    world.now = at("2026-03-21T11:00")
    told = await world.tell()
    assert told[0].text.startswith(due.title)
    assert len(told) == 4


async def test_news_wait_for_nobody_where_nobody_else_hears_of_the_series(world: World) -> None:
    await world.plan(start=FIRST)
    assert not await change(world, lambda w, s: call_off(w, s, now=world.now))
    async with world.store.begin() as work:
        assert await work.newsstand.first() is None


async def test_another_zone_is_another_time(world: World) -> None:
    await heard_by_all(world)
    tokyo = Recurrence(start=FIRST, timezone="Asia/Tokyo", rrule="FREQ=WEEKLY")
    told = await change(world, lambda w, s: edit(w, s, Edit(recurrence=tokyo), now=world.now))
    assert "band: Choir altered 22.03." in told
