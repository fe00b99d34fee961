"""What waits or is finished costs nothing.

What a delivery worker asks touches unfinished rows only; what the alarms are asked, due ones.
"""

from collections.abc import Mapping

import pytest

from bot.storage.sqlite.store import SqliteStore
from bot.storage.statements import StatementFile
from bot.storage.tables.dashboard import SQL as DASHBOARD
from bot.storage.tables.outbox import SQL
from bot.storage.tables.people import PEOPLE
from bot.storage.tables.programme import ALARMS, PROGRAMME, SUBSCRIPTIONS
from tests.contract.store.examples import MATRIX

VALUES: Mapping[str, str | int] = {
    "account": MATRIX,
    "chat": "chat 1",
    "series": "1",
    "lead": 600_000,
    "number": 1,
    "told_until": 1_000,
    "due_at": 2_000,
    "person": "@anna:example.org",
    "owner": "one",
    "now": 1_000,
    "after": 1_000,
    "after_due_at": -1,
    "after_series": "",
    "lease_until": 2_000,
    "limit": 4,
    "near": 64,
}
ASKED_ALL_THE_TIME = [
    "claim_near",
    "claim_far",
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


def steps(store: SqliteStore, name: str, file: StatementFile = SQL) -> int:
    """How many instructions SQLite's virtual machine needs."""
    count = 0

    def tick() -> int:
        nonlocal count
        count += 1
        return 0

    connection = store._connection
    connection.execute("BEGIN")
    connection.set_progress_handler(tick, 1)
    connection.execute(file.texts[name], VALUES).fetchall()
    connection.set_progress_handler(None, 1)
    connection.execute("ROLLBACK")
    return count


def plan(store: SqliteStore, name: str, file: StatementFile = SQL) -> list[str]:
    rows = store._connection.execute(f"EXPLAIN QUERY PLAN {file.texts[name]}", VALUES)
    return [row["detail"] for row in rows]


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
    steps = plan(store, name)
    partial_indexes = (
        "outbox_in_order",
        "outbox_in_chat",
        "outbox_leased",
        "outbox_expiring",
        "outbox_edits",
    )
    assert any(index in step for step in steps for index in partial_indexes)
    for step in steps:
        assert not step.startswith("SCAN") or step in {"SCAN waiting", "SCAN head"}


def test_a_claim_does_not_read_all_that_waits(store: SqliteStore) -> None:
    fill(store, 0, 100, chats=100)
    before = steps(store, "claim_near")
    fill(store, 1, 5_000, chats=5_000)
    assert steps(store, "claim_near") < before * 1.1


@pytest.mark.parametrize("name", ["claim_far", "next_due"])
def test_the_cost_grows_with_the_chats_that_wait_and_not_with_their_lines(
    store: SqliteStore, name: str
) -> None:
    fill(store, 0, 50, chats=10)
    before = steps(store, name)
    fill(store, 1, 5_000, chats=10)
    assert steps(store, name) < before * 1.5


@pytest.mark.parametrize(
    ("file", "name"),
    [
        (DASHBOARD, "here"),
        (DASHBOARD, "elsewhere"),
        (DASHBOARD, "refusal"),
        (PEOPLE, "forget_told"),
        (PEOPLE, "forget_reminders"),
        (PEOPLE, "forget_held_reminders"),
    ],
)
def test_the_cost_of_one_chat_does_not_grow_with_what_others_were_told(
    store: SqliteStore, file: StatementFile, name: str
) -> None:
    fill(store, 0, 20, chats=20)
    before = steps(store, name, file)
    for state in (2, 3, 4):
        fill(store, state, 3_000, chats=3_000)
    store._connection.execute("UPDATE outbox SET about_series = 'series ' || id")
    assert steps(store, name, file) < before + 1_000


SERIES = """
WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :count)
INSERT INTO series (id, account, chat, number, is_over, payload)
SELECT CAST(n AS TEXT), :account, 'chat ' || n % 100, n, 0, '{}' FROM number WHERE true
ON CONFLICT DO NOTHING
"""
ALARM = """
INSERT INTO alarm (series, told_until, due_at)
SELECT id, 0, CASE WHEN number < 4 THEN 900 ELSE 1000 + number END FROM series WHERE true
ON CONFLICT DO NOTHING
"""
SUBSCRIPTION = """
INSERT INTO subscription (series, lead, account, chat)
SELECT '1', lead.length, series.account, 'chat ' || series.id
  FROM series,
       (SELECT 0 AS length UNION SELECT 600000 UNION SELECT 86400000) AS lead
 WHERE true
ON CONFLICT DO NOTHING
"""


def fill_programme(store: SqliteStore, rows: str, count: int) -> None:
    """As many series, each with an alarm, or the first with as many subscribers."""
    for statement in (SERIES, rows):
        store._connection.execute(statement, {"count": count, "account": MATRIX})


@pytest.mark.parametrize("name", ["due", "next_due", "get", "save"])
def test_the_cost_does_not_grow_with_alarms_that_wait(store: SqliteStore, name: str) -> None:
    fill_programme(store, ALARM, 20)
    before = steps(store, name, ALARMS)
    fill_programme(store, ALARM, 10_000)
    assert steps(store, name, ALARMS) <= before * 1.05


@pytest.mark.parametrize("name", ["page", "leads", "add", "remove", "of_target"])
def test_the_cost_does_not_grow_with_subscribers(store: SqliteStore, name: str) -> None:
    fill_programme(store, SUBSCRIPTION, 20)
    before = steps(store, name, SUBSCRIPTIONS)
    fill_programme(store, SUBSCRIPTION, 10_000)
    assert steps(store, name, SUBSCRIPTIONS) <= before * 1.05


@pytest.mark.parametrize(
    ("file", "name", "search"),
    [
        (ALARMS, "due", "alarm_due ((due_at,series)>(?,?) AND due_at<?)"),
        (ALARMS, "next_due", "alarm_due (due_at>?)"),
        (SUBSCRIPTIONS, "page", "(series=? AND lead=? AND (account,chat)>(?,?))"),
        (SUBSCRIPTIONS, "leads", "(series=? AND lead<?)"),
        (SUBSCRIPTIONS, "remove", "subscription_of_target (account=? AND chat=? AND series=?)"),
        (SUBSCRIPTIONS, "of_target", "subscription_of_target (account=? AND chat=?)"),
        (PROGRAMME, "find", "(account=? AND chat=? AND number=?)"),
        (PROGRAMME, "of_chat", "(account=? AND chat=?)"),
    ],
)
def test_the_programme_is_searched_by_index(
    store: SqliteStore, file: StatementFile, name: str, search: str
) -> None:
    steps = plan(store, name, file)
    assert any(search in step for step in steps)
    assert not any(step.startswith("SCAN") and step != "SCAN wanted" for step in steps)


@pytest.mark.parametrize(("file", "name"), [(ALARMS, "due"), (SUBSCRIPTIONS, "page")])
def test_what_is_cut_off_is_not_sorted_first(
    store: SqliteStore, file: StatementFile, name: str
) -> None:
    assert not any("TEMP B-TREE" in step for step in plan(store, name, file))
