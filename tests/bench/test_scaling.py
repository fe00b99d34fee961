"""What grows with what, as an exponent: from a thousand up to a million of each.

Processor time and not what the clock says, because it is the same on a machine that others use.
ANKERPLATZ_TEST_LONG=1 goes up to a million subscriptions.
"""

import asyncio
import os
import sqlite3
import statistics
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from bot.bootstrap.adapters import conference_server
from bot.bootstrap.assembly import Assembly, assemble
from bot.config import load
from bot.demo.program import write_configuration
from bot.domain.chat import AccountId, ChatAddress, ChatId, DeliveryKey, LineId
from bot.domain.delivery import NewDelivery, Outgoing
from bot.scheduling.clock import SystemClock
from bot.storage.sqlite.store import SqliteStore
from bot.usecases.ports.store import Store
from tests.bench.conftest import Report
from tests.bench.growth import with_exponents
from tests.bench.test_many_subscriptions import fill
from tests.fixtures.programme import Planned, put

pytestmark = [pytest.mark.bench, pytest.mark.timeout(900)]

IS_LONG = os.environ.get("ANKERPLATZ_TEST_LONG") == "1"
WAITING = (1_000, 10_000, 100_000, 1_000_000) if IS_LONG else (1_000, 4_000, 16_000)
LINES = (1_000, 4_000, 16_000, 64_000) if IS_LONG else (250, 500, 1_000)
WAKES = 200 if IS_LONG else 20
APART = timedelta(milliseconds=100)
EACH = 100
"""Subscriptions of a series, of those that wait."""
DUE_SERIES, DUE_EACH = 10, 10
CHATS, CHUNK, LEASE = 100, 64, timedelta(minutes=1)
ACCOUNT = AccountId("xmpp:anker@example.org")
_numbers = count(1)


@asynccontextmanager
async def at_work(database: Path) -> AsyncGenerator[Assembly]:
    """All of the bot but its networks."""
    config = database.with_suffix(".toml")
    write_configuration(
        config,
        {
            "bot": {"database": f"sqlite:///{database}"},
            "jitsi": {"url": "https://meet.example"},
            "xmpp": {"jid": "anker@example.org", "password": "unused"},
        },
    )
    configuration, clock = load(config, {}), SystemClock()
    store, server = SqliteStore(database), conference_server(configuration, clock)
    yield assemble(configuration, store=store, clock=clock, server=server, networks=[])
    await store.close()
    await server.close()


async def filled(database: Path, subscriptions: int) -> None:
    """A database in which so many wait."""
    await SqliteStore(database).close()
    fill(database, ACCOUNT, subscriptions, series=subscriptions // EACH)


async def bytes_of_an_empty_database(folder: Path) -> int:
    database = folder / "empty.db"
    await SqliteStore(database).close()
    return database.stat().st_size


async def processor_ms(work: Callable[[], Awaitable[object]]) -> float:
    began = time.process_time()
    await work()
    return 1000 * (time.process_time() - began)


def due_at(moments: Sequence[datetime], *, each: int = 1) -> list[Planned]:
    targets = [ChatAddress(ACCOUNT, ChatId(f"chat{number}")) for number in range(each)]
    return [Planned(title=f"due{next(_numbers)}", due=due, targets=targets) for due in moments]


async def test_neither_telling_nor_starting_depends_on_what_waits(tmp_path: Path, report: Report):
    taken: dict[int, dict[str, float]] = {}
    empty = await bytes_of_an_empty_database(tmp_path)
    for size in WAITING:
        database = tmp_path / f"{size}.db"
        await filled(database, size)
        grown = database.stat().st_size - empty
        tellings: list[float] = []
        starts: list[float] = []
        for _ in range(3):
            async with at_work(database) as bot:
                starts.append(await processor_ms(bot.alarm_clock.settle))
                await put(bot.store, due_at([datetime.now(UTC)] * DUE_SERIES, each=DUE_EACH))
                tellings.append(await processor_ms(bot.alarm_clock.settle))
        taken[size] = {
            "tell_100_processor_ms": min(tellings),
            "first_look_processor_ms": min(starts),
            "database_more_mib": grown / 2**20,
        }
    figures = with_exponents(taken)
    report("cost by subscriptions that wait", figures)
    grows = figures["exponent"]
    assert grows["tell_100_processor_ms"] < 0.3  # none at all, and what luck adds in few points
    assert grows["first_look_processor_ms"] < 0.5
    assert grows["database_more_mib"] < 1.1


async def lateness_ms(bot: Assembly, database: Path) -> list[float]:
    """Of lines that fall due one after the other, from the due moment to their row."""
    begin = datetime.now(UTC) + timedelta(seconds=1)
    moments = [begin + number * APART for number in range(WAKES)]
    dates = due_at(moments)
    await put(bot.store, dates)
    due = {date.title: date.due for date in dates}
    alarm = asyncio.create_task(bot.alarm_clock.run())
    try:
        async with asyncio.timeout(60 + WAKES):
            while len(rows := told(database, due)) < WAKES:  # noqa: ASYNC110 -- another process writes it
                await asyncio.sleep(0.1)
    finally:
        alarm.cancel()
        await asyncio.wait([alarm])
    return [1000 * (at - due[title].timestamp()) for title, at in rows.items()]


def told(database: Path, due: dict[str, datetime]) -> dict[str, float]:
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    rows = connection.execute("SELECT key, added_at FROM outbox WHERE key LIKE 'reminder:%'")
    found = {key.split(":")[1]: added_at / 1000 for key, added_at in rows}
    connection.close()
    return {title: at for title, at in found.items() if title in due}


async def test_a_reminder_is_late_by_the_same_whatever_waits(tmp_path: Path, report: Report):
    taken: dict[int, dict[str, float]] = {}
    for size in WAITING:
        database = tmp_path / f"{size}.db"
        await filled(database, size)
        async with at_work(database) as bot:
            await put(bot.store, due_at([datetime.now(UTC)]))
            await bot.alarm_clock.settle()  # the first one also loads its template
            late = await lateness_ms(bot, database)
        assert min(late) >= -1  # rows count whole milliseconds
        parts = statistics.quantiles(late, n=100, method="inclusive")
        taken[size] = {"p50_ms": max(parts[49], 1), "p99_ms": max(parts[98], 1)}
    report("lateness of the wake-up by subscriptions that wait", with_exponents(taken))


async def say_all(store: Store, lines: int) -> None:
    """Through the outbox and out of it, as the planner and a delivery worker do it."""
    chats = [ChatAddress(ACCOUNT, ChatId(f"chat{number}")) for number in range(CHATS)]
    now = datetime.now(UTC)
    for begin in range(0, lines, CHUNK):
        async with store.begin() as work:
            for number in range(begin, min(begin + CHUNK, lines)):
                line = NewDelivery(
                    key=DeliveryKey(f"reminder:{number}"),
                    chat=chats[number % CHATS],
                    outgoing=Outgoing(text="It begins in 10 minutes"),
                )
                await work.outbox.add(line, now=now)
    said = 0
    while said < lines:
        async with store.begin() as work:
            claimed = await work.outbox.claim(
                ACCOUNT, owner="bench", now=now, lease_until=now + LEASE, limit=CHUNK
            )
        async with store.begin() as work:
            posted = [(delivery, LineId(f"{delivery.key}")) for delivery in claimed]
            await work.outbox.sent(posted, owner="bench", now=now)
        said += len(claimed)


async def test_twice_as_many_lines_cost_twice_as_much(tmp_path: Path, report: Report):
    taken: dict[int, dict[str, float]] = {}
    empty = await bytes_of_an_empty_database(tmp_path)
    for size in LINES:
        database = tmp_path / f"{size}.db"
        store = SqliteStore(database)
        spent = await processor_ms(lambda store=store, size=size: say_all(store, size))
        await store.close()
        grown = database.stat().st_size - empty
        taken[size] = {"processor_ms": spent, "database_more_mib": grown / 2**20}
    figures = with_exponents(taken)
    report("cost by lines through the outbox", figures)
    assert figures["exponent"]["processor_ms"] < 1.3  # 2 would be a look at all with each line
    assert figures["exponent"]["database_more_mib"] < 1.1
