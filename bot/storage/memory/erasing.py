"""What goes along with series, as foreign keys have it in SQL."""

from collections.abc import Callable, Collection
from typing import TypeVar

from bot.domain.series import SeriesId
from bot.storage.memory.tables import Tables

KeyT = TypeVar("KeyT")
RowT = TypeVar("RowT")


def erase_series(tables: Tables, past: Collection[SeriesId]) -> None:
    """Erase them with all that belongs to them."""
    drop_keys(tables.series, lambda id_: id_ in past)
    drop_keys(tables.alarms, lambda id_: id_ in past)
    drop_keys(tables.points, lambda id_: id_ in past)
    drop_keys(tables.turnouts, lambda id_: id_ in past)
    drop_keys(tables.slugs, lambda id_: id_ in past)
    drop_keys(tables.rsvps, lambda key: key[0] in past)
    drop_keys(tables.announcements, lambda key: key[0] in past)
    drop_keys(tables.unreachable, lambda key: key[0] in past)
    drop_keys(tables.news, lambda key: key[0] in past)
    drop(tables.subscriptions, lambda one: one.series in past)
    drop(tables.reactions, lambda one: one.series in past)
    drop(tables.running_dates, lambda date: date.series in past)
    drop(tables.imported, lambda series: series in past)
    drop(tables.share_codes, lambda kept: kept[0] in past)


def drop(table: dict[KeyT, RowT], is_gone: Callable[[RowT], bool]) -> None:
    """The rows of which that holds."""
    for key in [key for key, row in table.items() if is_gone(row)]:
        del table[key]


def drop_keys(table: dict[KeyT, RowT], is_gone: Callable[[KeyT], bool]) -> None:
    """The same for what is known by the keys of the rows."""
    for key in [*filter(is_gone, table)]:
        del table[key]
