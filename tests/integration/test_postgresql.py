"""PostgreSQL as it is in real life: restarted, slow to come back, shared, and with other owners."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from bot.domain.chat import AccountId
from bot.errors import ConfigError, PermanentError, TransientError
from bot.storage.postgresql.opening import BEGIN, DriverConnection, dial
from bot.storage.postgresql.store import PostgresStore
from bot.storage.postgresql.tenure import BEAT_S, PostgresTenure
from bot.usecases.ports.store import Store
from bot.usecases.ports.tenure import HOUSEHOLD, Tenure
from tests.contract.store.examples import BOARD, MATRIX
from tests.fixtures.postgresql import Postgres, hang_up

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


async def test_a_connection_that_was_not_welcomed_in_full_is_not_used(postgres: Postgres) -> None:
    welcomed: list[DriverConnection] = []
    begun = asyncio.Event()

    async def welcome(connection: DriverConnection) -> None:
        welcomed.append(connection)
        if not begun.is_set():
            begun.set()
            await asyncio.Event().wait()

    store = PostgresStore(postgres.url(), welcome=welcome)
    cut_short = asyncio.create_task(saved(store))
    await begun.wait()
    cut_short.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cut_short
    await save(store, "s1")
    first, second = welcomed
    assert (first.is_closed(), second.is_closed()) == (True, False)
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


JANE, JOHN = AccountId("matrix:@jane:example.org"), AccountId("xmpp:john@example.org")


class Copy:
    """What one copy has of the duties of a database, while it runs."""

    def __init__(self, tenure: Tenure) -> None:
        self.tenure = tenure
        self.called: list[str] = []
        self.running: asyncio.Task[None] | None = None
        tenure.on_call(self.called.append)

    def start(self) -> "Copy":
        self.running = asyncio.create_task(self.tenure.run())
        return self

    async def has(self, *duties: str) -> None:
        """Wait until it does."""
        async with asyncio.timeout(PATIENCE_S):
            for duty in duties:
                await self.tenure.taken(duty)
        assert all(map(self.tenure.holds, duties))

    def lacks(self, *duties: str) -> bool:
        return not any(map(self.tenure.holds, duties))

    async def fall_silent(self) -> None:
        """As one that is stopped: nothing is given back."""
        if self.running:
            self.running.cancel()
            await asyncio.wait([self.running])


Hire = Callable[..., Copy]


@pytest.fixture
async def hire(postgres: Postgres) -> AsyncIterator[Hire]:
    """A copy that is configured for these accounts; all of them share a database."""
    url, hired = postgres.url(), list[Copy]()

    def one(*accounts: AccountId) -> Copy:
        hired.append(Copy(PostgresTenure(url, accounts, owner=f"copy {len(hired)}")))
        return hired[-1]

    yield one
    for copy in hired:
        await copy.fall_silent()
        await copy.tenure.close()


class Standstill:
    """A transaction that stands still in the middle, and for which all others wait."""

    def __init__(self, connection: DriverConnection) -> None:
        self._connection = connection

    async def begin(self) -> None:
        await self._connection.execute("SET idle_in_transaction_session_timeout = 0")
        await self._connection.execute(BEGIN)

    async def end(self) -> None:
        await self._connection.execute("COMMIT")


@pytest.fixture
async def standstill(postgres: Postgres) -> AsyncIterator[Standstill]:
    connection = await dial(postgres.url())
    yield Standstill(connection)
    await connection.close()


async def test_a_copy_that_was_stopped_within_a_statement_does_not_hold_up_the_others_for_good(
    postgres: Postgres,
) -> None:
    """The driver asks what a statement is like before it runs it the first time."""
    url = postgres.url()
    store, copy = PostgresStore(url), Copy(PostgresTenure(url, [JANE], owner="the other"))
    await save(store, "s1")
    stopped: Any = await dial(url)
    await stopped.execute(BEGIN)
    await stopped.prepare("SELECT 1")
    await copy.start().has(JANE)
    await save(store, "s2")
    assert await saved(store) == "s2"
    stopped.terminate()
    await copy.fall_silent()
    await copy.tenure.close()
    await store.close()


async def test_of_two_copies_one_serves_and_the_other_takes_over_when_it_lets_go(
    hire: Hire,
) -> None:
    first, second = hire(JANE, JOHN).start(), hire(JANE, JOHN)
    await first.has(JANE, JOHN, HOUSEHOLD)
    second.start()
    await asyncio.sleep(2 * BEAT_S)
    assert second.lacks(JANE, JOHN, HOUSEHOLD)
    await first.fall_silent()
    await first.tenure.let_go()
    await second.has(JANE, JOHN, HOUSEHOLD)
    with pytest.raises(PermanentError, match="another copy"):
        await asyncio.wait_for(first.tenure.run(), PATIENCE_S)


async def test_a_silent_copy_stops_serving_before_another_takes_over(
    hire: Hire, standstill: Standstill
) -> None:
    first, second = hire(JANE).start(), hire(JANE)
    await first.has(JANE)
    await second.tenure.let_go()  # of nothing, but it is connected now
    second.start()
    await standstill.begin()
    await asyncio.sleep(2 * BEAT_S)  # it beats, and is left in peace
    assert second.lacks(JANE)
    await first.fall_silent()
    taken = asyncio.create_task(second.has(JANE))
    while not taken.done():
        assert first.lacks(JANE) or second.lacks(JANE)
        await asyncio.sleep(0.05)
    await taken
    with pytest.raises(PermanentError):
        await asyncio.wait_for(first.tenure.run(), PATIENCE_S)


async def test_a_copy_serves_what_is_free_of_its_accounts_and_robs_no_other(hire: Hire) -> None:
    first = hire(JANE).start()
    await first.has(JANE, HOUSEHOLD)
    second = hire(JANE, JOHN).start()
    await second.has(JOHN)
    await asyncio.sleep(2 * BEAT_S)
    assert second.lacks(JANE, HOUSEHOLD)
    await first.fall_silent()
    await first.tenure.let_go()
    await second.has(JANE, JOHN, HOUSEHOLD)


async def test_copies_by_one_configuration_that_start_at_once_do_not_share_it_out(
    hire: Hire,
) -> None:
    copies = [hire(JANE, JOHN).start() for _ in range(4)]
    async with asyncio.timeout(PATIENCE_S):
        done, waiting = await asyncio.wait(
            [asyncio.create_task(copy.has(JANE, JOHN, HOUSEHOLD)) for copy in copies],
            return_when=asyncio.FIRST_COMPLETED,
        )
    await asyncio.sleep(2 * BEAT_S)
    idle = [copy for copy in copies if copy.lacks(JANE, JOHN, HOUSEHOLD)]
    assert (len(done), len(idle)) == (1, 3)
    for task in waiting:
        task.cancel()


async def test_who_has_a_duty_is_called_to_it_by_whoever_has_not(hire: Hire) -> None:
    jane, john = hire(JANE).start(), hire(JOHN)
    await jane.has(JANE, HOUSEHOLD)
    await john.start().has(JOHN)
    for copy in (jane, john):
        copy.called.clear()
    john.tenure.call(JANE)
    jane.tenure.call(JOHN)
    john.tenure.call(HOUSEHOLD)
    async with asyncio.timeout(PATIENCE_S):
        while len(jane.called) < 2 or not john.called:  # noqa: ASYNC110 -- from another connection
            await asyncio.sleep(0.05)
    assert (sorted(jane.called), john.called) == ([HOUSEHOLD, JANE], [JOHN])


async def test_after_the_connection_was_lost_a_copy_looks_after_all_of_its_duties(
    hire: Hire, postgres: Postgres
) -> None:
    copy = hire(JANE).start()
    await copy.has(JANE, HOUSEHOLD)
    copy.called.clear()
    await hang_up(postgres)
    async with asyncio.timeout(PATIENCE_S):
        while len(copy.called) < 2:  # noqa: ASYNC110 -- from another connection
            await asyncio.sleep(0.05)
    assert sorted(copy.called) == [HOUSEHOLD, JANE]


async def test_who_lost_a_duty_while_it_waited_for_its_turn_changes_nothing_more(
    hire: Hire, stores: tuple[PostgresStore, PostgresStore], standstill: Standstill
) -> None:
    first, second = hire(JANE).start(), hire(JANE)
    await first.has(HOUSEHOLD)
    mine, theirs = (
        copy.tenure.fenced(store, HOUSEHOLD)
        for copy, store in zip((first, second), stores, strict=True)
    )
    await second.tenure.let_go()  # of nothing, but it is connected now
    await save(mine, "s1")
    with pytest.raises(TransientError, match="another copy"):
        await save(theirs, "s2")
    await standstill.begin()
    waiting = asyncio.create_task(save(mine, "s2"))
    await first.fall_silent()
    await second.start().has(HOUSEHOLD)
    assert not waiting.done()
    await standstill.end()
    with pytest.raises(TransientError, match="another copy"):
        await waiting
    await save(theirs, "s3")
    assert await saved(stores[0]) == "s3"


async def test_a_copy_keeps_its_duties_over_a_database_that_is_away_at_two_beats(
    hire: Hire, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = hire(JANE).start()
    await copy.has(JANE, HOUSEHOLD)
    beat, beats = PostgresTenure._run, list[bool]()

    async def sometimes(tenure: PostgresTenure, statements: object) -> object:
        beats.append(len(beats) >= 2)
        if not beats[-1]:
            raise TransientError("the server restarts")
        return await beat(tenure, statements)

    monkeypatch.setattr(PostgresTenure, "_run", sometimes)
    async with asyncio.timeout(PATIENCE_S):
        while beats.count(True) < 3:
            assert copy.running
            assert not copy.running.done()
            await asyncio.sleep(0.05)
    assert copy.tenure.holds(HOUSEHOLD)
