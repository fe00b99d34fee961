"""What goes along with series, as foreign keys have it in SQL."""

from collections.abc import Collection

from bot.domain.series import SeriesId
from bot.storage.memory.announcements import forget_series
from bot.storage.memory.tables import Tables


def erase_series(tables: Tables, past: Collection[SeriesId]) -> None:
    """Erase them with all that belongs to them."""
    for id_ in past:
        del tables.series[id_]
        tables.alarms.pop(id_, None)
        tables.points.pop(id_, None)
        tables.turnouts.pop(id_, None)
        tables.slugs.pop(id_, None)
    for key in [key for key, one in tables.subscriptions.items() if one.series in past]:
        del tables.subscriptions[key]
    for key in [key for key in tables.rsvps if key[0] in past]:
        del tables.rsvps[key]
    for key in [key for key, one in tables.reactions.items() if one.series in past]:
        del tables.reactions[key]
    for key in [key for key, series in tables.imported.items() if series in past]:
        del tables.imported[key]
    forget_series(
        past,
        announcements=tables.announcements,
        codes=tables.share_codes,
        news=tables.news,
        unreachable=tables.unreachable,
        dates=tables.running_dates,
    )
