"""The card of a date shows its end when the date ends, unless the call still runs."""

from datetime import timedelta

import pytest

from bot.domain.attendance import Liveness
from bot.domain.chat import ChatKind
from bot.domain.due import AT_THE_START
from bot.domain.series import Change
from bot.domain.settings import Chat, Presence
from bot.usecases.ports.live import LiveState
from tests.unit.usecases.programme import ADA, CLUB, DAY, MINUTE, SUNDAY, World, at_local, local


@pytest.fixture
async def world() -> World:
    return World()


def runs(world: World, count: int | None = 3, *, liveness: Liveness = Liveness.LIVE) -> None:
    world.live.put(
        "anker", LiveState(liveness=liveness, count=count, since=world.now, seen_at=world.now)
    )


async def test_a_card_is_edited_when_its_date_ends_and_then_no_more(world: World) -> None:
    await world.plan(leads=[AT_THE_START])
    await world.watch("2026-03-29T11:30")
    async with world.store.begin() as work:
        [(running, _)] = await work.lookouts.open_cards(otherwise=Presence.COUNT)
    world.now = world.now + timedelta(minutes=30)
    await world.tell()
    async with world.store.begin() as work:
        card = await work.cards.get(running.key)
        assert await work.running_dates.next_end() is None
    assert card is not None
    assert card.closed_at == world.now


async def test_the_end_is_told_at_its_moment_by_an_edit(world: World) -> None:
    await world.plan(leads=[AT_THE_START])
    await world.watch("2026-03-29T13:00")
    assert at_local(world.edited) == ["Sun 29.03. 12:00 Choir is over"]


async def test_a_call_that_still_runs_keeps_its_card(world: World) -> None:
    await world.plan(leads=[AT_THE_START])
    await world.watch("2026-03-29T11:30")
    runs(world)
    await world.watch("2026-03-29T12:22")
    assert world.edited == []
    runs(world, liveness=Liveness.UNKNOWN)
    await world.watch("2026-03-29T13:00")
    assert at_local(world.edited) == ["Sun 29.03. 12:25 Choir is over"]


async def test_what_one_person_reads_in_private_is_no_card(world: World) -> None:
    series = await world.plan(leads=[])
    await world.subscribe(series, ADA, AT_THE_START, person=True)
    assert len(await world.watch("2026-03-29T13:00")) == 1
    assert world.edited == []


async def test_a_date_that_moved_ends_when_it_really_does(world: World) -> None:
    series = await world.plan(leads=[AT_THE_START])
    await world.change(series, Change(slot=SUNDAY, starts=local("2026-03-30T20:00")))
    await world.watch("2026-03-31T00:00")
    assert at_local(world.edited) == ["Mon 30.03. 21:00 Choir is over"]


async def test_a_chat_is_told_of_a_call_that_runs_already_as_far_as_it_may_know(
    world: World,
) -> None:
    series = await world.plan(leads=[10 * MINUTE, AT_THE_START])
    await world.subscribe(series, ADA, DAY, person=True)
    runs(world)
    told = [one.text for one in await world.watch("2026-03-29T11:00")]
    assert told == [
        "Choir in 1380m (private)",
        "Choir in 10m (running with 3)",
        "Choir begins (running with 3)",
    ]


@pytest.mark.parametrize(
    ("presence", "text"),
    [
        (Presence.OFF, "Choir begins"),
        (Presence.OPEN, "Choir begins (running with None)"),
        (Presence.NAMES, "Choir begins (running with 3)"),
    ],
)
async def test_a_chat_learns_of_a_call_what_it_wants_to_know(
    world: World, presence: Presence, text: str
) -> None:
    await world.plan(leads=[AT_THE_START])
    async with world.store.begin() as work:
        await work.chats.save(Chat(address=CLUB, kind=ChatKind.GROUP, presence=presence))
    runs(world)
    assert [one.text for one in await world.watch("2026-03-29T11:00")] == [text]
