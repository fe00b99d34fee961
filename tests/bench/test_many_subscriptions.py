"""What a large programme costs while it waits, and when a little of it falls due.

ANKERPLATZ_TEST_LONG=1 goes up to a million subscriptions.
"""

import os
import sqlite3
import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.bootstrap.adapters import conference_server
from bot.bootstrap.assembly import assemble
from bot.config import load
from bot.demo.program import BotProgram
from bot.domain.chat import AccountId, ChatAddress, ChatId
from bot.scheduling.clock import SystemClock
from bot.storage.series_payload import pack_series
from bot.storage.sqlite.store import SqliteStore
from tests.bench.conftest import Report
from tests.bench.growth import with_exponents
from tests.bench.test_footprint import idle_mebibytes
from tests.fixtures.databases import database_of
from tests.fixtures.programme import Planned, account_of, plan
from tests.fixtures.venue import MakeProgram, Venues

pytestmark = [pytest.mark.bench, pytest.mark.timeout(900)]

IS_LONG = os.environ.get("ANKERPLATZ_TEST_LONG") == "1"
SIZES = (1_000, 10_000, 100_000, 1_000_000) if IS_LONG else (1_000, 10_000)
STARTS = 5 if IS_LONG else 2
SERIES = 10_000
"""At most: of fewer subscriptions each is in a series of its own."""
DUE_SERIES, DUE_EACH = 10, 10

FILL = """
WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :series)
INSERT INTO series (id, account, chat, number, is_over, payload)
SELECT 'bulk' || n, :account, 'chat ' || n % 1000, n, 0, :payload FROM number;
"""
ALARMS = """
INSERT INTO alarm (series, told_until, due_at)
SELECT id, 0, :due_at + number FROM series WHERE id LIKE 'bulk%'
"""
SUBSCRIBE = """
WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :each)
INSERT INTO subscription (series, lead, account, chat, person)
SELECT series.id, 600000, :account, 'person' || n || '@example.org', 'person' || n || '@example.org'
  FROM series, number WHERE series.id LIKE 'bulk%' ORDER BY series.id
"""


def fill(database: Path, account: AccountId, subscriptions: int, *, series: int) -> None:
    """So many in so many series, none of which is due this year."""
    later = datetime.now(UTC).replace(microsecond=0) + timedelta(days=365)
    one = Planned(title="bulk", due=later, targets=[ChatAddress(account, ChatId("a"))])
    values = {
        "series": series,
        "each": subscriptions // series,
        "account": account,
        "payload": pack_series(one.series),
        "due_at": int(later.timestamp() * 1000),
    }
    connection = sqlite3.connect(database)
    with connection:
        for statement in (FILL, ALARMS, SUBSCRIBE):
            connection.execute(statement, values)
    connection.close()


async def seconds_to_tell(program: BotProgram, account: AccountId) -> float:
    """How long it takes to write the lines for the few that are due, whatever else waits."""
    due = datetime.now(UTC).replace(microsecond=0)
    targets = [ChatAddress(account, ChatId(f"chat{n}")) for n in range(DUE_EACH)]
    dates = (Planned(title=f"due{n}", due=due, targets=targets) for n in range(DUE_SERIES))
    await plan(program, dates)
    configuration, clock = load(program.config, {}), SystemClock()
    store = SqliteStore(database_of(program))
    server = conference_server(configuration, clock)
    bot = assemble(configuration, store=store, clock=clock, server=server, networks=[])
    began = time.perf_counter()
    await bot.alarm_clock.settle()
    took = time.perf_counter() - began
    await store.close()
    await server.close()
    connection = sqlite3.connect(database_of(program))
    (told,) = connection.execute("SELECT COUNT(*) FROM outbox").fetchone()
    connection.close()
    assert told == DUE_SERIES * DUE_EACH
    return took


async def test_what_waits_costs_neither_time_nor_memory(
    venues: Venues, make_program: MakeProgram, report: Report
):
    taken: dict[str, dict[str, float]] = {}
    for size in (0, *SIZES):
        venue = await venues.open("xmpp")
        program = make_program(venue)
        await program.start()  # makes the database
        assert await program.stop() == 0
        if size:
            fill(database_of(program), account_of(venue), size, series=min(SERIES, size))
        starts: list[float] = []
        for turn in range(STARTS):
            began = time.perf_counter()
            await program.start()
            starts.append(time.perf_counter() - began)
            memory = await idle_mebibytes(program.pid) if turn == STARTS - 1 else {}
            assert await program.stop() == 0
        taken[f"{size} subscriptions"] = {
            "ready_s": statistics.median(starts),
            "uss_mib": memory["uss"],
            "tell_100_ms": 1000 * await seconds_to_tell(program, account_of(venue)),
        }
    report("subscriptions that wait", taken)
    empty, *filled = taken.values()
    grown = {
        size: {name: figures[name] for name in ("ready_s", "uss_mib")}
        for size, figures in zip(SIZES, filled, strict=True)
    }
    figures = with_exponents(grown)
    report("start and memory by subscriptions that wait", figures)
    assert figures["exponent"]["uss_mib"] < 0.1
    for figures in filled:
        assert figures["ready_s"] - empty["ready_s"] < 1.0
        assert figures["uss_mib"] - empty["uss_mib"] < 50
        assert figures["tell_100_ms"] < 10 * empty["tell_100_ms"]
