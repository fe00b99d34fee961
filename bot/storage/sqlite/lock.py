"""One process for each database file: the lock beside it."""

import fcntl
import os
from pathlib import Path

from bot.errors import InUseError


class FileLock:
    """A lock that the kernel lets go of when its holder ends, however it ends.

    It hangs on an open file that child processes do not inherit. The file stays, with the pid of
    its last holder in it: removing it would let two processes lock two files of one name.
    """

    def __init__(self, database: Path) -> None:
        """Take the lock. Raises `InUseError` when another process holds it."""
        path = database.with_name(database.name + ".lock")
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            self._take(database)
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Let go of it. A second time does nothing."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _take(self, database: Path) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _holder(os.read(self._file, 32).decode("ascii", "replace").strip())
            raise InUseError(
                f"bot.database: {database} is in use by {holder}; "
                "stop that one first, or give this one a database of its own"
            ) from None
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)


def _holder(pid: str) -> str:
    if not pid.isdecimal():
        return "another process"
    try:
        command = Path(f"/proc/{pid}/comm").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:  # no such folder on this system, or the process is of another container
        return f"process {pid}"
    return f"process {pid} ({command})"
