"""Who keeps house, watched all along while copies are stopped, killed and woken.

ANKERPLATZ_TEST_SEED repeats a run's choices; ANKERPLATZ_TEST_LONG=1 makes it twenty blows.
"""

import asyncio
import itertools
import os
import secrets
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random
from typing import Final

import pytest

from bot.storage.postgresql.store import PostgresStore
from bot.storage.postgresql.tenure import LEASE_S
from tests.faults.conftest import until
from tests.faults.household import ACTS
from tests.fixtures.databases import IS_LONG
from tests.fixtures.postgresql import Postgres

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]

COPIES: Final = 3
BLOWS: Final = 20 if IS_LONG else 3
PATIENCE_S: Final = 60


class Watched:
    """What the copies did, as it looks from outside."""

    def __init__(self, url: str, folder: Path) -> None:
        self.store = PostgresStore(url)
        self.running: dict[int, Process] = {}
        self._url = url
        self._folder = folder

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Started again whenever they end, as systemd does, each with an account of its own."""
        keeping = [
            asyncio.create_task(self._keep(f"xmpp:copy{n}@a.example")) for n in range(COPIES)
        ]
        try:
            yield
        finally:
            for task in keeping:
                task.cancel()
            await asyncio.wait(keeping)
            for process in self.running.values():
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()

    async def acts(self) -> Sequence[int]:
        """The process of each, in their order."""
        async with self.store.begin() as work:
            number = int(await work.positions.load(ACTS, "number") or 0)
            found = [await work.positions.load(ACTS, f"{n}") for n in range(1, number + 1)]
        return [int(pid) for pid in found if pid]

    async def holder(self) -> int:
        """Of those that run, who acted last, once one did; it acts again and again."""
        found = 0

        async def one_acts() -> bool:
            nonlocal found
            async with self.store.begin() as work:
                number = await work.positions.load(ACTS, "number")
                found = int(await work.positions.load(ACTS, number or "") or 0)
            return found in self.running

        await until(one_acts, seconds=PATIENCE_S)
        return found

    async def ended(self, pid: int) -> None:
        """Killed, or because it saw that another has the duty."""

        async def is_gone() -> bool:
            return pid not in self.running

        await until(is_gone, seconds=PATIENCE_S)

    def times(self) -> Sequence[tuple[float, int]]:
        """When which process had the duty."""
        return sorted(
            (float(moment), int(file.stem))
            for file in self._folder.glob("*.times")
            for moment in file.read_text().split()
        )

    async def _keep(self, account: str) -> None:
        while True:
            # the shell's process id stays that of the copy, so that it can name its file
            command = 'exec "$0" -m tests.faults.household "$1" "$2" "$3/$$.times"'
            process = await asyncio.create_subprocess_exec(
                *("sh", "-c", command, sys.executable, self._url, account, str(self._folder))
            )
            self.running[process.pid] = process
            await process.wait()
            del self.running[process.pid]


async def test_at_every_moment_at_most_one_copy_keeps_house_and_who_lost_it_does_nothing_more(
    postgres: Postgres, tmp_path: Path
) -> None:
    seed = os.environ.get("ANKERPLATZ_TEST_SEED", secrets.token_hex(4))
    print(f"ANKERPLATZ_TEST_SEED={seed}")
    random = Random(seed)
    watched = Watched(postgres.url(), tmp_path)
    replaced = list[int]()
    async with watched.kept():
        for number in range(BLOWS):
            holder = await watched.holder()
            await asyncio.sleep(random.uniform(0, 1))
            if number % 3 == 1:
                os.kill(holder, signal.SIGKILL)
            else:
                os.kill(holder, signal.SIGSTOP)
                # past the lease, so that it wakes up while another has the duty
                await asyncio.sleep(LEASE_S + random.uniform(2, 4))
                assert await watched.holder() != holder
                os.kill(holder, signal.SIGCONT)
            replaced.append(holder)
            await watched.ended(holder)
        await watched.holder()
        acts = await watched.acts()
    await watched.store.close()

    print(f"{len(acts)} acts of {len(set(acts))} processes, {len(watched.times())} moments")
    assert set(replaced) <= set(acts)
    terms = [pid for pid, _ in itertools.groupby(acts)]
    assert len(terms) == len(set(terms)), "somebody acted after another had done so"
    held = [pid for pid, _ in itertools.groupby(pid for _, pid in watched.times())]
    assert len(held) == len(set(held)), "two had it at one moment"
