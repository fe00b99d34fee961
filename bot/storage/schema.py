"""The numbered migrations, one text for both engines."""

import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

MOVED_TO: Final = "moved_to"
"""The key in `meta` under which a database says where its installation has moved."""

FITS_FROM: Final = "fits_from"
"""The key in `meta` under which stands the oldest schema whose programs can use the database."""

ONLY_ADDS: Final = "-- Only adds."
"""Begins a migration after which programs that do not know it go on as before: it adds tables, or
columns that they need not fill, and nothing that they write means anything else."""

_NAME: Final = re.compile(r"(\d{4})_\w+\.sql")


def migrations() -> Mapping[int, str]:
    """Their texts by number, in order."""
    found = {
        int(name[1]): file.read_text(encoding="utf-8")
        for file in (files("bot.storage") / "migrations").iterdir()
        if (name := _NAME.fullmatch(file.name))
    }
    return dict(sorted(found.items()))


def marks(version: int) -> Mapping[str, str]:
    """What stands in `meta` of a database that has seen all migrations up to that one."""
    needed = [
        n for n, text in migrations().items() if n <= version and not text.startswith(ONLY_ADDS)
    ]
    return {"schema_version": str(version), FITS_FROM: str(max(needed))}


def moved_away(database: str, target: str) -> str:
    """Why a database is not used any more from which an installation has moved."""
    return (
        f"bot.database: {database} was moved to {target} by `ankerplatz db migrate`; name that one."
        " To go on with this one: `db backup` it, and `db restore` that"
    )


def newer_than_known(database: str, *, version: int, newest: int) -> str:
    """Why a database cannot be used that a later version of this program wrote."""
    return (
        f"bot.database: {database} was written by a newer Ankerplatz (schema {version}, this one "
        f"knows {newest}); install that version, or restore a backup"
    )
