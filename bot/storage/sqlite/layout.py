"""What a database file consists of, for whoever reads or writes all of it."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter


@dataclass(frozen=True, slots=True)
class SqlTable:
    """A table, and its columns in their order. The names are the migrations' own."""

    name: str
    columns: tuple[str, ...]

    @property
    def reading(self) -> str:
        """The query that returns all of it, for both engines."""
        return f"SELECT {self._columns} FROM {self.name}"  # noqa: S608 -- the names are the migrations' own

    @property
    def writing(self) -> str:
        """The statement that puts in a row."""
        gaps = ", ".join("?" * len(self.columns))
        return f"INSERT INTO {self.name} ({self._columns}) VALUES ({gaps})"  # noqa: S608 -- the names are the migrations' own

    @property
    def _columns(self) -> str:
        return ", ".join(self.columns)


def tables(connection: sqlite3.Connection) -> Sequence[SqlTable]:
    """All of them, each behind those that it refers to."""
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    names = [str(name) for (name,) in map(tuple, rows)]
    behind = {
        name: {
            str(target)
            for (target,) in map(
                tuple,
                connection.execute('SELECT "table" FROM pragma_foreign_key_list(?)', (name,)),
            )
        }
        for name in names
    }
    return [
        SqlTable(name, _columns(connection, name))
        for name in TopologicalSorter(behind).static_order()
    ]


def _columns(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    rows = connection.execute("SELECT name FROM pragma_table_info(?) ORDER BY cid", (table,))
    return tuple(str(name) for (name,) in map(tuple, rows))
