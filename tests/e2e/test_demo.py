"""`ankerplatz demo`, as a newcomer meets it."""

import asyncio
import os
import pty
import re
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import psutil
import pytest

from tests.e2e.clients import TOOLS, chromium, picture, run_script

pytestmark = pytest.mark.e2e


class Demo:
    """A demo at a terminal of its own."""

    def __init__(self, process: Process, terminal: int) -> None:
        self.process = process
        self.screen = ""
        self._terminal = terminal
        self._ended = False
        self._news = asyncio.Event()
        asyncio.get_running_loop().add_reader(terminal, self._read)

    async def shows(self, pattern: str) -> re.Match[str]:
        """Wait until that stands on the screen; fails when the demo ended without."""
        async with asyncio.timeout(60):
            while not (found := re.search(pattern, self.screen)):
                assert not self._ended, self.screen
                self._news.clear()
                await self._news.wait()
        return found

    async def press_ctrl_c(self) -> int:
        """As a person does; returns the exit code."""
        os.write(self._terminal, b"\x03")
        async with asyncio.timeout(20):
            return await self.process.wait()

    def _read(self) -> None:
        try:
            news = os.read(self._terminal, 4096).decode(errors="replace")
        except OSError:  # Linux: the other side is closed
            news = ""
        if not news:
            asyncio.get_running_loop().remove_reader(self._terminal)
            self._ended = True
        self.screen += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", news)
        self._news.set()


@asynccontextmanager
async def demo(folder: Path, tools: Path = TOOLS) -> AsyncIterator[Demo]:
    """Runs in a session of its own, so that Ctrl-C reaches it as at a terminal."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TMPDIR": str(folder), "COLUMNS": "100", "TERM": "xterm"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--tools", str(tools),
        stdin=theirs, stdout=theirs, stderr=theirs, env=environment,
        preexec_fn=lambda: os.login_tty(theirs),
    )  # fmt: skip
    os.close(theirs)
    try:
        yield Demo(process, ours)
    finally:
        asyncio.get_running_loop().remove_reader(ours)
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            await process.wait()
        os.close(ours)


def _descendants(process: Process) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


def _left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def page(address: str) -> str:
    async with aiohttp.ClientSession() as visitor, visitor.get(address) as answer:
        return await answer.text()


async def test_the_demo_tells_its_story_and_then_the_newcomer_types(tmp_path: Path):
    async with demo(tmp_path) as trial:
        await trial.shows("Ctrl-C ends the trial")

        for network in ("Matrix", "XMPP"):
            answers = rf"{network} +Ankerplatz +\d+ ms  "
            assert re.search(answers + r"Vorstand: http://\S+/vorstand-", trial.screen)
            assert re.search(answers + r"2 people are in Vorstand", trial.screen)
            assert re.search(rf"{network} .*\(edited\) Vorstand: ", trial.screen)
        assert trial.screen.count("2 people are there, since") == 2
        assert re.search(r"Matrix +Ankerplatz +\d+ ms  Choir: every Sunday at 11:00", trial.screen)

        seen = await run_script(
            "converse.mjs",
            {
                "chromium": chromium(),
                "url": (await trial.shows(r"http://\S+/(?=  )")).group(),
                "nick": "Guest",
                "bot": "Ankerplatz",
                "say": [
                    {"text": "!meet Probe", "answer": "https?://"},
                    {"follow": True},
                    {"text": "!wer", "answer": "."},
                    {"text": "!meet every saturday 9:00 Hiking [public]", "answer": "Number 1"},
                    {"text": "!subscribe 1", "answer": "I will write to you in private"},
                    {"text": "!data", "answer": "written it to you in private"},
                    {"alone": "You are told about Hiking"},
                ],
                "screenshot": picture("demo"),
            },
        )
        assert "/probe-" in seen["answers"][0]
        assert "1" in seen["answers"][1]
        assert seen["answers"][-1], "what the bot tells a newcomer alone can be found"
        await trial.shows(r"XMPP +Guest +!meet Probe")

        programme = (await trial.shows(r"Programme +(http://\S+)"))[1]
        for title in ("Choir", "Hiking"):
            assert title in await page(programme)

        started = _descendants(trial.process)
        assert len(started) >= 3
        assert await trial.press_ctrl_c() == 0
        assert psutil.wait_procs(started, timeout=5)[1] == []
        assert _left_in(tmp_path) == []


@pytest.mark.parametrize("moment", ["Matrix server", "group chat", "the bot"])
async def test_ctrl_c_during_start_up_leaves_nothing_behind(tmp_path: Path, moment: str):
    async with demo(tmp_path) as trial:
        await trial.shows(moment)
        started = _descendants(trial.process)

        assert await trial.press_ctrl_c() == 0

        assert psutil.wait_procs(started, timeout=5)[1] == []
        assert _left_in(tmp_path) == []


async def test_sigterm_ends_it_too_and_impatience_does_not_interrupt_the_clearing_away(
    tmp_path: Path,
):
    async with demo(tmp_path) as trial:
        await trial.shows("Ctrl-C ends the trial")
        started = _descendants(trial.process)

        trial.process.terminate()
        await trial.shows("Clearing away")
        assert await trial.press_ctrl_c() == 0

        assert psutil.wait_procs(started, timeout=5)[1] == []
        assert _left_in(tmp_path) == []


async def test_when_the_bot_dies_the_trial_says_so_and_clears_away(tmp_path: Path):
    async with demo(tmp_path) as trial:
        await trial.shows("Ctrl-C ends the trial")
        started = _descendants(trial.process)

        next(
            one for one in started if "--config" in one.cmdline() and "run" in one.cmdline()
        ).kill()

        await trial.shows("the bot ended by itself")
        assert await trial.process.wait() == 1
        assert psutil.wait_procs(started, timeout=5)[1] == []
        assert _left_in(tmp_path) == []


async def test_what_is_missing_is_named_with_what_to_do(tmp_path: Path):
    async with demo(tmp_path, tools=tmp_path / "nothing") as trial:
        await trial.shows(r"Not installed yet: .*Synapse.*converse\.js.*make demo")
        assert await trial.process.wait() == 1
