"""`ankerplatz db`: bring the database up to date, copy it, put a copy back, write it all out."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.config import Configuration
from bot.errors import ConfigError, PermanentError
from bot.storage.sqlite import copies

_SQLITE: Final = "sqlite:///"


def upgrade(configuration: Configuration) -> str:
    """What was done, in one line; so with all of these. Raises what `copies` raises."""
    database = _file(configuration)
    before, after = copies.upgrade(database)
    if before == after:
        return f"{database} is up to date (schema {after})"
    kept = f"; the one before is kept as {database}.schema-{before}" if before else ""
    return f"{database} was brought to schema {after}{kept}"


def backup(configuration: Configuration, copy: Path) -> str:
    """Into a new file."""
    copies.backup(_file(configuration), copy)
    return f"saved as {copy}"


def restore(configuration: Configuration, copy: Path) -> str:
    """From such a file; the bot must not be running."""
    database = _file(configuration)
    kept = copies.restore(database, copy, now=datetime.now(UTC))
    before = f"; what was there before is kept as {kept}" if kept else ""
    return f"{database} is as it was in {copy}{before}"


def export(configuration: Configuration, document: Path) -> str:
    """As one JSON document, into a new file that only its owner can read."""
    told = {"exported_at": datetime.now(UTC).isoformat(), **copies.export(_file(configuration))}
    try:
        file = os.open(document, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(file, "w", encoding="utf-8") as text:
            json.dump(told, text, ensure_ascii=False, indent=1)
    except FileExistsError as error:
        raise PermanentError(f"{document} exists already; name a new file") from error
    except OSError as error:
        raise PermanentError(f"{document} cannot be written: {error.strerror}") from error
    return f"written to {document}"


def _file(configuration: Configuration) -> Path:
    url = configuration.bot.database
    if not url.startswith(_SQLITE) or url == f"{_SQLITE}:memory:":
        raise ConfigError("bot.database: this works on a database in a file, sqlite:///…")
    return Path(url.removeprefix(_SQLITE))
