"""Try the Jitsi server before it is needed, so that the moderators hear first when it is silent."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.domain.chat import AccountId, DeliveryKey
from bot.domain.delivery import Urgency
from bot.domain.series import AN_INSTANT, Occurrence, dates_between
from bot.usecases.calls.live_replies import ServerBack, ServerSilent
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.conferences import ConferenceServer
from bot.usecases.ports.store import Store, Work
from bot.usecases.speaking.herald import Herald

AHEAD: Final = timedelta(minutes=15)
"""How long before a date the server is first tried, and then with each round until it begins."""
_SERIES_AT_ONCE: Final = 200


class Preflight:
    """One round of it; `told` is called with each account that has something to send.

    `silent_at` is when the server was last tried in vain (aware, UTC), None while it answers or
    nothing is near.
    """

    def __init__(
        self,
        *,
        store: Store,
        server: ConferenceServer,
        clock: Clock,
        herald: Herald,
        told: Callable[[AccountId], None],
    ) -> None:
        self._store = store
        self._server = server
        self._clock = clock
        self._herald = herald
        self._told = told
        self.silent_at: datetime | None = None

    async def __call__(self) -> None:
        """Raises `TransientError` when the database is away; the next round comes."""
        async with self._store.begin() as work:
            near = await self._near(work)
        # one failure is nothing: a server restarts in less time than two tries take
        silent = bool(near and await self._server.reachable() and await self._server.reachable())
        self.silent_at = self._clock.now() if silent else None
        if near:
            async with self._store.begin() as work:
                for date in near:
                    await self._tell(work, date)

    async def _near(self, work: Work) -> Sequence[Occurrence]:
        """The dates that begin soon. The alarm of each rings when it begins at the latest.

        One that rang a moment ago may still wait to be worked off.
        """
        now = self._clock.now()
        soon = now + AHEAD
        alarms = await work.alarms.between(after=now - AHEAD, until=soon, limit=_SERIES_AT_ONCE)
        series = [await work.programme.get(alarm.series) for alarm in alarms]
        return [
            date
            for one in series
            if one is not None and not one.is_over
            for date in dates_between(one, start=now, end=soon + AN_INSTANT)
            if not date.is_off
        ]

    async def _tell(self, work: Work, date: Occurrence) -> None:
        """One line for each date, which is edited when the server is back."""
        owner = date.series.owner
        key = DeliveryKey(
            f"preflight:{date.series.id}:{date.slot.isoformat()}:{date.starts_at.timestamp():.0f}"
        )
        if self.silent_at:
            reply, edits = ServerSilent(date=date, tried_at=self.silent_at), None
        elif await work.outbox.posted(key):
            reply, edits = ServerBack(date=date), key
        else:
            return
        fresh = await self._herald.announce(
            work,
            owner,
            reply,
            key=DeliveryKey(f"{key}:back") if edits else key,
            now=self._clock.now(),
            edits=edits,
            urgency=Urgency.REMINDER,
            expires_at=date.ends_at,
        )
        if fresh:
            self._told(owner.account)
