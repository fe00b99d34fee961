"""What waits is said: at once, in order, the urgent first, and once."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.delivery import courier, worker
from bot.delivery.outcome import PutBack
from bot.domain.chat import ChatAddress, ChatId, LineId
from bot.domain.delivery import Delivery, Urgency
from bot.errors import PermanentError, TransientError
from bot.storage.memory.store import MemoryStore
from bot.storage.sqlite.store import SqliteStore
from tests.contract.store.examples import BOARD, CHOIR, MATRIX, MINUTE, NOON, SECOND, saying
from tests.unit.delivery.paper import PaperNetwork, Trial

ANNOUNCEMENT = Urgency.ANNOUNCEMENT


async def test_what_waits_at_the_start_is_sent(trial: Trial) -> None:
    await trial.desk.add(saying("a"))
    async with trial.running():
        await trial.drain()
    assert trial.network.lines == {"a": "the text of a"}
    assert await trial.desk.posted("a") == "$a"


async def test_what_comes_later_is_sent_when_the_worker_is_poked(trial: Trial) -> None:
    async with trial.running():
        await trial.desk.add(saying("a"), saying("b", CHOIR))
        await trial.poke()
        assert trial.network.tried == ["a", "b"]


async def test_drained_means_that_everything_was_said(trial: Trial) -> None:
    async with trial.running():
        await trial.drain()
        keys = [str(number) for number in range(20)]
        await trial.desk.add(*(saying(key) for key in keys))
        await trial.drain()
        assert trial.network.tried == keys
        assert await trial.desk.posted("19") == "$19"


async def test_draining_misses_nothing_whenever_it_begins(trial: Trial) -> None:
    async with trial.running():
        for turns in range(20):
            trial.worker.poke()
            for _ in range(turns):
                await asyncio.sleep(0)
            await trial.desk.add(saying(f"{turns}"))
            await trial.drain()
            assert await trial.desk.posted(f"{turns}")


async def test_draining_waits_for_lines_under_way_and_in_their_pause(trial: Trial) -> None:
    answer = trial.network.hold("slow")
    trial.network.troubles["later"] = [TransientError("busy")]
    await trial.desk.add(saying("slow"), saying("later", CHOIR))
    async with trial.running():
        draining = asyncio.create_task(trial.worker.drain())
        answer.set()
        await trial.settle()
        assert not draining.done()
        await trial.wait(2 * SECOND)
        assert draining.done()


async def test_a_chat_gets_its_lines_in_order_whatever_fails(trial: Trial) -> None:
    trial.network.troubles["b"] = [TransientError("busy"), KeyError("bug"), TimeoutError()]
    trial.network.troubles["c"] = [PermanentError("no such line")]
    await trial.desk.add(*(saying(key) for key in "abcd"))
    async with trial.running():
        for _ in range(4):
            await trial.wait(2 * SECOND)
    assert list(trial.network.lines) == ["a", "b", "d"]


async def test_a_slow_chat_does_not_hold_up_the_others(trial: Trial) -> None:
    trial.network.hold("slow")
    await trial.desk.add(saying("slow"), saying("after it"), saying("b", CHOIR))
    async with trial.running():
        await trial.poke()
        assert trial.network.tried == ["slow", "b"]
        trial.network.hold("slow").set()
        await trial.drain()
    assert trial.network.tried == ["slow", "b", "after it"]


async def lines_held_in_chats(trial: Trial, count: int) -> list[str]:
    """One line in each of so many chats, that the server answers only when it is told to."""
    chats = [ChatAddress(MATRIX, ChatId(f"!{number}")) for number in range(count)]
    for chat in chats:
        trial.network.hold(chat.chat)
        await trial.desk.add(saying(chat.chat, chat))
    return [chat.chat for chat in chats]


async def test_eight_chats_are_served_at_a_time_even_if_seven_of_them_hang(trial: Trial) -> None:
    keys = await lines_held_in_chats(trial, 10)
    async with trial.running():
        assert trial.network.tried == keys[:8]
        trial.network.hold("!2").set()
        await trial.until(lambda: len(trial.network.tried) > 8)
        assert trial.network.tried == keys[:9]
        for key in keys:
            trial.network.hold(key).set()
        await trial.drain()


async def test_while_the_server_is_busy_lines_that_came_back_share_a_transaction(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "GATHERS_S", 60)
    keys = await lines_held_in_chats(trial, 16)
    async with trial.running():
        for key in keys[:3]:
            trial.network.hold(key).set()
        await trial.settle()
        assert trial.network.tried == keys[:8]
        trial.network.hold(keys[3]).set()
        await trial.settle()
        assert trial.network.tried == keys[:12]
        assert await trial.desk.posted(keys[0]) == f"${keys[0]}"
        for key in keys:
            trial.network.hold(key).set()
        await trial.drain()


async def test_a_named_pause_is_kept(trial: Trial) -> None:
    trial.network.troubles["a"] = [TransientError("busy", retry_after=10 * SECOND)]
    await trial.desk.add(saying("a"))
    async with trial.running():
        await trial.wait(9 * SECOND)
        assert trial.network.tried == ["a"]
        await trial.wait(SECOND)
        assert trial.network.tried == ["a", "a"]
    assert [delivery.attempt for delivery in trial.network.calls] == [1, 2]


async def test_a_limit_on_the_account_silences_all_chats(trial: Trial) -> None:
    limit = TransientError("M_LIMIT_EXCEEDED", retry_after=5 * SECOND, whole_account=True)
    trial.network.troubles["a"] = [limit]
    await trial.desk.add(saying("a"))
    async with trial.running():
        await trial.desk.add(saying("b", CHOIR))
        await trial.wait(4 * SECOND)
        assert trial.network.tried == ["a"]
        await trial.wait(SECOND)
        assert trial.network.lines.keys() == {"a", "b"}


async def test_while_limited_answers_go_before_announcements_one_at_a_time(trial: Trial) -> None:
    """A bucket that gives one line in five seconds, as Synapse's does by default."""
    limit = TransientError("M_LIMIT_EXCEEDED", retry_after=5 * SECOND, whole_account=True)
    chats = [ChatAddress(MATRIX, ChatId(f"!{number}")) for number in range(3)]
    await trial.desk.add(*(saying(c.chat, c, urgency=ANNOUNCEMENT) for c in chats))
    for chat in chats:
        trial.network.troubles[chat.chat] = [limit]
    async with trial.running():
        assert trial.network.lines == {}
        await trial.desk.add(saying("answer", CHOIR), saying("second answer", BOARD))
        trial.network.troubles["second answer"] = [limit]
        del trial.network.calls[:]
        await trial.wait(5 * SECOND)
        assert trial.network.tried == ["answer", "second answer"]
        await trial.wait(5 * SECOND)
        assert trial.network.tried[2:] == ["second answer", "!0", "!1", "!2"]


async def test_after_an_outage_one_line_goes_ahead_and_then_the_others(trial: Trial) -> None:
    outage = TransientError("not connected", whole_account=True)
    chats = [ChatAddress(MATRIX, ChatId(f"!{number}")) for number in range(3)]
    for chat in chats:
        await trial.desk.add(saying(chat.chat, chat))
        trial.network.hold(chat.chat)
        trial.network.troubles[chat.chat] = [outage]
    async with trial.running():
        trial.network.troubles.clear()
        del trial.network.calls[:]
        await trial.wait(2 * SECOND)
        assert trial.network.tried == ["!0"]
        trial.network.hold("!0").set()
        await trial.settle()
        assert trial.network.tried == ["!0", "!1", "!2"]
        for answer in trial.network.held.values():
            answer.set()


async def test_edits_that_wait_out_a_limit_collapse_into_the_newest(trial: Trial) -> None:
    limit = TransientError("M_LIMIT_EXCEEDED", retry_after=5 * SECOND, whole_account=True)
    trial.network.troubles["edit 0"] = [limit]
    async with trial.running():
        await trial.desk.add(saying("card"), saying("edit 0", edits="card"))
        await trial.poke()
        for number in range(1, 5):
            await trial.desk.add(saying(f"edit {number}", edits="card"))
        await trial.wait(5 * SECOND)
    assert trial.network.tried == ["card", "edit 0", "edit 4"]
    assert trial.network.calls[-1].edits == "$card"


async def test_a_line_that_can_never_be_sent_is_counted_and_logged_without_its_text(
    trial: Trial, caplog: pytest.LogCaptureFixture
) -> None:
    trial.network.troubles["a"] = [PermanentError("M_FORBIDDEN")]
    await trial.desk.add(saying("a", text="a secret"))
    with caplog.at_level(logging.DEBUG):
        async with trial.running():
            await trial.drain()
    assert trial.worker.tally == {"Failed": 1}
    (record,) = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert record.__dict__["chat"] == BOARD.chat
    assert "secret" not in caplog.text


async def test_a_line_at_which_the_program_stumbles_is_given_up_after_five_attempts(
    trial: Trial,
) -> None:
    trial.network.troubles["poison"] = [KeyError("bug") for _ in range(9)]
    await trial.desk.add(saying("poison"), saying("b"), saying("c", CHOIR))
    async with trial.running():
        for _ in range(4):
            assert trial.network.lines.keys() == {"c"}
            await trial.wait(2 * SECOND)
        await trial.drain()
    assert trial.network.tried.count("poison") == 5
    assert trial.network.lines.keys() == {"b", "c"}
    assert trial.worker.tally == {"PutBack": 4, "Failed": 1, "Sent": 2}


async def test_outages_do_not_make_a_line_poisonous(trial: Trial) -> None:
    outages = [TransientError("away") for _ in range(9)]
    trial.network.troubles["a"] = [*outages, KeyError("bug")]
    await trial.desk.add(saying("a"))
    async with trial.running():
        for _ in range(10):
            await trial.wait(2 * SECOND)
        await trial.drain()
    assert trial.network.lines.keys() == {"a"}


async def test_a_send_that_does_not_end_is_left_and_tried_again(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "SEND_TIMEOUT", SECOND / 50)
    answer = trial.network.hold("a")
    await trial.desk.add(saying("a"))
    async with trial.running():
        await trial.until(lambda: trial.worker.tally["PutBack"])
        answer.set()
        await trial.wait(2 * SECOND)
        await trial.drain()
    assert [delivery.attempt for delivery in trial.network.calls] == [1, 2]
    assert trial.network.lines.keys() == {"a"}


async def test_nothing_is_sent_when_too_little_is_left_of_the_lease(trial: Trial) -> None:
    await trial.desk.add(saying("a"))
    late = courier.Courier(sender=trial.network, clock=trial.clock, luck=lambda: 0.0)
    delivery = await trial.desk.claim_one()
    outcome = await late.carry(delivery, lease_until=NOON + 29 * SECOND)
    assert trial.network.tried == []
    assert outcome == PutBack(timedelta(0))


class TestStopping:
    async def test_a_send_under_way_may_end(self, trial: Trial) -> None:
        await trial.desk.add(saying("a"), saying("b"))
        answer = trial.network.hold("a")
        async with trial.running():
            asyncio.get_running_loop().call_later(0.02, answer.set)
        assert await trial.desk.posted("a") == "$a"
        assert trial.network.tried == ["a"]

    async def test_one_that_does_not_end_is_left_to_the_next_start(
        self, trial: Trial, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(worker, "LAST_WORDS", SECOND / 50)
        await trial.desk.add(saying("a"))
        answer = trial.network.hold("a")
        async with trial.running():
            pass
        assert await trial.desk.posted("a") is None
        answer.set()
        async with trial.running():
            await trial.drain()
        assert [delivery.attempt for delivery in trial.network.calls] == [1, 2]
        assert list(trial.network.lines) == ["a"]


class TestCrashes:
    async def test_killed_after_the_claim_the_line_is_sent_by_the_next(self, trial: Trial) -> None:
        await trial.desk.add(saying("a"))
        await trial.desk.claim_one()
        async with trial.running():
            await trial.drain()
        assert [delivery.attempt for delivery in trial.network.calls] == [2]
        assert trial.network.calls[0].first_tried_at == NOON

    async def test_killed_between_sending_and_recording_the_line_appears_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(worker, "LAST_WORDS", SECOND / 50)
        first = Trial(store=SqliteStore(tmp_path / "a.db"))
        await first.desk.add(saying("a"))
        first.network.hold("a")
        async with first.running():
            await first.until(lambda: first.network.lines)
        await first.store.close()

        second = Trial(store=SqliteStore(tmp_path / "a.db"), network=first.network)
        first.network.held.clear()
        async with second.running():
            await second.drain()
        await second.store.close()
        assert [delivery.attempt for delivery in first.network.calls] == [1, 2]
        assert list(first.network.lines) == ["a"]


class FlakyStore(MemoryStore):
    """A store that is away for the next so many transactions."""

    def __init__(self) -> None:
        super().__init__()
        self.away = 0

    @asynccontextmanager
    async def begin(self, *, comes_again: bool = False) -> AsyncIterator[Any]:
        if self.away:
            self.away -= 1
            raise TransientError("database: disk I/O error")
        async with super().begin(comes_again=comes_again) as work:
            yield work


class TestWhenTheDatabaseIsAway:
    @pytest.fixture
    def store(self) -> FlakyStore:
        return FlakyStore()

    @pytest.fixture
    def flaky(self, store: FlakyStore, monkeypatch: pytest.MonkeyPatch) -> Trial:
        monkeypatch.setattr(worker, "STORE_PAUSE", SECOND / 100)
        return Trial(store=store)

    async def test_the_worker_starts_when_it_is_back(self, flaky: Trial, store: FlakyStore) -> None:
        await flaky.desk.add(saying("a"))
        store.away = 3
        async with flaky.running():
            assert flaky.network.tried == []
            await flaky.drain()
        assert flaky.network.tried == ["a"]

    async def test_nothing_is_sent_without_a_claim(self, flaky: Trial, store: FlakyStore) -> None:
        async with flaky.running():
            await flaky.drain()
            await flaky.desk.add(saying("a"))
            store.away = 3
            await flaky.poke()
            assert flaky.network.tried == []
            flaky.clock.time += SECOND
            await flaky.drain()
        assert flaky.network.tried == ["a"]

    async def test_what_was_sent_is_recorded_when_it_is_back_and_not_sent_again(
        self, flaky: Trial, store: FlakyStore
    ) -> None:
        answer = flaky.network.hold("a")
        await flaky.desk.add(saying("a"))
        async with flaky.running():
            store.away = 5
            answer.set()
            flaky.clock.time += 10 * MINUTE  # the lease ends meanwhile
            await flaky.drain()
            assert await flaky.desk.posted("a") == "$a"
        assert flaky.network.tried == ["a"]


class SlowStore(MemoryStore):
    """A store whose next commit arrives, and whose answer does not: its end is cancelled."""

    def __init__(self) -> None:
        super().__init__()
        self.stop: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def begin(self, *, comes_again: bool = False) -> AsyncGenerator[Any]:
        async with super().begin(comes_again=comes_again) as work:
            yield work
        if self.stop:
            self.stop.cancel()
            self.stop = None
            await asyncio.sleep(0)


class SlowNetwork(PaperNetwork):
    """Neither takes nor refuses anything before it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.answer = asyncio.Event(), asyncio.Event()

    async def send(self, delivery: Delivery) -> LineId:
        self.asked.set()
        await self.answer.wait()
        return await super().send(delivery)


@pytest.mark.parametrize("trouble", [None, TransientError("busy"), PermanentError("gone")])
async def test_who_is_stopped_while_the_disk_takes_its_reports_has_lost_no_lease(
    trouble: Exception | None, caplog: pytest.LogCaptureFixture
) -> None:
    store, network = SlowStore(), SlowNetwork()
    trial = Trial(store=store, network=network)
    network.troubles["a"] = [trouble] if trouble else []
    await trial.desk.add(saying("a"))
    task = asyncio.create_task(trial.worker.run())
    async with asyncio.timeout(5):
        await network.asked.wait()
    store.stop = task
    network.answer.set()
    await asyncio.wait([task], timeout=5)
    assert task.cancelled()
    assert "A lease was lost before its end" not in caplog.messages
    assert trial.worker.tally.total() == 1


async def test_a_lost_lease_is_left_alone(trial: Trial, caplog: pytest.LogCaptureFixture) -> None:
    answer = trial.network.hold("a")
    await trial.desk.add(saying("a"))
    async with trial.running():
        trial.clock.time += 2 * MINUTE
        taken = await trial.desk.claim_one(trial.clock.now())
        answer.set()
        await trial.settle()
        assert "A lease was lost before its end" in caplog.messages
        assert await trial.desk.sent(replace(taken))
