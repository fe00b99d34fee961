"""The bot as its operator runs it: a configuration file and a child process."""

import asyncio
import contextlib
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from bot.errors import TransientError

Sections = Mapping[str, Mapping[str, str | bool | list[str]]]

_READY_S: Final = 60.0
_STOP_S: Final = 10.0


def write_configuration(path: Path, sections: Sections) -> None:
    """Write a `config.toml`, readable by its owner only."""
    lines: list[str] = []
    for section, values in sections.items():
        lines.append(f"[{section}]")
        # what JSON makes of text, truth values and lists of text is TOML as well
        lines += [
            f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()
        ]
    path.touch(mode=0o600)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


class BotProgram:
    """One run of the bot, working in the folder of its configuration.

    Settings in the environment of whoever starts it do not reach it. Its log goes to `log`.
    `command` starts it in another way than from these sources.
    """

    def __init__(self, config: Path, *, command: Sequence[str] = ()) -> None:
        self.config = config
        from_here = (sys.executable, "-m", "bot", "run", "--config", str(config))
        self._command = command or from_here
        self.log = config.with_suffix(".log")
        self._process: Process | None = None

    @property
    def pid(self) -> int:
        """Of the running process."""
        return self._running().pid

    async def start(self) -> str:
        """Start it and return its `ready` line. Raises `TransientError` when it ends instead."""
        await self.launch()
        return await self.wait_ready()

    async def launch(self) -> None:
        """Start it, and do not wait for anything."""
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("ANKERPLATZ_")}
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                cwd=self.config.parent,
                env=inherited,
                stdin=DEVNULL,
                stdout=PIPE,
                stderr=log,
                # Ctrl-C is meant for whoever started it, and that one stops it in order
                start_new_session=True,
            )

    async def wait_ready(self) -> str:
        """Return its `ready` line, once. Raises `TransientError` when it ends instead."""
        stdout = self._running().stdout
        assert stdout is not None  # noqa: S101 -- a pipe was asked for above
        try:
            async with asyncio.timeout(_READY_S):
                async for line in stdout:
                    if line.startswith(b"ready"):
                        return line.decode().strip()
        except TimeoutError:
            raise TransientError(f"the bot is not ready in time:\n{self.last_words()}") from None
        raise TransientError(f"the bot ended while starting:\n{self.last_words()}")

    async def wait(self) -> int:
        """Return the exit code once it ends by itself."""
        return await self._running().wait()

    async def stop(self) -> int:
        """Ask it to end (SIGTERM); the exit code, -9 when it had to be killed after 10 s."""
        process = self._running()
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(_STOP_S):
                return await process.wait()
        except TimeoutError:
            return await self.kill()

    async def kill(self) -> int:
        """End it as a power cut would."""
        process = self._running()
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        return await process.wait()

    def last_words(self) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])

    def _running(self) -> Process:
        if self._process is None:
            raise RuntimeError("not started")
        return self._process
