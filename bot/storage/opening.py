"""From `bot.database` in the configuration to a store."""

from pathlib import Path

from bot.errors import ConfigError
from bot.storage.memory import MemoryStore
from bot.usecases.ports import Store


def open_store(url: str) -> Store:
    """Open `sqlite:///relative.db`, `sqlite:////absolute.db` or, gone afterwards, `sqlite://`.

    Raises `ConfigError`. The caller closes the store.
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
        raise ConfigError(
            "bot.database: PostgreSQL comes with the extra 'postgresql' of a later release; "
            "use sqlite:///ankerplatz.db"
        )
    raise ConfigError(
        f"bot.database: {scheme}:… is not understood; expected sqlite:///relative.db or "
        "sqlite:////absolute/path.db"
    )
