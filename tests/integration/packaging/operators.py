"""Whoever follows the operator's page: what it tells to type, and a terminal to type it at."""

import asyncio
import os
import pty
import re
import shlex
import subprocess
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from tests.fixtures.engine import AS_ROOT, DockerEngine

SOURCES: Final = Path(__file__).parents[3]
PAGE: Final = (SOURCES / "docs/en/operators.md").read_text(encoding="utf-8")
UP: Final = "docker compose up -d"
USER: Final = 10001

_SUDO: Final = '#!/bin/sh\nexec "$@"\n'


def commands(after: str, *, page: str = PAGE) -> Sequence[str]:
    """What the page tells to type in the block after those words, without what it says beside."""
    block = re.search(rf"{re.escape(after)}.*?\n\n((?:    [^\n]*\n)+)", page, re.DOTALL)
    assert block is not None, after
    return [line.partition("  #")[0].strip() for line in block[1].splitlines()]


class Operator:
    """In a folder with the sources, beside a Docker engine that is theirs alone."""

    def __init__(self, docker: DockerEngine, sources: Path) -> None:
        self.docker = docker
        self.sources = sources
        self._environment = dict(docker.environment)
        if not AS_ROOT:  # who types here is root already, and may have no sudo
            programs = sources.parent / "bin"
            programs.mkdir()
            (programs / "sudo").write_text(_SUDO)
            (programs / "sudo").chmod(0o755)
            self._environment["PATH"] = f"{programs}:{os.environ['PATH']}"

    async def type(self, line: str, *, typed: str = "") -> str:
        """One line, as it stands; what it said. A failure fails the test."""
        return await asyncio.to_thread(self._type, line, typed)

    async def answer(self, line: str, *answers: str) -> str:
        """One line at a terminal, which may ask: each answer once a question stands there."""
        return await asyncio.to_thread(self._answer, line, answers)

    async def within(self, *words: str, user: int = USER) -> str:
        """Have it done in the running bot's container; what it said."""
        return await self.type(
            f"docker compose exec -T --user {user} ankerplatz {shlex.join(words)}"
        )

    async def state(self, template: str) -> str:
        """Of the bot's container, whether or not it runs, by a Go template."""
        container = await self.type("docker compose ps --all --quiet ankerplatz")
        return await self.type(f"docker inspect --format '{template}' {container}")

    async def is_healthy(self) -> bool:
        """As Docker itself found, by the image's own check."""
        return await self.state("{{.State.Health.Status}}") == "healthy"

    async def until(self, is_so: Callable[[], Awaitable[bool]], seconds: float = 60) -> None:
        """Look again and again. Raises `TimeoutError`, after showing what the containers said."""
        try:
            async with asyncio.timeout(seconds):
                while not await is_so():  # noqa: ASYNC110 -- Docker tells only whom asks
                    await asyncio.sleep(0.2)
        except TimeoutError:
            print(await self.type("docker compose logs --no-color"))
            raise

    async def until_ready(self, *, times: int = 1) -> None:
        """The bot has said so often that it is in its chats."""

        async def is_ready() -> bool:
            said = await self.type("docker compose logs --no-color --no-log-prefix ankerplatz")
            return sum(line.startswith("ready") for line in said.splitlines()) >= times

        await self.until(is_ready)

    def _type(self, line: str, typed: str) -> str:
        done = subprocess.run(
            ("sh", "-c", line),
            cwd=self.sources,
            env=self._environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done.stdout.strip()

    def _answer(self, line: str, answers: Sequence[str]) -> str:
        here, there = pty.openpty()
        asking = subprocess.Popen(
            ("sh", "-c", line),
            cwd=self.sources,
            env=self._environment,
            stdin=there,
            stdout=there,
            stderr=there,
            start_new_session=True,
        )
        os.close(there)
        said, left = b"", list(answers)
        with suppress(OSError):  # the other end is closed
            while piece := os.read(here, 4096):
                said += piece
                if said.endswith(b": ") and left:
                    os.write(here, f"{left.pop(0)}\n".encode())
        os.close(here)
        assert asking.wait(60) == 0, said.decode()
        assert not left, said.decode()
        return said.decode()
