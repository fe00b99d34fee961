"""The one thread in which everything happens to the database file."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final, TypeVar

T = TypeVar("T")

QUIET: Final = 2.0  # seconds


class DatabaseThread:
    """Runs jobs one by one, in the order in which they were submitted.

    A job runs even when nobody waits for it any more; so a transaction that was begun is always
    followed by its end. `when_quiet` runs once after a job when no other came for a while.
    """

    def __init__(self, *, when_quiet: Callable[[], None]) -> None:
        self._when_quiet = when_quiet
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        # a daemon: a program that fails before it closes the store must still be able to end
        self._thread = Thread(target=self._work, name="database", daemon=True)
        self._thread.start()

    def submit(self, job: Callable[[], T]) -> asyncio.Future[T]:
        """Queue a job. The future belongs to the running loop; cancelling it stops nothing."""
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()  # from here on it cannot be cancelled

        def run() -> None:
            try:
                future.set_result(job())
            except BaseException as error:  # noqa: BLE001 -- raised where it is awaited
                future.set_exception(error)

        self._jobs.put(run)
        return asyncio.wrap_future(future)

    def stop(self) -> None:
        """End the thread after the jobs that are queued, and wait for it."""
        self._jobs.put(None)
        self._thread.join()

    def _work(self) -> None:
        patience = None
        while True:
            try:
                job = self._jobs.get(timeout=patience)
            except Empty:
                self._when_quiet()
                patience = None
                continue
            if job is None:
                return
            job()
            patience = QUIET
