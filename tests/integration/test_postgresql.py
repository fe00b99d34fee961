"""PostgreSQL as it is in real life: restarted, slow to come back, shared, and with other owners."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from bot.errors import ConfigError, PermanentError, TransientError
from bot.storage.postgresql.opening import BEGIN, dial
from bot.storage.postgresql.store import PostgresStore
from bot.storage.postgresql.tenure import BEAT_S, Tenure
from bot.usecases.ports import Store
from tests.contract.store.examples import BOARD, MATRIX
from tests.fixtures.postgresql import Postgres

PATIENCE_S = 20


@pytest.fixture
async def stores(postgres: Postgres) -> AsyncIterator[tuple[PostgresStore, PostgresStore]]:
    """Two copies on one database."""
    url = postgres.url()
    one, other = PostgresStore(url), PostgresStore(url)
    yield one, other
    await one.close()
    await other.close()


async def save(store: Store, token: str) -> None:
    async with store.begin() as work:
        await work.positions.save(MATRIX, "since", token)


async def saved(store: Store) -> str | None:
    async with store.begin() as work:
        return await work.positions.load(MATRIX, "since")


async def test_two_copies_that_start_at_once_make_one_database(
    stores: tuple[PostgresStore, PostgresStore],
) -> None:
    await asyncio.gather(*(save(store, "s1") for store in stores))
    assert [await saved(store) for store in stores] == ["s1", "s1"]


async def test_transactions_of_two_copies_take_turns(
    stores: tuple[PostgresStore, PostgresStore],
) -> None:
    async def take(store: Store) -> list[int]:
        numbers: list[int] = []
        for _ in range(20):
            async with store.begin() as work:
                numbers.append(await work.programme.next_number(BOARD))
        return numbers

    one, other = await asyncio.gather(*map(take, stores))
    assert sorted(one + other) == list(range(1, 41))


async def test_a_cancelled_transaction_leaves_nothing_and_the_next_one_works(
    stores: tuple[PostgresStore, PostgresStore],
) -> None:
    store, _ = stores
    await save(store, "before")
    inside = asyncio.Event()

    async def stay() -> None:
        async with store.begin() as work:
            await work.positions.save(MATRIX, "since", "half")
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(stay())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await saved(store) == "before"


async def test_a_transaction_that_is_cancelled_twice_hands_on_no_connection_at_work(
    stores: tuple[PostgresStore, PostgresStore],
) -> None:
    store, _ = stores
    for ticks in range(8):
        inside = asyncio.Event()

        async def stay(inside: asyncio.Event = inside) -> None:
            async with store.begin() as work:
                await work.positions.save(MATRIX, "since", "half")
                inside.set()
                await asyncio.Event().wait()

        task = asyncio.create_task(stay())
        await inside.wait()
        task.cancel()
        for _ in range(ticks):
            await asyncio.sleep(0)
        task.cancel()  # while the first is being undone
        await save(store, f"whole {ticks}")
        assert await saved(store) == f"whole {ticks}"
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_after_the_server_was_killed_the_store_finds_it_again(
    start_postgres: Postgres,
) -> None:
    store = PostgresStore(start_postgres.url())
    await save(store, "s1")
    start_postgres.stop("immediate")
    with pytest.raises(TransientError):
        await save(store, "lost")
    start_postgres.start()
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                assert await saved(store) == "s1"
                break
            except TransientError:
                await asyncio.sleep(0.1)
    await store.close()


async def test_a_server_that_is_away_may_come_back_and_one_that_refuses_will_not(
    postgres: Postgres,
) -> None:
    away = PostgresStore("postgresql://anker:hunter2@127.0.0.1:9/anker")
    with pytest.raises(TransientError) as error:
        await saved(away)
    assert "hunter2" not in str(error.value)
    stranger = PostgresStore(f"postgresql://nobody:hunter2@127.0.0.1:{postgres.port}/postgres")
    with pytest.raises(ConfigError, match="PGPASSWORD") as refusal:
        await saved(stranger)
    assert "hunter2" not in str(refusal.value)


@pytest.fixture
async def tenures(postgres: Postgres) -> AsyncIterator[tuple[Tenure, Tenure]]:
    """Of two copies that want the same account."""
    url = postgres.url()
    one, other = (Tenure(url, [MATRIX], owner=owner) for owner in "ab")
    yield one, other
    await one.close()
    await other.close()


@pytest.fixture
async def standstill(postgres: Postgres) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Has a transaction stand still in the middle, for which all others wait."""
    connection = await dial(postgres.url())
    await connection.execute("SET idle_in_transaction_session_timeout = 0")

    async def stand_still() -> None:
        await connection.execute(BEGIN)

    yield stand_still
    await connection.close()


async def test_one_copy_serves_and_the_other_takes_over_when_it_lets_go(
    tenures: tuple[Tenure, Tenure],
) -> None:
    first, second = tenures
    await first.wait()
    standing_by = asyncio.create_task(second.wait())
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.shield(standing_by), 2 * BEAT_S)
    await first.let_go()
    await asyncio.wait_for(standing_by, PATIENCE_S)
    with pytest.raises(PermanentError, match="another copy"):
        await asyncio.wait_for(first.keep(), PATIENCE_S)


async def test_a_silent_copy_stops_serving_before_another_takes_over(
    tenures: tuple[Tenure, Tenure], standstill: Callable[[], Awaitable[None]]
) -> None:
    first, second = tenures
    await first.wait()
    await second.let_go()  # of nothing, but it is connected now
    await standstill()
    taken = asyncio.create_task(second.wait())
    stopped = asyncio.create_task(first.keep())
    await asyncio.sleep(2 * BEAT_S)  # it beats, and is left in peace
    assert not taken.done()
    assert not stopped.done()
    stopped.cancel()  # and is silent
    await asyncio.wait_for(taken, PATIENCE_S)
    held = asyncio.create_task(second.keep())
    with pytest.raises(PermanentError):
        await asyncio.wait_for(first.keep(), PATIENCE_S)
    held.cancel()
