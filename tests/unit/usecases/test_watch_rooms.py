"""How often it is asked which rooms are looked at, where there are so many that this takes long."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.rendering.renderer import TemplateRenderer
from bot.usecases.calls.tell_live import TellLive
from bot.usecases.calls.watch_rooms import Lookout
from bot.usecases.ports.store import Work
from bot.usecases.speaking.herald import Herald
from bot.usecases.speaking.unwritten import Unwritten
from tests.unit.commands.conftest import FakeServer
from tests.unit.web.conftest import DEFAULTS, Neighbourhood

SECOND = timedelta(seconds=1)


class SlowStore:
    """A store in which every transaction takes so long."""

    def __init__(self, kiez: Neighbourhood, takes: timedelta) -> None:
        self._kiez = kiez
        self._takes = takes
        self.transactions = 0

    @asynccontextmanager
    async def begin(self, *, comes_again: bool = False) -> AsyncIterator[Work]:
        self.transactions += 1
        self._kiez.clock.time += self._takes
        async with self._kiez.store.begin(comes_again=comes_again) as work:
            yield work


def watching(kiez: Neighbourhood, store: SlowStore) -> Lookout:
    herald = Herald(renderer=TemplateRenderer([]), defaults=DEFAULTS, prefix="!")
    return Lookout(
        store=store,
        server=FakeServer(kiez.clock),
        clock=kiez.clock,
        tell=TellLive(herald=herald, unwritten=Unwritten(), invite=lambda room, _now: room),
        told=lambda _account: None,
    )


async def test_where_asking_takes_long_it_is_asked_in_a_small_part_of_the_time() -> None:
    kiez = Neighbourhood()
    store = SlowStore(kiez, SECOND)
    lookout = watching(kiez, store)
    assert await lookout.settle() is None
    asked_at = kiez.clock.now()
    for _ in range(3):
        lookout.poke()
        due = await lookout.settle()
    assert store.transactions == 1
    assert due == asked_at + 20 * SECOND
    kiez.clock.time = due
    await lookout.settle()
    assert store.transactions == 2, "what was poked for is not forgotten"


async def test_where_it_takes_no_time_every_change_is_looked_into_at_once() -> None:
    kiez = Neighbourhood()
    store = SlowStore(kiez, timedelta(0))
    lookout = watching(kiez, store)
    for number in range(1, 4):
        lookout.poke()
        await lookout.settle()
        assert store.transactions == number


async def test_a_clock_that_is_set_back_does_not_keep_it_from_being_asked() -> None:
    kiez = Neighbourhood()
    store = SlowStore(kiez, SECOND)
    lookout = watching(kiez, store)
    await lookout.settle()
    kiez.clock.time -= timedelta(hours=1)
    lookout.poke()
    await lookout.settle()
    assert store.transactions == 2
