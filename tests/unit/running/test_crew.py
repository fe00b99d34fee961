"""What whoever starts the bot is told when its work ends by itself."""

import asyncio
from types import SimpleNamespace
from typing import cast

import pytest

from bot.bootstrap.assembly import Assembly
from bot.errors import PermanentError
from bot.running.crew import Crew, serve
from bot.storage.memory.store import MemoryStore
from bot.usecases.ports.tenure import Alone


class Hapless(Crew):
    """One part of it, beside others, cannot go on."""

    async def work(self) -> None:
        async def fail() -> None:
            raise PermanentError("the database is damaged")

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(fail())


class NoServer:
    async def run(self) -> None: ...


async def test_why_one_part_could_not_go_on_is_said_by_the_whole() -> None:
    assembly = SimpleNamespace(
        stations=(), tenure=Alone(), server=NoServer(), store=MemoryStore(), web=None
    )
    with pytest.raises(PermanentError, match="the database is damaged"):
        await serve(Hapless(assembly=cast("Assembly", assembly)), ready=lambda _: None)
