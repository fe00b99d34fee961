"""An answer leaves with the end of the transaction in which it was put into the outbox."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from bot.delivery import worker
from bot.domain.delivery import NewDelivery
from bot.errors import TransientError
from bot.storage.memory.store import MemoryStore, MemoryWork
from tests.contract.store.examples import CHOIR, NOON, SECOND, saying
from tests.unit.delivery.paper import Trial


async def say(trial: Trial, *deliveries: NewDelivery) -> None:
    async with trial.worker.speaking() as work:
        for delivery in deliveries:
            await work.outbox.add(delivery, now=NOON)
    await trial.settle()


async def test_it_is_sent_without_a_poke_and_recorded(trial: Trial) -> None:
    async with trial.running():
        await say(trial, saying("a"))
        assert trial.network.lines == {"a": "the text of a"}
        assert await trial.desk.posted("a") == "$a"


async def test_what_else_was_put_out_follows_when_the_worker_is_poked(trial: Trial) -> None:
    async with trial.running():
        await say(trial, saying("a"), saying("whisper", CHOIR))
        await trial.poke()
        assert trial.network.tried == ["a", "whisper"]


async def test_it_does_not_overtake_what_its_chat_is_being_told(trial: Trial) -> None:
    answer = trial.network.hold("slow")
    await trial.desk.add(saying("slow"))
    async with trial.running():
        await say(trial, saying("a"))
        assert trial.network.tried == ["slow"]
        answer.set()
        await trial.drain()
        assert trial.network.tried == ["slow", "a"]


async def test_what_waits_longer_goes_first(trial: Trial) -> None:
    trial.network.troubles["first"] = [TransientError("busy")]
    await trial.desk.add(saying("first"))
    async with trial.running():
        trial.clock.time += 2 * SECOND
        await say(trial, saying("a"))
        await trial.drain()
        assert trial.network.tried == ["first", "first", "a"]


async def test_before_the_worker_runs_it_waits_like_anything_else(trial: Trial) -> None:
    await say(trial, saying("a"))
    assert trial.network.tried == []
    async with trial.running():
        await trial.drain()
        assert [delivery.attempt for delivery in trial.network.calls] == [1]


async def stumble(trial: Trial) -> None:
    async with trial.worker.speaking() as work:
        await work.outbox.add(saying("a"), now=NOON)
        raise RuntimeError


async def test_nothing_is_sent_of_a_transaction_that_is_undone(trial: Trial) -> None:
    async with trial.running():
        with pytest.raises(RuntimeError):
            await stumble(trial)
        await trial.poke()
        assert trial.network.tried == []


async def test_where_the_server_wants_a_pause_it_waits(trial: Trial) -> None:
    trial.network.troubles["first"] = [
        TransientError("slow down", retry_after=5 * SECOND, whole_account=True)
    ]
    await trial.desk.add(saying("first"))
    async with trial.running():
        await say(trial, saying("a", CHOIR))
        assert trial.network.tried == ["first"]
        await trial.wait(5 * SECOND)
        await trial.drain()
        assert sorted(trial.network.tried) == ["a", "first", "first"]


async def test_it_goes_out_once_however_often_the_worker_looks(trial: Trial) -> None:
    async with trial.running():
        for number in range(20):
            trial.worker.poke()
            for _ in range(number):
                await asyncio.sleep(0)
            await say(trial, saying(f"{number}"))
        await trial.drain()
        assert trial.network.tried == [f"{number}" for number in range(20)]


class Deaf(MemoryStore):
    """Commits, and once `answers_lost` is set does not hear so: the server went away just then."""

    answers_lost = False

    @asynccontextmanager
    async def begin(self, *, comes_again: bool = False) -> AsyncGenerator[MemoryWork]:
        async with super().begin(comes_again=comes_again) as work:
            yield work
        if self.answers_lost:
            self.answers_lost = False
            raise TransientError("the connection was lost")


async def test_what_was_claimed_by_a_commit_whose_answer_was_lost_is_said_before_its_lease_ends():
    store = Deaf()
    trial = Trial(store=store)
    async with trial.running():
        store.answers_lost = True
        with pytest.raises(TransientError):
            await say(trial, saying("a"))
        await trial.wait(2 * SECOND)
        assert trial.network.tried == ["a"]


async def test_what_is_being_sent_meanwhile_is_not_sent_again():
    store = Deaf()
    trial = Trial(store=store)
    answer = trial.network.hold("slow")
    await trial.desk.add(saying("slow"))
    async with trial.running():
        store.answers_lost = True
        with pytest.raises(TransientError):
            await say(trial, saying("a", CHOIR))
        await trial.wait(2 * SECOND)
        answer.set()
        await trial.drain()
        assert trial.network.tried == ["slow", "a"]


async def test_what_follows_from_an_answer_waits_until_it_is_said(trial: Trial) -> None:
    follows = list[str]()
    trial.worker.once_said(lambda: follows.append("from nothing"))
    assert follows == ["from nothing"]
    answer = trial.network.hold("a")
    async with trial.running():
        await say(trial, saying("a"))
        trial.worker.once_said(lambda: follows.append("from a"))
        await trial.settle()
        assert (trial.network.tried, follows) == (["a"], ["from nothing"])
        answer.set()
        await trial.drain()
        assert follows == ["from nothing", "from a"]


async def test_it_does_not_wait_for_ever_for_a_server_that_stalls(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "STALLS_S", 0.01)
    answer, followed = trial.network.hold("a"), asyncio.Event()
    async with trial.running():
        await say(trial, saying("a"))
        trial.worker.once_said(followed.set)
        await followed.wait()
        assert not answer.is_set()
        answer.set()


async def test_a_copy_that_lost_the_account_while_it_slept_claims_nothing_and_answers_nothing(
    trial: Trial,
) -> None:
    await trial.desk.add(saying("first"))
    trial.network.troubles["first"] = [TransientError("busy")]
    async with trial.running():
        trial.serves = False
        trial.clock.time += 2 * SECOND
        await trial.poke()
        with pytest.raises(TransientError, match="another copy"):
            await say(trial, saying("a"))
        assert trial.network.tried == ["first"]
        # for whoever serves it now
        assert await trial.desk.keys(NOON + 2 * SECOND) == ["first"]


async def test_it_frees_no_line_that_another_copy_is_saying(trial: Trial) -> None:
    async with trial.running():
        trial.serves = False
        await trial.desk.add(saying("a"))
        assert await trial.desk.keys() == ["a"]
        with pytest.raises(TransientError, match="another copy"):
            await say(trial, saying("b", CHOIR))  # and is in doubt, because the answer was undone
        await trial.wait(2 * SECOND)
        assert await trial.desk.keys() == []
