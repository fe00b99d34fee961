"""Tell what has fallen due, once, to everyone who wants to hear of it.

Each line enters the outbox under a key that follows from what it is, and the alarm of a series
moves on with the last of them. So this may die anywhere, be repeated, and even run twice at a time.
"""

import logging
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.domain.allowance import Allowance
from bot.domain.chat import AccountId
from bot.domain.series import SeriesId
from bot.errors import TransientError
from bot.usecases.ports.programme import Alarm
from bot.usecases.ports.store import Store, Work
from bot.usecases.programme.alarms import move_on, park
from bot.usecases.rooms.start_conference import StartConference
from bot.usecases.speaking.herald import Herald
from bot.usecases.telling.circumstances import Circumstances
from bot.usecases.telling.drop_late import drop_late
from bot.usecases.telling.end_dates import EndDates
from bot.usecases.telling.tell_early import TellEarly
from bot.usecases.telling.tell_news import TellNews
from bot.usecases.telling.tell_page import PAGE, PageTold, TellPage, Untold

log = logging.getLogger(__name__)

_SERIES_AT_ONCE: Final = 100
_PAGES_AT_ONCE: Final = 20


class TellDue:
    """What is `late_grace` late is dropped. `told` is called with each account that has to send.

    `store` is for what one copy does for all, `own_store` for what each does for its own accounts.
    `allowances` are those of the accounts that cannot say everything in time (see `TellEarly`).
    `tally` counts the lines that were `told` and the reminders that were `dropped` since the start.
    """

    def __init__(
        self,
        *,
        store: Store,
        own_store: Store,
        herald: Herald,
        start_conference: StartConference,
        late_grace: timedelta,
        circumstances: Circumstances,
        allowances: Mapping[AccountId, Allowance],
        told: Callable[[AccountId], None],
        has_lobby: bool = False,
    ) -> None:
        self._store = store
        self._herald = herald
        self._tell_page = TellPage(
            herald=herald,
            start_conference=start_conference,
            late_grace=late_grace,
            circumstances=circumstances,
            has_lobby=has_lobby,
        )
        self._tell_early = TellEarly(
            store=own_store, tell_page=self._tell_page, allowances=allowances
        )
        self._tell_news = TellNews(herald=herald)
        self._end_dates = EndDates(herald=herald, live=circumstances.live)
        self._late_grace = late_grace
        self._told = told
        self._latest: datetime | None = None
        # with zeros, since Prometheus sees no rise in a number that was not there before
        self.tally: Final = Counter({"told": 0, "dropped": 0})

    async def __call__(self, now: datetime) -> datetime | None:
        """Work off all that is due. When to come again; None when nothing will ever be due.

        That is `now` while news wait to be told, and later otherwise. Raises `TransientError` when
        the database is away; what is left stays due.
        """
        if self._latest is None or now < self._latest:
            await self._take_back(now)
        self._latest = now
        await self._work_off(now)
        return now if await self._behind(now) else await self._next(now)

    async def early(self, now: datetime) -> datetime | None:
        """Tell early what would otherwise be late.

        Returns when there will be more to tell early. Raises `TransientError` when the database is
        away.
        """
        try:
            accounts, more = await self._tell_early(now)
        except TransientError:
            raise
        except Exception:  # whatever is wrong there, what is due is told in its time
            log.exception("Telling early failed by a bug", extra={"action": "early_stumbled"})
            return None
        self.tally["told"] += len(accounts)
        for account in set(accounts):
            self._told(account)
        return more

    async def _work_off(self, now: datetime) -> None:
        """Each series that is due, the longest overdue first.

        Every round begins behind the last alarm of the one before, so this ends whatever becomes
        of an alarm; one that does not move on waits for the next call.
        """
        too_late, last = now - self._late_grace, None
        while True:
            async with self._store.begin() as work:
                alarms = await work.alarms.due(now=now, after=last, limit=_SERIES_AT_ONCE)
            if not alarms:
                return
            late = [alarm for alarm in alarms if alarm.due_at and alarm.due_at <= too_late]
            if late:
                await self._drop(late, until=too_late, now=now)
            else:
                await self._tell(alarms, now)
            last = (late or alarms)[-1]

    async def _behind(self, now: datetime) -> bool:
        """Tell a few pages of what comes after reminders. Whether there may be more."""
        for tell in (self._tell_news, self._end_dates):
            for _ in range(_PAGES_AT_ONCE):
                async with self._store.begin() as work:
                    told = await tell(work, now=now)
                if told is None:
                    break
                self._note(told)
            else:
                return True
        return False

    async def _next(self, now: datetime) -> datetime | None:
        async with self._store.begin() as work:
            moments = [await work.alarms.next_due(after=now), await work.running_dates.next_end()]
        moments.append(await self.early(now))
        return min((moment for moment in moments if moment), default=None)

    def _note(self, told: Counter[AccountId]) -> None:
        self.tally["told"] += told.total()
        for account in told:
            self._told(account)

    async def _take_back(self, now: datetime) -> None:
        """After a wrong clock was set back, let no series wait for the time that it showed.

        What was told in the meantime is not told again, because its key is there.
        """
        after = SeriesId("")
        while True:
            async with self._store.begin() as work:
                ahead = await work.alarms.ahead(now=now, after=after, limit=_SERIES_AT_ONCE)
                for alarm in ahead:
                    if series := await work.programme.get(alarm.series):
                        await move_on(work, series, told_until=now)
            if not ahead:
                return
            after = ahead[-1].series

    async def _drop(self, late: Sequence[Alarm], *, until: datetime, now: datetime) -> None:
        async with self._store.begin() as work:
            dropped = await drop_late(work, self._herald, late, until=until, now=now)
        for chat, count in dropped.items():
            self.tally["dropped"] += count
            self._told(chat.account)

    async def _tell(self, alarms: Sequence[Alarm], now: datetime) -> None:
        """A page of lines, of one series or of many, in each transaction."""
        waiting, untold = deque(alarms), None
        while waiting:
            told = Counter[AccountId]()
            async with self._store.begin() as work:
                while waiting and told.total() < PAGE:
                    page = await self._page(work, waiting[0], untold, now)
                    told.update(page.told)
                    untold = page.left
                    if untold is None:
                        waiting.popleft()
            self._note(told)

    async def _page(
        self, work: Work, alarm: Alarm, untold: Untold | None, now: datetime
    ) -> PageTold:
        try:
            return await self._tell_page(work, alarm, untold, now=now)
        except TransientError:
            raise
        except Exception as bug:  # noqa: BLE001 -- whatever is wrong with one, the others are told
            await park(work, alarm, bug, now=now)
            return PageTold(told=Counter())
