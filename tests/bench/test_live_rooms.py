"""What it costs to watch many rooms in which people come and go all the time.

The server and the chats are in this process; the database is a real SQLite file.
"""

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import psutil
import pytest

from bot.commands.registry import VERBS
from bot.domain.attendance import Attendance, Liveness
from bot.domain.chat import AccountId, ChatAddress, ChatId, DeliveryKey
from bot.domain.conference import Card, ConferenceRoom
from bot.domain.delivery import NewDelivery, Outgoing
from bot.domain.language import ENGLISH
from bot.domain.settings import ChatSettings, Presence
from bot.rendering.renderer import TemplateRenderer
from bot.scheduling.clock import SystemClock
from bot.storage.opening import open_store
from bot.usecases.calls.tell_live import TellLive
from bot.usecases.calls.watch_rooms import Lookout
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.store import Store
from bot.usecases.speaking.herald import Herald
from bot.usecases.speaking.unwritten import Unwritten
from tests.bench.conftest import Report

pytestmark = pytest.mark.bench

ROOMS = 200
JOINS_A_MINUTE = 2_000
SECONDS = 5.0
ACCOUNT = AccountId("test:bot")
DEFAULTS = ChatSettings(
    language=ENGLISH, timezone="Europe/Berlin", presence=Presence.COUNT, leads=()
)


class BusyServer:
    """Pushes each join, as a server with a module does, and answers in a few milliseconds."""

    def __init__(self, clock: Clock, *, rooms: int, takes_s: float = 0.005) -> None:
        self._clock = clock
        self._takes_s = takes_s
        self._heard: Callable[[str], None] = lambda _node: None
        self.people = dict.fromkeys(map(node_of, range(rooms)), 0)
        self.looks = 0

    def on_news(self, heard: Callable[[str], None]) -> None:
        self._heard = heard

    async def attendance(self, room: ConferenceRoom, *, names: bool) -> Attendance:
        assert not names
        self.looks += 1
        await asyncio.sleep(self._takes_s)  # the way there and back
        count = self.people[room.node]
        return Attendance(
            liveness=Liveness.LIVE if count else Liveness.EMPTY,
            seen_at=self._clock.now(),
            source="bench",
            count=count,
        )

    def change(self, node: str, by: int) -> None:
        self.people[node] += by
        self._heard(node)


def node_of(number: int) -> str:
    return f"room{number}"


def lookout_on(store: Store, server: BusyServer, clock: Clock) -> Lookout:
    """What looks at the rooms, with the templates that say what it sees."""
    lookout = Lookout(
        store=store,
        server=server,
        clock=clock,
        tell=TellLive(
            herald=Herald(renderer=TemplateRenderer(VERBS), defaults=DEFAULTS, prefix="!"),
            unwritten=Unwritten(),
            invite=lambda room, _now: room,
        ),
        told=lambda _account: None,
    )
    server.on_news(lookout.heard)
    return lookout


async def post_cards(store: Store, now: datetime, *, rooms: int) -> None:
    """One in each of as many chats."""
    async with store.begin() as work:
        for node in map(node_of, range(rooms)):
            key = DeliveryKey(f"reply:{node}")
            chat = ChatAddress(ACCOUNT, ChatId(node))
            room = ConferenceRoom(
                name=node, node=node, link=f"https://x/{node}", topic=None, fixed=True
            )
            await work.outbox.add(
                NewDelivery(key=key, chat=chat, outgoing=Outgoing(text=node)), now=now
            )
            await work.cards.save(Card(key=key, chat=chat, room=room, posted_at=now))


async def _marks(store: Store) -> list[str]:
    async with store.begin() as work:
        return [
            card.last_shown for card, _ in await work.lookouts.open_cards(otherwise=Presence.COUNT)
        ]


async def test_many_busy_rooms_cost_little_and_every_card_shows_the_last_state(
    tmp_path: Path, report: Report
):
    clock, chance = SystemClock(), random.Random(4)
    store, server = open_store(f"sqlite:///{tmp_path}/bench.db"), BusyServer(clock, rooms=ROOMS)
    lookout = lookout_on(store, server, clock)
    await post_cards(store, clock.now(), rooms=ROOMS)
    process = psutil.Process()
    before = process.memory_full_info().uss
    watching = asyncio.create_task(lookout.run())
    await asyncio.sleep(1.0)  # the first look at each room is not what is measured
    began, cpu = time.perf_counter(), sum(process.cpu_times()[:2])
    joins = 0
    while (passed := time.perf_counter() - began) < SECONDS:
        while joins < passed * JOINS_A_MINUTE / 60:
            server.change(node_of(chance.randrange(ROOMS)), 1)
            joins += 1
        await asyncio.sleep(0.01)
    spent = sum(process.cpu_times()[:2]) - cpu
    figures = {
        "cpu_percent": 100 * spent / passed,
        "uss_more_mib": (process.memory_full_info().uss - before) / 2**20,
        "joins_a_minute": 60 * joins / passed,
        "looks_a_second": server.looks / passed,
    }
    async with asyncio.timeout(30):  # each card may have been edited ten seconds ago at most
        while not await _all_true(store, server):  # noqa: ASYNC110 -- a database tells nobody
            await asyncio.sleep(0.2)
    report(f"{ROOMS} watched rooms, pushed joins", {"Ankerplatz": figures})
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    await store.close()
    assert timedelta(seconds=passed) > timedelta(seconds=spent)


async def _all_true(store: Store, server: BusyServer) -> bool:
    shown = sorted(int(mark.split()[-1]) for mark in await _marks(store) if mark)
    return shown == sorted(count for count in server.people.values() if count)
