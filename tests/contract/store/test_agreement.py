"""Whatever is done to an outbox, memory and SQLite give the same answers."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.delivery import Delivery, NewDelivery, Urgency
from bot.storage.opening import open_store
from tests.contract.store.examples import BOARD, CHOIR, DAY, NOON, SECOND, Desk, saying

Step = Callable[[Desk, datetime, Sequence[Delivery]], Awaitable[object]]

lines = st.tuples(st.sampled_from("abc"), st.none())
edits = st.tuples(st.sampled_from("defgh"), st.sampled_from("abc?"))
waits = st.integers(0, 90).map(SECOND.__mul__)


@st.composite
def adding(draw: st.DrawFn) -> Step:
    key, edited = draw(lines | edits)
    delivery = saying(
        key,
        draw(st.sampled_from([BOARD, CHOIR])),
        urgency=draw(st.sampled_from(Urgency)),
        edits=edited,
        expires_at=draw(st.none() | waits.map(NOON.__add__)),
    )
    return partial(add, delivery)


async def add(delivery: NewDelivery, desk: Desk, now: datetime, _: Sequence[Delivery]) -> object:
    return await desk.add(delivery, now=now)


@st.composite
def ending(draw: st.DrawFn) -> Step:
    """The end of some claim, fresh or long lost."""
    end, wait = draw(st.sampled_from(["sent", "retry", "fail"])), draw(waits)
    return partial(finish, end, wait, draw(st.integers(0, 9)))


async def finish(
    end: str, wait: timedelta, which: int, desk: Desk, now: datetime, claimed: Sequence[Delivery]
) -> object:
    if not claimed:
        return None
    delivery = claimed[-1 - which % len(claimed)]
    match end:
        case "sent":
            return await desk.sent(delivery, now), await desk.posted(delivery.key)
        case "retry":
            return await desk.retry(delivery, now + wait)
        case _:
            return await desk.fail(delivery, now)


async def claim(desk: Desk, now: datetime, _: Sequence[Delivery]) -> list[Delivery]:
    return await desk.claim(now, limit=2)


async def recover(desk: Desk, now: datetime, _: Sequence[Delivery]) -> int:
    return await desk.recover(now)


async def purge(desk: Desk, now: datetime, _: Sequence[Delivery]) -> int:
    async with desk.store.begin() as work:
        return await work.housekeeping.purge(before=now)


steps = adding() | ending() | st.just(claim) | st.sampled_from([claim, recover, purge])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(steps, st.sampled_from([0, 0, 1, 20, 60])), min_size=5, max_size=40))
async def test_memory_and_sqlite_agree(plan: Sequence[tuple[Step, int]]) -> None:
    with TemporaryDirectory() as folder:
        logs = [await log(url, plan) for url in ("sqlite://", f"sqlite:///{Path(folder)}/a.db")]
    assert logs[0] == logs[1]


async def log(url: str, plan: Sequence[tuple[Step, int]]) -> list[object]:
    store = open_store(url)
    desk, now = Desk(store), NOON
    claimed: list[Delivery] = []
    answers: list[object] = []
    for step, seconds in plan:
        now += seconds * SECOND
        answer = await step(desk, now, claimed)
        if step is claim:
            assert isinstance(answer, list)
            claimed.extend(answer)
        answers += [answer, await desk.next_due()]
    now += DAY
    while rest := await desk.claim(now):
        answers.append([(delivery, await desk.sent(delivery, now)) for delivery in rest])
    await store.close()
    return answers
