"""Which time zone rules are in force: the system's come before those of the package."""

import zoneinfo
from importlib.metadata import version
from pathlib import Path


def zone_rules() -> str:
    """`system 2025b`, or `tzdata 2025.2` where the system has none of its own.

    For a system that does not say which it has, the time at which they were written.
    """
    for folder in map(Path, zoneinfo.TZPATH):
        if (folder / "Europe").is_dir():
            return f"system {_version(folder)}"
    return f"tzdata {version('tzdata')}"


def _version(folder: Path) -> str:
    compiled = folder / "tzdata.zi"  # begins with "# version 2025b"
    if compiled.is_file():
        with compiled.open(encoding="utf-8") as lines:
            return next(lines, "").rpartition(" ")[2].strip()
    return str(int((folder / "Europe").stat().st_mtime))
