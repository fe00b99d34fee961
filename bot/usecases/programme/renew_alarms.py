"""After an update of the time zone rules, work out again when each series needs attention."""

import logging
from collections.abc import Callable
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.series import SeriesId
from bot.usecases.ports.store import Store
from bot.usecases.programme.alarms import move_on

log = logging.getLogger(__name__)

_KEY: Final = "zone_rules"
_PAGE: Final = 100


async def renew_alarms(store: Store, rules: Callable[[], str]) -> None:
    """`rules` names the rules that are in force. Nothing is done if they are the known ones.

    What was told stays told; a date ahead whose instant has changed is told at the new one. If this
    dies on the way, it starts over: the rules count as known only at the end.
    """
    in_force = rules()
    async with store.begin() as work:
        if await work.facts.get(_KEY) == in_force:
            return
    ZoneInfo.clear_cache()
    count, after = 0, SeriesId("")
    while True:
        async with store.begin() as work:
            page = await work.alarms.page(after=after, limit=_PAGE)
            for alarm in page:
                if series := await work.programme.get(alarm.series):
                    await move_on(work, series, told_until=alarm.told_until)
            if not page:
                await work.facts.save(_KEY, in_force)
                break
        count, after = count + len(page), page[-1].series
    log.info(
        "Zone rules have changed, and all alarms were set anew",
        extra={"action": "alarms_renewed", "rules": in_force, "count": count},
    )
