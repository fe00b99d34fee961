"""What the address of a database says: `sqlite:///file.db` or `postgresql://user@host/database`."""

from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from bot.errors import ConfigError

SQLITE: Final = "sqlite:///"


def is_postgresql(url: str) -> bool:
    """Whether a server keeps it, and not a file."""
    return url.startswith("postgresql:")


def file_of(url: str) -> Path:
    """Where an SQLite database lies. Raises `ConfigError` for one that is in no file."""
    if not url.startswith(SQLITE) or url == f"{SQLITE}:memory:":
        raise ConfigError(
            "bot.database: this works on a database that stays, sqlite:///… or postgresql://…"
        )
    return Path(url.removeprefix(SQLITE))


def folder_of(url: str) -> Path:
    """Where the rest of what the bot keeps lies: beside the file, else where the bot is started."""
    return Path(url.removeprefix(SQLITE)).parent if url.startswith(SQLITE) else Path()


def shown(url: str) -> str:
    """Without what may be a password."""
    if not is_postgresql(url):
        return url
    parts = urlsplit(url)
    return f"postgresql://{parts.hostname}{parts.path}"
