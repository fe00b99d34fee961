"""Tell early where a server lets an account say so little that lines would be late.

A line that was told early has its key in the outbox when its moment comes, and is not told again.
Nothing else is changed: the alarm of its series rings as usual.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.allowance import Allowance, latest_beginnings
from bot.domain.chat import AccountId, DeliveryKey
from bot.domain.due import Due, due
from bot.usecases.ports.programme import Subscription
from bot.usecases.ports.store import Store, Work
from bot.usecases.telling.reminders import reminder_key
from bot.usecases.telling.tell_page import TellPage

EARLIEST: Final = timedelta(minutes=15)
"""No line is told earlier than that before its moment; if so many are due that this is not enough,
the last ones are late."""
_SERIES: Final = 200
_LINES: Final = 200
"""How many are looked at, the nearest first: series in all, and lines of each account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One line that an account is to say."""

    due: Due
    subscription: Subscription

    @property
    def key(self) -> DeliveryKey:
        return reminder_key(self.due, self.subscription.target)


class TellEarly:
    """`allowances` are those of the accounts whose server is known to set a limit."""

    def __init__(
        self, *, store: Store, tell_page: TellPage, allowances: Mapping[AccountId, Allowance]
    ) -> None:
        self._store = store
        self._tell_page = tell_page
        self._allowances = allowances
        self._told: frozenset[DeliveryKey] = frozenset()

    async def __call__(self, now: datetime) -> tuple[Sequence[AccountId], datetime | None]:
        """Tell what has to leave now. Returns the account of each line, and when there is more.

        Raises `TransientError` when the database is away.
        """
        if not self._allowances:
            return (), None
        async with self._store.begin() as work:
            ahead = await self._ahead(work, now)
            told, again = list[AccountId](), list[datetime]()
            keys = set[DeliveryKey]()
            for account, lines in ahead.items():
                moments = [line.due.at for line in lines]
                beginnings = latest_beginnings(moments, self._allowances[account])
                for line, begins in zip(lines, beginnings, strict=True):
                    if begins > now:
                        again.append(begins)
                    else:
                        keys.add(line.key)
                        if line.key not in self._told:
                            told += await self._tell(work, line, now)
        self._told = frozenset(keys)
        return told, min(again, default=None)

    async def _ahead(self, work: Work, now: datetime) -> Mapping[AccountId, Sequence[_Line]]:
        """What falls due soon, by account, in the order in which it does."""
        found = defaultdict[AccountId, list[_Line]](list)
        for alarm in await work.alarms.due(now=now + EARLIEST, limit=_SERIES):
            series = await work.programme.get(alarm.series)
            if series is None:
                continue
            leads = await work.subscriptions.leads(series.id)
            after = max(alarm.told_until, now)
            for one in due(series, leads, after=after, until=now + EARLIEST):
                for subscription in await work.subscriptions.page(
                    series.id, one.lead, after=None, limit=_LINES
                ):
                    account = subscription.target.account
                    if account in self._allowances:
                        found[account].append(_Line(due=one, subscription=subscription))
        return {
            account: sorted(lines, key=lambda line: line.due.at)[:_LINES]
            for account, lines in found.items()
        }

    async def _tell(self, work: Work, line: _Line, now: datetime) -> Sequence[AccountId]:
        told = await self._tell_page.tell(work, line.due, [line.subscription], now)
        return tuple(told)
