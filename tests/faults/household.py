"""A copy that does nothing but keep house, as a process of its own: `python -m … URL ACCOUNT FILE`.

Into the file it writes when it had the duty: the moment at which it asked, in seconds of the
machine's monotonic clock. In the database it leaves its name each time it acts.
"""

import asyncio
import os
import sys
import time
from pathlib import Path

from bot.domain.chat import AccountId
from bot.errors import PermanentError, TransientError
from bot.storage.postgresql.store import PostgresStore
from bot.storage.postgresql.tenure import PostgresTenure
from bot.usecases.ports.store import Store
from bot.usecases.ports.tenure import HOUSEHOLD, Tenure

ACTS = AccountId("acts")
"""Stands in the place of an account; its positions are who acted, by the number of the act."""


async def watch(tenure: Tenure, file: Path) -> None:
    with file.open("a", buffering=1) as out:
        while True:
            asked_at = time.monotonic()
            if tenure.holds(HOUSEHOLD):
                out.write(f"{asked_at}\n")
            await asyncio.sleep(0.002)


async def act(store: Store) -> None:
    while True:
        try:
            async with store.begin() as work:
                number = int(await work.positions.load(ACTS, "number") or 0) + 1
                await work.positions.save(ACTS, f"{number}", str(os.getpid()))
                await work.positions.save(ACTS, "number", str(number))
        except TransientError:
            await asyncio.sleep(0.05)
        else:
            await asyncio.sleep(0.01)  # a hundred times a second, and not all of a core


async def main(url: str, account: str, file: Path) -> None:
    tenure = PostgresTenure(url, [AccountId(account)], owner=str(os.getpid()))
    store = PostgresStore(url)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(tenure.run())
        tasks.create_task(watch(tenure, file))
        tasks.create_task(act(tenure.fenced(store, HOUSEHOLD)))


if __name__ == "__main__":
    try:
        asyncio.run(main(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
    except* PermanentError:  # another copy took over
        sys.exit(1)
