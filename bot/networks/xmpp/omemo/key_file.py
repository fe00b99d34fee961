"""Where keys, ratchets and what hangs on them are kept: one file, replaced as a whole."""

import json
import os
from pathlib import Path
from typing import cast

from omemo.storage import Just, Maybe, Nothing, Storage
from omemo.types import JSONType

from bot.errors import ConfigError, TransientError


class KeyFile(Storage):
    """Changes are in memory until `save`, which writes all of them or none.

    So a decrypted line and the ratchet that cannot decrypt it again get to the disk together. The
    file has mode 0600. Raises `ConfigError` when it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(disable_cache=True)
        self._path = path
        self._kept: dict[str, JSONType] = {}
        self._on_disk = ""
        try:
            self._on_disk = path.read_text(encoding="utf-8")
            self._kept = dict(json.loads(self._on_disk).items())
        except FileNotFoundError:
            pass
        except (OSError, ValueError, AttributeError) as error:
            raise ConfigError(
                f"[xmpp] omemo: {path} cannot be read; move it away, and the bot gets new keys"
            ) from error

    def table(self, name: str) -> dict[str, JSONType]:
        """Notes of ours, to be changed in place."""
        return cast("dict[str, JSONType]", self._kept.setdefault(f"/ankerplatz/{name}", {}))

    def save(self) -> None:
        """Raises `TransientError` when the disk does not take it."""
        text = json.dumps(self._kept)
        if text == self._on_disk:
            return
        fresh = self._path.with_name(self._path.name + ".new")
        try:
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._path)
        except OSError as error:
            raise TransientError(f"the keys cannot be saved: {error.strerror}") from error
        self._on_disk = text

    async def _load(self, key: str) -> Maybe[JSONType]:
        return Just(self._kept[key]) if key in self._kept else Nothing()

    async def _store(self, key: str, value: JSONType) -> None:
        self._kept[key] = value

    async def _delete(self, key: str) -> None:
        self._kept.pop(key, None)
