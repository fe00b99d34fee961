"""`ankerplatz db`: bring the database up to date, copy it, put copies back, move, write it out."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bot.config import Configuration
from bot.config.shapes import database_url
from bot.errors import ConfigError, PermanentError
from bot.storage.address import file_of, folder_of, is_postgresql
from bot.storage.moving import move
from bot.storage.new_file import new_file
from bot.storage.opening import demand_postgresql
from bot.storage.sqlite import copies

_KEYS: Final = "matrix-login.json, matrix-keys, *.keys.json"

_PRINTED: Final = Path("-")


def upgrade(configuration: Configuration) -> str:
    """What was done, in one line; so with all of these. Raises what `copies` raises."""
    url = configuration.bot.database
    if _is_postgresql(url):
        from bot.storage.postgresql import copies as postgresql  # noqa: PLC0415 -- an extra

        kept = Path(f"ankerplatz.before-{_stamp()}.db")
        before, after = asyncio.run(postgresql.upgrade(url, kept))
        database = "the database"
    else:
        path = file_of(url)
        before, after = copies.upgrade(path)
        kept, database = Path(f"{path}.schema-{before}"), str(path)
    if before == after:
        return f"{database} is up to date (schema {after})"
    saved = f"; the one before is kept as {kept}" if before else ""
    return f"{database} was brought to schema {after}{saved}"


def backup(configuration: Configuration, copy: Path) -> str:
    """Into a new file."""
    _save(configuration.bot.database, copy)
    return f"saved as {copy}"


def restore(configuration: Configuration, copy: Path) -> str:
    """From such a file; the bot must not be running."""
    url, now = configuration.bot.database, datetime.now(UTC)
    if _is_postgresql(url):
        from bot.storage.postgresql import copies as postgresql  # noqa: PLC0415 -- an extra

        kept = Path(f"ankerplatz.replaced-{_stamp()}.db")
        found = asyncio.run(postgresql.restore(url, copy, kept=kept, now=now))
        database = "the database"
    else:
        found, database = copies.restore(file_of(url), copy, now=now), str(file_of(url))
    before = f"; what was there before is kept as {found}" if found else ""
    return f"{database} is as it was in {copy}{before}"


def migrate(source: str, target: str) -> str:
    """From one address to another; the bot must not be running on either.

    No configuration is read, so nothing is wrong with it either: raises `PermanentError` for that.
    """
    try:
        for url in (source, target):
            _demand_address(url)
        asyncio.run(move(source, target))
    except ConfigError as error:
        raise PermanentError(str(error)) from error
    done = "all of it is there now. Put the new address into [bot] database"
    old, new = folder_of(source).resolve(), folder_of(target).resolve()
    if old != new:
        done += (
            f"\nIf there are {_KEYS} in {old}, bring them to {new} as well:"
            " with them the bot stays the same device"
        )
    return done


def _demand_address(url: str) -> None:
    """Raises `PermanentError`, and `ConfigError` where its driver is missing."""
    try:
        database_url(url)
    except ValueError as error:
        raise PermanentError(f"an address of a database {error}") from error
    _is_postgresql(url)


def export(configuration: Configuration, document: Path) -> str:
    """As one JSON document, into a new file that only its owner can read; `-` is where we print."""
    url = configuration.bot.database
    if _is_postgresql(url):
        with TemporaryDirectory() as folder:
            _save(url, copy := Path(folder) / "copy.db")
            told = copies.export(copy)
    else:
        told = copies.export(file_of(url))
    told = {"exported_at": datetime.now(UTC).isoformat(), **told}
    if document == _PRINTED:
        return json.dumps(told, ensure_ascii=False, indent=1)
    with new_file(document) as file:  # half of it would be taken for all of it
        try:
            with file.open("w", encoding="utf-8") as text:
                json.dump(told, text, ensure_ascii=False, indent=1)
        except OSError as error:
            raise PermanentError(f"{document} cannot be written: {error.strerror}") from error
    return f"written to {document}"


def _save(url: str, copy: Path) -> None:
    if _is_postgresql(url):
        from bot.storage.postgresql.copies import backup  # noqa: PLC0415 -- an extra

        asyncio.run(backup(url, copy))
    else:
        copies.backup(file_of(url), copy)


def _is_postgresql(url: str) -> bool:
    """Raises `ConfigError` where its driver is missing."""
    if is_postgresql(url):
        demand_postgresql()
    return is_postgresql(url)


def _stamp() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}"
