"""New files that are there as a whole or not at all, whatever ends the program while it writes."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bot.errors import PermanentError

PART: Final = ".part"
"""Ends the name of a file that is still being written."""


@contextmanager
def new_file(path: Path) -> Generator[Path]:
    """An empty file beside `path`, readable for its owner only, that takes this name at the end.

    Raises `PermanentError` rather than write over anything, and where nothing can be written.
    Whatever is raised inside, no file is left; what a killed program left is replaced.
    """
    with _translated(path):
        if os.path.lexists(path):
            raise FileExistsError
    part = path.with_name(path.name + PART)
    with _translated(path):
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    try:
        yield part
        with _translated(path):
            _bring_to_disk(part)
            part.rename(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def _translated(path: Path) -> Generator[None]:
    try:
        yield
    except FileExistsError as error:
        raise PermanentError(f"{path} exists already; name a new file") from error
    except OSError as error:
        raise PermanentError(f"{path} cannot be written: {error.strerror}") from error


def _bring_to_disk(file: Path) -> None:
    """Else a power cut could leave the name without the content."""
    opened = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
