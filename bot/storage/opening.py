"""From `bot.database` in the configuration to a store."""

from pathlib import Path

from bot.errors import ConfigError
from bot.storage.memory import MemoryStore
from bot.usecases.ports import Store


def open_store(url: str) -> Store:
    """Open `sqlite:///relative.db`, `sqlite:////absolute.db` or, gone afterwards, `sqlite://`.

    What `postgresql://user@host/database` names is connected to when it is first used. Raises
    `ConfigError`. The caller closes the store.
    """
    scheme, separator, rest = url.partition("://")
    if separator and scheme == "sqlite":
        if rest in ("", "/:memory:"):
            return MemoryStore()
        if rest.startswith("/") and not rest.endswith("/"):
            # imported when used: `console` and `when` can do without
            from bot.storage.sqlite.store import SqliteStore  # noqa: PLC0415

            return SqliteStore(Path(rest[1:]))
    if separator and scheme == "postgresql":
        return _postgresql(url)
    raise ConfigError(
        f"bot.database: {scheme}:… is not understood; expected sqlite:///relative.db or "
        "sqlite:////absolute/path.db"
    )


def _postgresql(url: str) -> Store:
    try:
        from bot.storage.postgresql.store import PostgresStore  # noqa: PLC0415 -- an extra
    except ModuleNotFoundError as error:
        raise ConfigError(
            "bot.database: PostgreSQL needs the extra of that name: "
            "pip install 'ankerplatz[postgresql]'"
        ) from error
    return PostgresStore(url)
