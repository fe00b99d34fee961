"""Files that only their owner reads."""

import os
from pathlib import Path

from bot.errors import PermanentError


def replace_private(file: Path, text: str) -> None:
    """Replace the file in one step, so that a crash leaves the old one or the new one.

    Raises `PermanentError` when it cannot be written.
    """
    fresh = file.with_name(f"{file.name}.new")
    try:
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(file)
    except OSError as error:
        raise PermanentError(f"cannot write {file}: {error.strerror}") from error
