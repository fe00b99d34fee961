"""Finished rows cost nothing: what a delivery worker asks touches unfinished rows only."""

from collections.abc import Mapping

import pytest

from bot.storage.sqlite.store import SqliteStore
from bot.storage.tables.outbox import SQL
from tests.contract.store.examples import MATRIX

VALUES: Mapping[str, str | int] = {
    "account": MATRIX,
    "owner": "one",
    "now": 1_000,
    "lease_until": 2_000,
    "limit": 4,
}
ASKED_ALL_THE_TIME = [
    "claim",
    "next_due",
    "expire",
    "fail_orphans",
    "release_edits",
    "inherit",
    "drop_replaced",
    "recover",
]

FILL = """
WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :count)
INSERT INTO outbox (key, account, chat, urgency, place, edits, state, visible_at, expires_at,
                    attempts, payload, finished_at)
SELECT :state || '.' || n, :account, 'chat ' || (n % :chats), n % 3, n,
       CASE WHEN n % 2 THEN :state || '.1' END, :state, 0, 500 + n, 1, '{}',
       CASE WHEN :state > 1 THEN 0 END
FROM number
"""


def fill(store: SqliteStore, state: int, count: int, *, chats: int = 10) -> None:
    values = {"count": count, "state": state, "account": MATRIX, "chats": chats}
    store._connection.execute(FILL, values)


def steps(store: SqliteStore, name: str) -> int:
    """How many instructions SQLite's virtual machine needs."""
    count = 0

    def tick() -> int:
        nonlocal count
        count += 1
        return 0

    connection = store._connection
    connection.execute("BEGIN")
    connection.set_progress_handler(tick, 1)
    connection.execute(SQL.texts[name], VALUES).fetchall()
    connection.set_progress_handler(None, 1)
    connection.execute("ROLLBACK")
    return count


@pytest.mark.parametrize("name", ASKED_ALL_THE_TIME)
def test_the_cost_does_not_grow_with_finished_rows(store: SqliteStore, name: str) -> None:
    for state in (0, 1):
        fill(store, state, 20)
    before = steps(store, name)
    for state in (2, 3, 4):
        fill(store, state, 3_000)
    assert steps(store, name) <= before * 1.05


@pytest.mark.parametrize("name", ASKED_ALL_THE_TIME)
def test_no_plan_reads_the_whole_outbox(store: SqliteStore, name: str) -> None:
    plan = store._connection.execute(f"EXPLAIN QUERY PLAN {SQL.texts[name]}", VALUES).fetchall()
    steps = [step["detail"] for step in plan]
    partial_indexes = ("outbox_in_order", "outbox_in_chat", "outbox_expiring", "outbox_edits")
    assert any(index in step for step in steps for index in partial_indexes)
    for step in steps:
        assert not step.startswith("SCAN") or step == "SCAN first_row"


def test_a_claim_does_not_read_all_that_waits(store: SqliteStore) -> None:
    fill(store, 0, 50, chats=50)
    before = steps(store, "claim")
    fill(store, 1, 5_000, chats=5_000)
    assert steps(store, "claim") < before * 2
