"""When a series next needs attention, after it or those who want to hear of it changed."""

from datetime import datetime

from bot.domain.series import Series, next_due
from bot.usecases.ports import Work
from bot.usecases.programme_ports import Alarm


async def rewind_alarm(work: Work, series: Series, *, now: datetime) -> None:
    """To be called in the transaction of every change of a series or of its subscriptions.

    What is overdue stays so; otherwise all is told up to now, and a reminder that this change puts
    into the past (a lead of a day, wanted an hour before) is none that anybody missed.
    """
    alarm = await work.alarms.get(series.id)
    overdue = alarm is not None and alarm.due_at is not None and alarm.due_at <= now
    told_until = alarm.told_until if alarm and overdue else now
    leads = await work.subscriptions.leads(series.id)
    due_at = next_due(series, leads, after=told_until)
    await work.alarms.save(Alarm(series=series.id, told_until=told_until, due_at=due_at))
