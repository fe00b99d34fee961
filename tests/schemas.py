"""Write the databases of schema versions that tests/data/schemas lacks: `python -m tests.schemas`.

Each is an SQL dump as a program of that version could have left it. It is made of the one before,
the migration, and the rows in tests/data/schemas/rows of the same number, and never made again:
what a migration was when it was released is what an update meets.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from bot.storage.schema import migrations
from bot.storage.sqlite.layout import tables

FOLDER = Path(__file__).with_name("data") / "schemas"


def fixtures() -> Mapping[int, str]:
    """The dumps by version."""
    return {int(file.stem): file.read_text(encoding="utf-8") for file in FOLDER.glob("*.sql")}


def changed_by(script: str) -> str:
    """The newest of them, as that script leaves it."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(fixtures()[max(fixtures())])
        database.executescript(script)
        return "\n".join(_dump(database))


def write_missing() -> None:
    """Raises `sqlite3.Error` when a migration or its rows do not fit what was before."""
    for version, script in migrations().items():
        file = FOLDER / f"{version:04}.sql"
        if file.exists():
            continue
        with closing(sqlite3.connect(":memory:")) as database:
            if version > 1:
                database.executescript(fixtures()[version - 1])
            database.executescript(script)
            database.execute(
                "INSERT INTO meta VALUES ('schema_version', :version)"
                " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                {"version": str(version)},
            )
            rows = FOLDER / "rows" / file.name
            if rows.exists():
                database.executescript(rows.read_text(encoding="utf-8"))
            file.write_text("\n".join((*_dump(database), "")), encoding="utf-8")


def _dump(database: sqlite3.Connection) -> Iterator[str]:
    """In an order in which both engines take it: what is referred to comes first."""
    made = dict(database.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"))
    for table in tables(database):
        yield f"{made.pop(table.name)};"
        row = " || ', ' || ".join(f"quote({column})" for column in table.columns)
        for (values,) in database.execute(f"SELECT {row} FROM {table.name} ORDER BY 1"):
            yield f"INSERT INTO {table.name} VALUES ({values});"
    for index in made.values():
        yield f"{index};"


if __name__ == "__main__":
    write_missing()
