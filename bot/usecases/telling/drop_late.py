"""Drop what is too late to help anybody, and confess it to the chats concerned."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.chat import ChatAddress, DeliveryKey
from bot.domain.due import Due, due
from bot.domain.series import Series
from bot.errors import TransientError
from bot.usecases.ports.programme import Alarm
from bot.usecases.ports.store import Work
from bot.usecases.programme.alarms import move_on, park
from bot.usecases.speaking.herald import Herald
from bot.usecases.telling.reminders import Dropped, RemindersDropped, reminder_key

log = logging.getLogger(__name__)


async def drop_late(
    work: Work, herald: Herald, alarms: Sequence[Alarm], *, until: datetime, now: datetime
) -> Mapping[ChatAddress, int]:
    """Drop what these series had to tell up to and including `until`: how much, by owner chat.

    Each of these chats gets one line, in the transaction in which its series move on.
    """
    dropped: defaultdict[ChatAddress, list[Dropped]] = defaultdict(list)
    for alarm in alarms:
        series = await work.programme.get(alarm.series)
        try:
            if series and (found := await _drop(work, series, alarm, until)):
                dropped[series.owner].append(found)
        except TransientError:
            raise
        except Exception as bug:  # noqa: BLE001 -- whatever is wrong with one, the others are told
            await park(work, alarm, bug, now=now)
    for chat, of_chat in dropped.items():
        try:
            await _confess(work, herald, chat, RemindersDropped(tuple(of_chat)), now)
        except TransientError:
            raise
        except Exception:
            log.exception(
                "A chat cannot be told of its dropped reminders by a bug",
                extra={"action": "confession_failed", "account": chat.account, "chat": chat.chat},
            )
    return {chat: sum(one.count for one in of_chat) for chat, of_chat in dropped.items()}


async def _drop(work: Work, series: Series, alarm: Alarm, until: datetime) -> Dropped | None:
    leads = await work.subscriptions.leads(series.id)
    late = due(series, leads, after=alarm.told_until, until=until)
    count = sum([await _is_missed(work, one) for one in late])
    await move_on(work, series, told_until=until)
    return Dropped(number=series.number, title=series.title, count=count) if count else None


async def _is_missed(work: Work, one: Due) -> bool:
    """Whether anybody was not told: while the clock was wrong, they may have been told early."""
    first = await work.subscriptions.page(one.date.series.id, one.lead, after=None, limit=1)
    return bool(first) and await work.outbox.posted(reminder_key(one, first[0].target)) is None


async def _confess(
    work: Work, herald: Herald, chat: ChatAddress, reply: RemindersDropped, now: datetime
) -> None:
    log.warning(
        "Reminders came too late and were dropped",
        extra={
            "action": "reminders_dropped",
            "account": chat.account,
            "chat": chat.chat,
            "count": sum(one.count for one in reply.dropped),
        },
    )
    key = DeliveryKey(f"dropped:{chat.account}:{chat.chat}:{now.isoformat()}")
    await herald.announce(work, chat, reply, key=key, now=now)
