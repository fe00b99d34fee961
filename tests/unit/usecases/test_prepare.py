"""What was said of a date follows it, is told with it, and is erased when it is long past."""

from datetime import datetime, timedelta

import pytest

from bot.domain.chat import LineId, PersonId
from bot.domain.due import Due
from bot.domain.preparation import AgendaPoint, Rsvp
from bot.domain.reactions import Meaning, meanings
from bot.domain.series import Change, Series, date_of, dates
from bot.domain.subject import Subject
from bot.usecases.ports.people import KeptReaction
from bot.usecases.telling.reminders import reminder_key
from bot.usecases.upkeep.keep_house import keep_house
from tests.unit.usecases.programme import ACCOUNT, CLUB, DAY, MINUTE, SUNDAY, World, at, local

EVE = PersonId("eve")
MONTH = timedelta(days=30)


@pytest.fixture
async def world() -> World:
    return World()


async def say(world: World, series: Series, *, slot: str, points: int = 0) -> None:
    """Eve comes to that date, by a thumb, and now adds so many points."""
    async with world.store.begin() as work:
        rsvp = Rsvp(series=series.id, slot=local(slot), person=EVE, coming=True)
        await work.preparations.save(rsvp, now=world.now)
        await work.reactions.save(
            KeptReaction(
                chat=CLUB,
                line=LineId("thumb"),
                meaning=Meaning.COMING,
                to=LineId("card"),
                person=EVE,
                series=series.id,
                slot=local(slot),
                effective=True,
            )
        )
        for number in range(points):
            point = AgendaPoint(number=number, text=f"{number}", added_at=world.now)
            await work.preparations.add(series.id, point)


async def left(world: World, series: Series) -> tuple[int, int, int]:
    """How many rsvps, reactions and points are kept."""
    async with world.store.begin() as work:
        return (
            len(await work.preparations.of_person(EVE)),
            len(await work.reactions.of_person(EVE, series.id)),
            len(await work.preparations.points(series.id)),
        )


class Hands:
    """The clock of that world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def now(self) -> datetime:
        return self._world.now


class TestKeepingHouse:
    async def clean(self, world: World, later: timedelta) -> None:
        world.now += later
        await keep_house(world.store, Hands(world), retention=MONTH)

    async def test_what_was_said_of_a_date_goes_so_long_after_it(self, world: World) -> None:
        series = await world.plan()
        await say(world, series, slot="2026-03-29T11:00", points=2)
        await self.clean(world, 9 * DAY + MONTH - timedelta(hours=3))
        assert await left(world, series) == (1, 1, 2)
        await self.clean(world, DAY)
        assert await left(world, series) == (0, 0, 0)

    async def test_what_was_said_long_before_a_date_stays_until_then(self, world: World) -> None:
        series = await world.plan()
        await say(world, series, slot="2026-12-06T11:00")
        await self.clean(world, 5 * MONTH)
        assert await left(world, series) == (1, 1, 0)

    async def test_a_date_that_was_moved_is_past_when_it_has_been(self, world: World) -> None:
        series = await world.plan()
        await say(world, series, slot="2026-03-29T11:00")
        await world.change(series, Change(slot=SUNDAY, starts=local("2026-06-01T20:00")))
        await self.clean(world, 2 * MONTH)
        assert await left(world, series) == (1, 1, 0)
        await self.clean(world, 2 * MONTH)
        assert await left(world, series) == (0, 0, 0)


class TestTelling:
    async def test_a_reminder_carries_it_and_knows_what_it_is_about(self, world: World) -> None:
        series = await world.plan(leads=[10 * MINUTE])
        await say(world, series, slot="2026-03-29T11:00", points=1)
        (told,) = await world.tell("2026-03-29T10:50")
        assert told.text == "Choir in 10m (1 come, 1 points, ())"
        (told,) = await world.tell("2026-04-05T10:50")
        assert told.text == "Choir in 10m"
        key = reminder_key(
            Due(
                date=dates(series, after=at("2026-03-29"), limit=1)[0],
                lead=10 * MINUTE,
                at=world.now,
            ),
            CLUB,
        )
        async with world.store.begin() as work:
            posted = await work.outbox.line(ACCOUNT, LineId(f"posted:{key}"))
        assert posted
        assert posted.about == Subject(series=series.id, slot=SUNDAY, lead=10 * MINUTE)


class TestDates:
    async def test_a_date_is_known_by_its_slot_wherever_it_is_now(self, world: World) -> None:
        series = await world.plan()
        moved, off = local("2026-04-06T20:00"), local("2026-04-12T11:00")
        changed = series.changed(
            Change(slot=local("2026-04-05T11:00"), starts=moved), Change(slot=off, starts=None)
        )
        found = date_of(changed, local("2026-04-05T11:00"))
        assert found
        assert (found.starts_at, found.is_moved) == (at("2026-04-06T20:00"), True)
        assert (found := date_of(changed, off))
        assert found.is_off
        assert date_of(changed, SUNDAY)
        assert date_of(changed, moved) is None


@pytest.mark.parametrize(
    ("emoji", "meant"),
    [
        (("🔔",), {Meaning.BELL}),
        (("🔔\ufe0f", "👍🏿", "😀"), {Meaning.BELL, Meaning.COMING}),
        (("👎🏻", "👎"), {Meaning.ABSENT}),
        (("", "👍👍", "🔕"), set[Meaning]()),
    ],
)
def test_an_emoji_means_the_same_in_every_shape_and_colour(
    emoji: tuple[str, ...], meant: set[Meaning]
) -> None:
    assert meanings(emoji) == meant
