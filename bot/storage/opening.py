"""From `bot.database` in the configuration to a store."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from bot.domain.chat import AccountId
from bot.errors import ConfigError
from bot.storage.address import is_postgresql
from bot.usecases.ports.store import Store
from bot.usecases.ports.tenure import Alone, Tenure


def open_store(url: str) -> Store:
    """Open `sqlite:///relative.db`, `sqlite:////absolute.db` or, gone afterwards, `sqlite://`.

    What `postgresql://user@host/database` names is connected to when it is first used. Raises
    `ConfigError`, and of a file what `SqliteStore` raises. The caller closes the store.
    """
    scheme, separator, rest = url.partition("://")
    if separator and scheme == "sqlite":
        if rest in ("", "/:memory:"):
            from bot.storage.memory.store import MemoryStore  # noqa: PLC0415 -- loaded when used: a bot that runs needs the one, `console` the other

            return MemoryStore()
        if rest.startswith("/") and not rest.endswith("/"):
            from bot.storage.sqlite.store import SqliteStore  # noqa: PLC0415 -- loaded when used: a bot that runs needs the one, `console` the other

            return SqliteStore(Path(rest[1:]))
    if is_postgresql(url):
        return _postgresql(url)
    raise ConfigError(
        f"bot.database: {scheme}:… is not understood; expected sqlite:///relative.db or "
        "sqlite:////absolute/path.db"
    )


def tenure_of(url: str, accounts: Sequence[AccountId], *, owner: str) -> Tenure:
    """The duties of this copy, which is configured for these accounts. The caller closes it."""
    if not is_postgresql(url):
        return Alone()
    from bot.storage.postgresql.tenure import PostgresTenure  # noqa: PLC0415 -- an extra

    return PostgresTenure(url, accounts, owner=owner)


def demand_postgresql() -> None:
    """Raises `ConfigError` where its driver is not installed."""
    if find_spec("asyncpg") is None:
        raise ConfigError(
            "bot.database: PostgreSQL needs the extra of that name: "
            "pip install 'ankerplatz[postgresql]'"
        )


def _postgresql(url: str) -> Store:
    demand_postgresql()
    from bot.storage.postgresql.store import PostgresStore  # noqa: PLC0415 -- an extra

    return PostgresStore(url)
