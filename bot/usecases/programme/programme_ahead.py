"""What comes next in a chat, one entry a series."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.domain.chat import ChatAddress
from bot.domain.preparation import NOTHING_PREPARED, Preparation
from bot.domain.series import Occurrence, Series, dates
from bot.domain.settings import ChatSettings
from bot.usecases.ports.store import Work
from bot.usecases.programme.prepare import preparation_of, shown_in

MOST_SHOWN: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDate:
    """What comes next of one series: the date that takes place, and those before it that do not.

    `date` may have begun already. Where every date left is off, it is the last one. `prepared` is
    what was said of it.
    """

    date: Occurrence
    off: tuple[Occurrence, ...]
    prepared: Preparation = NOTHING_PREPARED


async def programme_ahead(
    work: Work, chat: ChatAddress, settings: ChatSettings, *, now: datetime
) -> tuple[Sequence[NextDate], int]:
    """The soonest first, as the chat may read it; and how many series did not fit."""
    planned = await work.programme.of_chat(chat)
    found = [ahead for series in planned if (ahead := _next(series, now))]
    found.sort(key=lambda ahead: ahead.date.starts_at)
    shown = [await _prepared(work, one, chat, settings) for one in found[:MOST_SHOWN]]
    return shown, len(found) - len(shown)


async def _prepared(
    work: Work, one: NextDate, chat: ChatAddress, settings: ChatSettings
) -> NextDate:
    prepared = await preparation_of(work, one.date)
    return replace(one, prepared=shown_in(chat, prepared, settings))


def _next(series: Series, now: datetime) -> NextDate | None:
    ahead = dates(series, after=now - series.duration, limit=1)
    if not ahead:
        return None
    *off, last = ahead
    return NextDate(date=last, off=tuple(off))
