"""The numbered migrations, one text for both engines."""

import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

MOVED_TO: Final = "moved_to"
"""The key in `meta` under which a database says where its installation has moved."""

_NAME: Final = re.compile(r"(\d{4})_\w+\.sql")


def migrations() -> Mapping[int, str]:
    """Their texts by number, in order."""
    found = {
        int(name[1]): file.read_text(encoding="utf-8")
        for file in (files("bot.storage") / "migrations").iterdir()
        if (name := _NAME.fullmatch(file.name))
    }
    return dict(sorted(found.items()))


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
