"""An installation moves from one database to another, of the other engine as a rule.

It goes by way of an SQLite file, as backups do (docs/adr/0038-copies-are-files.md). The old
database stays as it is, and says from then on that it is not used any more: two bots that go on
from the same point would say everything twice.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.errors import ConfigError, PermanentError
from bot.storage.address import file_of, is_postgresql, shown
from bot.storage.schema import moved_away
from bot.storage.sqlite import copies


async def move(source: str, target: str) -> None:
    """Bring everything from one to the other, which has to be empty; both by their addresses.

    Nobody may use either meanwhile. What waits to be said or answered goes along and is dealt
    with there, once. Raises `ConfigError`, `PermanentError` and `TransientError`, and then nothing
    has changed.
    """
    if source == target:
        raise PermanentError("both addresses name the same database")
    async with AsyncExitStack() as held:
        with TemporaryDirectory() as folder:
            file, fresh = Path(folder) / "source.db", Path(folder) / "fresh.db"
            mark = await held.enter_async_context(_source(source, file))
            if before := copies.moved_to(file):
                raise ConfigError(moved_away(shown(source), before))
            copies.make_ready(file, fresh)
            await _fill(target, fresh)
        await mark(shown(target))


@asynccontextmanager
async def _source(url: str, file: Path) -> AsyncGenerator[Callable[[str], Awaitable[None]]]:
    """Copy it into the file. What marks it as moved, for as long as nobody else can use it."""
    if not is_postgresql(url):
        path = file_of(url)
        with copies.alone(path) if path.is_file() else nullcontext():
            copies.backup(path, file)

            async def mark_file(target: str) -> None:
                copies.mark_moved(path, target)

            yield mark_file
        return
    from bot.storage.postgresql import copies as postgresql  # noqa: PLC0415 -- an extra
    from bot.storage.postgresql.opening import have_alone  # noqa: PLC0415 -- as above

    async with postgresql.connected(url) as connection:
        await have_alone(connection, url)
        await postgresql.save(connection, file, url)

        async def mark(target: str) -> None:
            await postgresql.mark_moved(connection, target)

        yield mark


async def _fill(url: str, fresh: Path) -> None:
    if not is_postgresql(url):
        path = file_of(url)
        if path.exists():
            raise PermanentError(f"{path} exists already; the target must be a new file")
        copies.backup(fresh, path)
        return
    from bot.storage.postgresql import copies as postgresql  # noqa: PLC0415 -- an extra
    from bot.storage.postgresql.opening import have_alone, migrate  # noqa: PLC0415 -- as above

    async with postgresql.connected(url) as connection:
        await have_alone(connection, url)
        await migrate(connection, shown(url))
        if not await postgresql.is_empty(connection, fresh):
            raise PermanentError(f"{shown(url)} is not empty; name a new database or schema")
        await postgresql.load(connection, fresh)
