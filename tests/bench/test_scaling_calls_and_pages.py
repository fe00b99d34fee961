"""What watching calls and showing pages cost by how much there is; otherwise as test_scaling.py."""

import os
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.series import Series
from bot.storage.opening import open_store
from bot.storage.sqlite.store import SqliteStore
from bot.usecases.programme.public_programme import PublicProgramme
from tests.bench.conftest import Report
from tests.bench.growth import with_exponents
from tests.bench.test_live_rooms import BusyServer, lookout_on, node_of, post_cards
from tests.bench.test_scaling import WAITING, filled, processor_ms
from tests.unit.web.conftest import DEFAULTS, Neighbourhood, another

pytestmark = [pytest.mark.bench, pytest.mark.timeout(900)]

IS_LONG = os.environ.get("ANKERPLATZ_TEST_LONG") == "1"
WATCHED = (1_000, 4_000, 16_000) if IS_LONG else (50, 100, 200)
PUBLIC = (10, 100, 1_000) if IS_LONG else (10, 40, 160)
LOADS = 20
PAGES = ("/", "/s/choir", "/calendar.ics", "/api/v1/programme.json")
MINUTES, A_ROUND = 1, timedelta(seconds=10)


class TurnedClock:
    """Goes on by hand, so that a minute of watching takes no longer than its work."""

    def __init__(self) -> None:
        self.time = datetime.now(UTC)

    def now(self) -> datetime:
        return self.time


async def test_watching_a_room_costs_the_same_however_many_are_watched(
    tmp_path: Path, report: Report
):
    """In each room somebody comes in once a minute, which the server pushes."""
    taken: dict[int, dict[str, float]] = {}
    for size in WATCHED:
        clock, chance = TurnedClock(), random.Random(4)
        store = open_store(f"sqlite:///{tmp_path}/{size}.db")
        server = BusyServer(clock, rooms=size, takes_s=0)
        lookout = lookout_on(store, server, clock)
        await post_cards(store, clock.now(), rooms=size)
        first = await processor_ms(lookout.settle)
        order = chance.sample(range(size), k=size)

        async def watch(
            clock: TurnedClock = clock, order: list[int] = order, server: BusyServer = server
        ) -> None:
            rounds = timedelta(minutes=MINUTES) // A_ROUND
            for turn in range(rounds):
                for number in order[turn::rounds]:
                    server.change(node_of(number), 1)
                clock.time += A_ROUND
                await lookout.settle()  # noqa: B023 -- is run in this turn

        minute = await processor_ms(watch)
        await store.close()
        assert sum(server.people.values()) == size
        assert server.looks >= 2 * size
        taken[size] = {"first_look_processor_ms": first, "minute_processor_ms": minute}
    figures = with_exponents(taken)
    report("cost by watched rooms, a join a minute in each", figures)
    for name, grows in figures["exponent"].items():
        assert grows < 1.3, name  # 2 would be a look at all for each


async def loaded(kiez: Neighbourhood, *pages: str) -> float:
    """Processor time of a page that is made anew, in ms, the visitor's included."""
    async with kiez.visited() as visitor:

        async def load(times: int) -> None:
            for _ in range(times):
                for page in pages:
                    async with visitor.get(page) as answer:
                        assert answer.status == 200, page
                        await answer.read()

        await load(1)  # templates are read once
        spent = await processor_ms(lambda: load(LOADS))
    return spent / LOADS / len(pages)


def public(*titles: str) -> Sequence[Series]:
    """A weekly series of each title, all of one chat."""
    return [replace(another(title), number=number) for number, title in enumerate(titles, start=1)]


def neighbourhood(store: SqliteStore) -> Neighbourhood:
    kiez = Neighbourhood()
    kiez.store = store
    kiez.programme = PublicProgramme(store=store, defaults=DEFAULTS)
    return kiez


async def test_a_page_costs_the_same_whatever_waits_that_is_not_public(
    tmp_path: Path, report: Report
):
    taken: dict[int, dict[str, float]] = {}
    for size in WAITING:
        database = tmp_path / f"{size}.db"
        await filled(database, size)
        store = SqliteStore(database)
        kiez = neighbourhood(store)
        await kiez.plan(*public("choir", "reading", "repair"))
        taken[size] = {"page_processor_ms": await loaded(kiez, *PAGES)}
        await store.close()
    figures = with_exponents(taken)
    report("cost of a page by subscriptions that wait", figures)
    assert figures["exponent"]["page_processor_ms"] < 0.3


async def test_a_page_with_twice_as_many_dates_costs_twice_as_much(tmp_path: Path, report: Report):
    taken: dict[int, dict[str, float]] = {}
    for size in PUBLIC:
        store = SqliteStore(tmp_path / f"{size}.db")
        kiez = neighbourhood(store)
        await kiez.plan(*public(*(f"choir{number}" for number in range(size))))
        taken[size] = {"page_processor_ms": await loaded(kiez, "/")}
        await store.close()
    figures = with_exponents(taken)
    report("cost of the programme's page by public series", figures)
    assert figures["exponent"]["page_processor_ms"] < 1.3
