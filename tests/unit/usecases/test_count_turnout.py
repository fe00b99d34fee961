"""How many came is kept of those series alone for which it was wished, as a bare number."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.attendance import Attendance, Liveness
from bot.domain.chat import ChatKind
from bot.domain.series import Series
from bot.domain.settings import Chat, Presence
from bot.usecases.programme.count_turnout import CountTurnout
from tests.unit.usecases.test_programme_rooms import Watch
from tests.unit.web.conftest import CHOIR, CLUB, DEFAULTS

MINUTE = timedelta(minutes=1)
TEN = datetime.fromisoformat("2026-11-29T10:00:00Z")
"""When the choir begins on Sunday."""


class Counted(Watch):
    """The choir is counted; time passes, and people come and go."""

    def __init__(self) -> None:
        super().__init__()
        self.count = CountTurnout(
            store=self.kiez.store,
            clock=self.kiez.clock,
            defaults=DEFAULTS,
            take_peaks=self.lookout.board.take_peaks,
        )

    async def with_series(self, series: Series) -> None:
        await self.kiez.plan(series)
        async with self.kiez.store.begin() as work:
            await work.turnouts.begin(series.id)

    async def has(self, people: int | None, at: datetime) -> None:
        """So many are there from then on; None when the server does not tell."""
        self.kiez.clock.time = at
        liveness = Liveness.EMPTY if people == 0 else Liveness.LIVE
        seen = Attendance(liveness=liveness, count=people, seen_at=at, source="x")
        self.server.there["anker"] = seen
        self.lookout.poke()
        await self.lookout.settle()

    async def numbers(self) -> list[int]:
        await self.count()
        async with self.kiez.store.begin() as work:
            return [one.people for one in await work.turnouts.of(CHOIR.id, limit=9)]


@pytest.fixture
async def counted() -> Counted:
    counted = Counted()
    await counted.with_series(replace(CHOIR, public=False))
    return counted


async def test_the_most_who_were_there_at_once_are_kept_for_each_date(counted: Counted) -> None:
    await counted.has(2, TEN - 20 * MINUTE)
    assert await counted.numbers() == [2], "whoever comes early counts"
    await counted.has(7, TEN + 5 * MINUTE)
    await counted.has(3, TEN + 6 * MINUTE)
    assert await counted.numbers() == [7], "also what was gone before it was asked for"
    await counted.has(4, TEN + 59 * MINUTE)
    assert await counted.numbers() == [7]
    await counted.has(5, TEN + timedelta(days=7))
    assert await counted.numbers() == [7, 5]


async def test_what_is_before_and_after_a_date_does_not_count(counted: Counted) -> None:
    await counted.has(9, TEN - timedelta(hours=3))
    await counted.count()
    await counted.has(9, TEN + timedelta(hours=3))
    assert await counted.numbers() == []


async def test_who_does_not_come_is_a_zero_and_what_nobody_tells_is_nothing(
    counted: Counted,
) -> None:
    await counted.has(None, TEN)
    assert await counted.numbers() == []
    await counted.has(0, TEN + MINUTE)
    assert await counted.numbers() == [0]


@pytest.mark.parametrize("presence", [Presence.OFF, Presence.OPEN])
async def test_a_chat_that_shows_no_numbers_keeps_none(
    counted: Counted, presence: Presence
) -> None:
    async with counted.kiez.store.begin() as work:
        await work.chats.save(Chat(address=CLUB, kind=ChatKind.GROUP, presence=presence))
    await counted.has(4, TEN)
    assert await counted.numbers() == []


async def test_of_a_series_that_nobody_wished_to_count_nothing_is_kept() -> None:
    counted = Counted()
    await counted.kiez.plan(CHOIR)
    await counted.has(4, TEN)
    assert await counted.numbers() == []
