"""When a series next needs attention, after it or those who want to hear of it changed."""

import logging
from datetime import datetime, timedelta
from typing import Final

from bot.domain.due import next_due
from bot.domain.series import Series
from bot.usecases.ports.programme import Alarm
from bot.usecases.ports.store import Work

log = logging.getLogger(__name__)

PARKED_FOR: Final = timedelta(minutes=5)


async def rewind_alarm(work: Work, series: Series, *, now: datetime) -> None:
    """To be called in the transaction of every change of a series or of its subscriptions.

    What is overdue stays overdue. Otherwise everything counts as told up to now: nobody missed a
    reminder that only this change put into the past (a lead of a day, asked for an hour before).
    """
    alarm = await work.alarms.get(series.id)
    overdue = alarm is not None and alarm.due_at is not None and alarm.due_at <= now
    await move_on(work, series, told_until=alarm.told_until if alarm and overdue else now)


async def move_on(work: Work, series: Series, *, told_until: datetime) -> None:
    """Everything that fell due up to then has been told; wait for what comes after."""
    leads = await work.subscriptions.leads(series.id)
    due_at = next_due(series, leads, after=told_until)
    await work.alarms.save(Alarm(series=series.id, told_until=told_until, due_at=due_at))


async def park(work: Work, alarm: Alarm, bug: Exception, *, now: datetime) -> None:
    """A series that a bug breaks is tried again later and holds up no other."""
    log.error(
        "A series cannot be told of by a bug",
        exc_info=bug,
        extra={"action": "series_parked", "series": alarm.series},
    )
    due_at = now + PARKED_FOR
    await work.alarms.save(Alarm(series=alarm.series, told_until=alarm.told_until, due_at=due_at))
