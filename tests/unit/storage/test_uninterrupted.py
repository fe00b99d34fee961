"""What must not be left half done is waited for; who is to stop stops then."""

import asyncio

import pytest

from bot.errors import TransientError
from bot.storage.uninterrupted import uninterrupted


async def waiting_for(work: asyncio.Future[str]) -> asyncio.Task[str]:
    task = asyncio.create_task(uninterrupted(work))
    await asyncio.sleep(0)
    return task


@pytest.fixture
async def work() -> asyncio.Future[str]:
    return asyncio.get_running_loop().create_future()


async def test_what_comes_of_it_is_handed_on(work: asyncio.Future[str]):
    task = await waiting_for(work)
    work.set_result("done")
    assert await task == "done"


async def test_what_goes_wrong_is_raised(work: asyncio.Future[str]):
    task = await waiting_for(work)
    work.set_exception(TransientError("the disk is full"))
    with pytest.raises(TransientError):
        await task


@pytest.mark.parametrize("fails", [False, True])
async def test_who_was_cancelled_meanwhile_stops_after_it_however_it_ends(
    work: asyncio.Future[str], fails: bool
):
    """Else a worker would go on that is to stop, and the program would not end."""
    task = await waiting_for(work)
    for _ in range(2):
        task.cancel()
        await asyncio.sleep(0)
    assert not task.done()
    if fails:
        work.set_exception(TransientError("the disk is full"))
    else:
        work.set_result("done")
    await asyncio.wait([task])
    assert task.cancelled()
