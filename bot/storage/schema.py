"""The numbered migrations, one text for both engines."""

import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

_NAME: Final = re.compile(r"(\d{4})_\w+\.sql")


def migrations() -> Mapping[int, str]:
    """Their texts by number, in order."""
    found = {
        int(name[1]): file.read_text(encoding="utf-8")
        for file in (files("bot.storage") / "migrations").iterdir()
        if (name := _NAME.fullmatch(file.name))
    }
    return dict(sorted(found.items()))


def newer_than_known(database: str, *, version: int, newest: int) -> str:
    """Why a database cannot be used that a later version of this program wrote."""
    return (
        f"bot.database: {database} was written by a newer Ankerplatz (schema {version}, this one "
        f"knows {newest}); install that version, or restore a backup"
    )
