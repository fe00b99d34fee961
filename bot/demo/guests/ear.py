"""What a guest hears, and waiting for one certain line of it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One line as it reached a guest, their own lines included.

    `at` is the moment of arrival in seconds of `time.perf_counter()`. `speaker` is the Matrix user
    id, the nick in an XMPP group chat, or the bare JID in private. `id` is the Matrix event id or
    the XMPP message id. `link` is an XEP-0066 address; `answers`, `thread` and `replaces` name the
    line that this one replies to, the thread it stands in, and the line it corrects.
    """

    id: str
    chat: str
    speaker: str
    text: str
    at: float
    html: str | None = None
    link: str | None = None
    answers: str | None = None
    thread: str | None = None
    replaces: str | None = None


Wanted = Callable[[Heard], bool]


class Ear:
    """Keeps all lines in `heard`; each of them satisfies at most one `wait_for`."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.told: Callable[[Heard], None] | None = None
        """Is given every line as it arrives, besides."""
        self._fresh: list[Heard] = []
        self._waiting: list[tuple[Wanted, asyncio.Future[Heard]]] = []

    def hear(self, line: Heard) -> None:
        """Called by the guest for every line, in order of arrival."""
        self.heard.append(line)
        if self.told is not None:
            self.told(line)
        for wanted, found in self._waiting:
            if not found.done() and wanted(line):
                found.set_result(line)
                return
        self._fresh.append(line)

    def fail(self, error: BaseException) -> None:
        """The guest hears nothing any more: whoever waits gets the reason."""
        for _, found in self._waiting:
            if not found.done():
                found.set_exception(error)

    async def wait_for(self, wanted: Wanted, timeout: float = 10.0) -> Heard:  # noqa: ASYNC109 -- the `TimeoutError` is part of what it does
        """The first such line that no other wait got, however long ago it arrived.

        Raises `TimeoutError` after that many seconds.
        """
        for line in self._fresh:
            if wanted(line):
                self._fresh.remove(line)
                return line
        found: asyncio.Future[Heard] = asyncio.get_running_loop().create_future()
        self._waiting.append((wanted, found))
        try:
            async with asyncio.timeout(timeout):
                return await found
        finally:
            self._waiting.remove((wanted, found))
